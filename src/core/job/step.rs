//! The one function that moves a job.

use super::timing::{backoff_millis, poll_delay_millis};
use super::{
    Call, CallFailure, DOWNLOAD_ATTEMPTS, Effect, Event, Failure, FailureKind, FetchAnswer, JobState,
    LOOK_UP_ATTEMPTS, LookUp, Outcome, PATIENCE_MILLIS, Phase, PollAnswer, RemoteInputs, Ticket,
    UPLOAD_ATTEMPTS,
};

/// Where a job goes and what is to be done for it.
type Step = (JobState, Vec<Effect>);

/// Moves a job. Pure and total: an event that does not fit gives the state back unchanged, without effects.
///
/// `now_millis` is the time since 1970. At most one effect is given, and the job then has no other under way.
pub fn step(state: JobState, event: Event, now_millis: f64) -> (JobState, Vec<Effect>) {
    match state {
        JobState::Draft => step_draft(&event, now_millis),
        JobState::Filling { started_millis } => step_filling(started_millis, event, now_millis),
        JobState::Uploading {
            started_millis,
            attempt,
        } => step_uploading(started_millis, attempt, event, now_millis),
        JobState::Submitting { .. } => step_submitting(state, event, now_millis),
        JobState::LookingUp { .. } => step_looking_up(state, event, now_millis),
        JobState::Unknown { .. } => step_unknown(state, event, now_millis),
        JobState::Waiting { .. } => step_waiting(state, event, now_millis),
        JobState::Fetching { .. } => step_fetching(state, event, now_millis),
        JobState::Downloading { .. } => step_downloading(state, event, now_millis),
        JobState::Left { .. } => step_left(state, event),
        JobState::Finished { .. } | JobState::Failed { .. } => stay(state),
    }
}

/// Nothing changes.
fn stay(state: JobState) -> Step {
    (state, Vec::new())
}

fn step_draft(event: &Event, now_millis: f64) -> Step {
    match event {
        Event::Run { is_remote: false } => fill(now_millis),
        Event::Run { is_remote: true } => upload(now_millis, 0, 0),
        Event::Leave | Event::Drop => stay(stopped(now_millis, now_millis)),
        _ => stay(JobState::Draft),
    }
}

fn step_filling(started_millis: f64, event: Event, now_millis: f64) -> Step {
    match event {
        Event::Filled { result_ids } => stay(JobState::Finished {
            started_millis,
            finished_millis: now_millis,
            result_ids,
            cost: None,
            logs: Vec::new(),
        }),
        Event::WorkFailed(failure) => stay(failed(started_millis, now_millis, failure)),
        // Free, and the worker's memory is gone with the page: start over.
        Event::Restored => fill(now_millis),
        Event::Leave | Event::Drop => stay(stopped(started_millis, now_millis)),
        _ => stay(JobState::Filling { started_millis }),
    }
}

fn step_uploading(started_millis: f64, attempt: u32, event: Event, now_millis: f64) -> Step {
    match event {
        Event::Uploaded(inputs) => submit(started_millis, inputs, false),
        Event::CallFailed(CallFailure {
            call: Call::Upload,
            failure,
            retryable,
            retry_after_millis,
            ..
        }) => {
            let attempt = attempt.saturating_add(1);
            if retryable && attempt < UPLOAD_ATTEMPTS {
                upload(
                    started_millis,
                    attempt,
                    backoff_millis(attempt, retry_after_millis),
                )
            } else {
                stay(failed(started_millis, now_millis, failure))
            }
        }
        Event::WorkFailed(failure) => stay(failed(started_millis, now_millis, failure)),
        // Nothing is billed yet: start over.
        Event::Restored => upload(now_millis, 0, 0),
        Event::Leave | Event::Drop => stay(stopped(started_millis, now_millis)),
        _ => stay(JobState::Uploading {
            started_millis,
            attempt,
        }),
    }
}

fn step_submitting(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Submitting {
        started_millis,
        inputs,
        is_rerun,
    } = state
    else {
        return stay(state);
    };
    match event {
        Event::Submitted(ticket) => poll_first(started_millis, ticket),
        Event::CallFailed(CallFailure {
            call: Call::Submit,
            failure,
            ambiguous: true,
            ..
        }) => look_up(
            started_millis,
            inputs,
            0,
            backoff_millis(1, None),
            failure.message,
        ),
        // Refused. What became of the earlier submit of a rerun is as unknown as it was.
        Event::CallFailed(CallFailure {
            call: Call::Submit,
            failure,
            ..
        }) => stay(if is_rerun {
            JobState::Unknown {
                started_millis,
                inputs,
                message: format!(
                    "{}; whether the earlier request was accepted is still unknown",
                    failure.message
                ),
            }
        } else {
            failed(started_millis, now_millis, failure)
        }),
        // A failure on this device does not tell whether the request went out.
        Event::WorkFailed(failure) => look_up(started_millis, inputs, 0, 0, failure.message),
        Event::Restored => look_up(
            started_millis,
            inputs,
            0,
            0,
            "the page was closed while the request was being sent".to_owned(),
        ),
        Event::Leave => stay(left_in_doubt(started_millis, now_millis, inputs, true)),
        Event::Drop => stay(left_in_doubt(started_millis, now_millis, inputs, false)),
        _ => stay(JobState::Submitting {
            started_millis,
            inputs,
            is_rerun,
        }),
    }
}

fn step_looking_up(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::LookingUp {
        started_millis,
        inputs,
        attempt,
        cause,
    } = state
    else {
        return stay(state);
    };
    let unknown = |inputs: RemoteInputs, cause: &str, finding: &str| {
        stay(JobState::Unknown {
            started_millis,
            inputs,
            message: format!("{cause}; {finding}"),
        })
    };
    match event {
        // The second is the late answer of a submit that was still on its way.
        Event::LookedUp(LookUp::Found(ticket)) | Event::Submitted(ticket) => {
            poll_first(started_millis, ticket)
        }
        Event::LookedUp(LookUp::NotFound) => {
            let attempt = attempt.saturating_add(1);
            if attempt < LOOK_UP_ATTEMPTS {
                look_up(
                    started_millis,
                    inputs,
                    attempt,
                    backoff_millis(attempt, None),
                    cause,
                )
            } else {
                unknown(inputs, &cause, "the provider does not list the request")
            }
        }
        Event::LookedUp(LookUp::CannotTell) => unknown(
            inputs,
            &cause,
            "the provider's list does not tell whether it was accepted",
        ),
        Event::CallFailed(CallFailure {
            call: Call::LookUp,
            failure,
            retryable,
            retry_after_millis,
            ..
        }) => {
            let attempt = attempt.saturating_add(1);
            if retryable && attempt < LOOK_UP_ATTEMPTS {
                let after_millis = backoff_millis(attempt, retry_after_millis);
                look_up(started_millis, inputs, attempt, after_millis, cause)
            } else {
                unknown(
                    inputs,
                    &cause,
                    &format!("looking it up failed: {}", failure.message),
                )
            }
        }
        Event::WorkFailed(failure) => unknown(
            inputs,
            &cause,
            &format!("looking it up failed: {}", failure.message),
        ),
        Event::Restored => look_up(started_millis, inputs, 0, 0, cause),
        Event::Leave => stay(left_in_doubt(started_millis, now_millis, inputs, true)),
        Event::Drop => stay(left_in_doubt(started_millis, now_millis, inputs, false)),
        _ => stay(JobState::LookingUp {
            started_millis,
            inputs,
            attempt,
            cause,
        }),
    }
}

fn step_unknown(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Unknown {
        started_millis,
        inputs,
        message,
    } = state
    else {
        return stay(state);
    };
    match event {
        Event::LookAgain => look_up(started_millis, inputs, 0, 0, message),
        // The patience with it starts anew, too.
        Event::RunAgain => submit(now_millis, inputs, true),
        Event::Drop => stay(left_in_doubt(started_millis, now_millis, inputs, false)),
        // The late answer of a submit that was still on its way.
        Event::Submitted(ticket) => poll_first(started_millis, ticket),
        _ => stay(JobState::Unknown {
            started_millis,
            inputs,
            message,
        }),
    }
}

fn step_waiting(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Waiting {
        started_millis,
        ticket,
        phase,
        logs,
        polls,
        misses,
        trouble,
    } = state
    else {
        return stay(state);
    };
    let waiting = |logs, misses, trouble| JobState::Waiting {
        started_millis,
        ticket: ticket.clone(),
        phase,
        logs,
        polls,
        misses,
        trouble,
    };
    match event {
        Event::Polled(PollAnswer::Pending { phase, logs: heard }) => {
            let polls = polls.saturating_add(1);
            wait_on(
                JobState::Waiting {
                    started_millis,
                    ticket,
                    phase,
                    logs: newer(logs, heard),
                    polls,
                    misses: 0,
                    trouble: None,
                },
                poll_delay_millis(polls),
                now_millis,
            )
        }
        Event::Polled(PollAnswer::Completed { logs: heard }) => {
            fetch(started_millis, ticket, newer(logs, heard), 0, 0)
        }
        Event::Polled(PollAnswer::Failed { failure, logs: heard }) => stay(failed_after_acceptance(
            started_millis,
            now_millis,
            failure,
            ticket,
            newer(logs, heard),
        )),
        Event::CallFailed(failed) if failed.call == Call::Poll => {
            let misses = misses.saturating_add(1);
            match verdict(failed, misses, now_millis - started_millis) {
                Verdict::Again(after_millis) => (
                    waiting(logs, misses, None),
                    vec![Effect::Poll { ticket, after_millis }],
                ),
                Verdict::Ask(failure) => stay(waiting(logs, misses, Some(failure))),
                Verdict::End(failure) => stay(failed_after_acceptance(
                    started_millis,
                    now_millis,
                    failure,
                    ticket,
                    logs,
                )),
            }
        }
        Event::WorkFailed(failure) => stay(waiting(logs, misses, Some(failure))),
        Event::Restored => (
            waiting(logs, 0, None),
            vec![Effect::Poll {
                ticket,
                after_millis: 0,
            }],
        ),
        Event::Resume if trouble.is_some() => (
            waiting(logs, 0, None),
            vec![Effect::Poll {
                ticket,
                after_millis: 0,
            }],
        ),
        Event::Leave | Event::Drop => stay(JobState::Left {
            started_millis,
            finished_millis: now_millis,
            inputs: None,
            ticket: Some(ticket),
            phase,
            logs,
            resumable: event == Event::Leave,
        }),
        _ => stay(waiting(logs, misses, trouble)),
    }
}

fn step_fetching(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Fetching {
        started_millis,
        ticket,
        logs,
        misses,
        trouble,
    } = state
    else {
        return stay(state);
    };
    let fetching = |logs, trouble| JobState::Fetching {
        started_millis,
        ticket: ticket.clone(),
        logs,
        misses,
        trouble,
    };
    match event {
        Event::Fetched(FetchAnswer::Ready(mut outcome)) => {
            outcome.logs = newer(logs, outcome.logs);
            download(started_millis, Some(ticket), outcome, 0, 0)
        }
        Event::Fetched(FetchAnswer::NotReady) => wait_on(
            JobState::Waiting {
                started_millis,
                ticket,
                phase: Phase::InProgress,
                logs,
                polls: u32::MAX,
                misses: 0,
                trouble: None,
            },
            poll_delay_millis(u32::MAX),
            now_millis,
        ),
        Event::Fetched(FetchAnswer::Failed { failure, logs: heard }) => stay(failed_after_acceptance(
            started_millis,
            now_millis,
            failure,
            ticket,
            newer(logs, heard),
        )),
        Event::CallFailed(failed) if failed.call == Call::Fetch => {
            let misses = misses.saturating_add(1);
            match verdict(failed, misses, now_millis - started_millis) {
                Verdict::Again(after_millis) => fetch(started_millis, ticket, logs, misses, after_millis),
                Verdict::Ask(failure) => stay(fetching(logs, Some(failure))),
                Verdict::End(failure) => stay(failed_after_acceptance(
                    started_millis,
                    now_millis,
                    failure,
                    ticket,
                    logs,
                )),
            }
        }
        Event::WorkFailed(failure) => stay(fetching(logs, Some(failure))),
        Event::Restored => fetch(started_millis, ticket, logs, 0, 0),
        Event::Resume if trouble.is_some() => fetch(started_millis, ticket, logs, 0, 0),
        Event::Leave | Event::Drop => stay(JobState::Left {
            started_millis,
            finished_millis: now_millis,
            inputs: None,
            ticket: Some(ticket),
            phase: Phase::InProgress,
            logs,
            resumable: event == Event::Leave,
        }),
        _ => stay(fetching(logs, trouble)),
    }
}

fn step_downloading(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Downloading {
        started_millis,
        ticket,
        outcome,
        attempt,
        trouble,
    } = state
    else {
        return stay(state);
    };
    let downloading = |ticket, outcome, attempt, trouble| JobState::Downloading {
        started_millis,
        ticket,
        outcome,
        attempt,
        trouble,
    };
    match event {
        Event::Downloaded { result_ids } => stay(JobState::Finished {
            started_millis,
            finished_millis: now_millis,
            result_ids,
            cost: outcome.total,
            logs: outcome.logs,
        }),
        // A paid result is never given up: after the last attempt it waits for the person.
        Event::CallFailed(CallFailure {
            call: Call::Download,
            failure,
            retryable,
            retry_after_millis,
            ..
        }) => {
            let attempt = attempt.saturating_add(1);
            if retryable && attempt < DOWNLOAD_ATTEMPTS {
                let after_millis = backoff_millis(attempt, retry_after_millis);
                download(started_millis, ticket, outcome, attempt, after_millis)
            } else {
                stay(downloading(ticket, outcome, attempt, Some(failure)))
            }
        }
        Event::WorkFailed(failure) => stay(downloading(ticket, outcome, attempt, Some(failure))),
        Event::Restored => download(started_millis, ticket, outcome, 0, 0),
        Event::Resume if trouble.is_some() => download(started_millis, ticket, outcome, 0, 0),
        // Without a ticket the result could not be found again, so it is not left, only dropped.
        Event::Leave if ticket.is_none() => stay(downloading(ticket, outcome, attempt, trouble)),
        Event::Leave | Event::Drop => stay(JobState::Left {
            started_millis,
            finished_millis: now_millis,
            inputs: None,
            ticket,
            phase: Phase::InProgress,
            logs: outcome.logs,
            resumable: event == Event::Leave,
        }),
        _ => stay(downloading(ticket, outcome, attempt, trouble)),
    }
}

fn step_left(state: JobState, event: Event) -> Step {
    let JobState::Left {
        started_millis,
        finished_millis,
        inputs,
        ticket,
        phase,
        logs,
        resumable,
    } = state
    else {
        return stay(state);
    };
    let left = |inputs, ticket, logs, resumable| JobState::Left {
        started_millis,
        finished_millis,
        inputs,
        ticket,
        phase,
        logs,
        resumable,
    };
    match (event, ticket, inputs) {
        (Event::Resume, Some(ticket), _) if resumable => (
            JobState::Waiting {
                started_millis,
                ticket: ticket.clone(),
                phase,
                logs,
                polls: 0,
                misses: 0,
                trouble: None,
            },
            vec![Effect::Poll {
                ticket,
                after_millis: 0,
            }],
        ),
        (Event::Resume, None, Some(inputs)) if resumable => look_up(
            started_millis,
            inputs,
            0,
            0,
            "the job was left before the provider's answer".to_owned(),
        ),
        // The late answer of a submit that was still on its way.
        (Event::Submitted(ticket), None, Some(_)) => stay(left(None, Some(ticket), logs, resumable)),
        (Event::Drop, ticket, inputs) => stay(left(inputs, ticket, logs, false)),
        (_, ticket, inputs) => stay(left(inputs, ticket, logs, resumable)),
    }
}

/// What a failed poll or fetch means for an accepted job.
enum Verdict {
    /// Try again after this many milliseconds.
    Again(u32),
    /// Keep the job and wait for the person.
    Ask(Failure),
    /// There is nothing left to wait for.
    End(Failure),
}

fn verdict(failed: CallFailure, misses: u32, elapsed_millis: f64) -> Verdict {
    if failed.retryable && elapsed_millis > PATIENCE_MILLIS {
        Verdict::Ask(failed.failure)
    } else if failed.retryable {
        Verdict::Again(backoff_millis(misses, failed.retry_after_millis))
    } else {
        // The provider's own word on the request ends it. All else (a refused key, an empty account, another
        // address in Settings) can be mended while the paid job is kept.
        match failed.failure.kind {
            FailureKind::Input | FailureKind::Generation | FailureKind::Empty => Verdict::End(failed.failure),
            _ => Verdict::Ask(failed.failure),
        }
    }
}

/// The newer log lines; a provider that leaves them out does not erase what was heard before.
fn newer(known: Vec<String>, heard: Vec<String>) -> Vec<String> {
    if heard.is_empty() { known } else { heard }
}

fn fill(now_millis: f64) -> Step {
    (
        JobState::Filling {
            started_millis: now_millis,
        },
        vec![Effect::Fill],
    )
}

fn upload(started_millis: f64, attempt: u32, after_millis: u32) -> Step {
    (
        JobState::Uploading {
            started_millis,
            attempt,
        },
        vec![Effect::Upload { after_millis }],
    )
}

fn submit(started_millis: f64, inputs: RemoteInputs, is_rerun: bool) -> Step {
    (
        JobState::Submitting {
            started_millis,
            inputs: inputs.clone(),
            is_rerun,
        },
        vec![Effect::Submit { inputs }],
    )
}

fn look_up(
    started_millis: f64,
    inputs: RemoteInputs,
    attempt: u32,
    after_millis: u32,
    cause: String,
) -> Step {
    (
        JobState::LookingUp {
            started_millis,
            inputs,
            attempt,
            cause,
        },
        vec![Effect::LookUp { after_millis }],
    )
}

fn poll_first(started_millis: f64, ticket: Ticket) -> Step {
    (
        JobState::Waiting {
            started_millis,
            ticket: ticket.clone(),
            phase: Phase::Queued,
            logs: Vec::new(),
            polls: 0,
            misses: 0,
            trouble: None,
        },
        vec![Effect::Poll {
            ticket,
            after_millis: poll_delay_millis(0),
        }],
    )
}

/// Goes on with a waiting job, or asks the person once patience is over.
fn wait_on(waiting: JobState, after_millis: u32, now_millis: f64) -> Step {
    let JobState::Waiting {
        started_millis,
        ticket,
        phase,
        logs,
        polls,
        misses,
        ..
    } = waiting
    else {
        return stay(waiting);
    };
    let is_overdue = now_millis - started_millis > PATIENCE_MILLIS;
    let effects = if is_overdue {
        Vec::new()
    } else {
        vec![Effect::Poll {
            ticket: ticket.clone(),
            after_millis,
        }]
    };
    let state = JobState::Waiting {
        started_millis,
        ticket,
        phase,
        logs,
        polls,
        misses,
        trouble: is_overdue.then(|| Failure {
            kind: FailureKind::Server,
            message: "not finished after 6 hours: resume to ask again".to_owned(),
        }),
    };
    (state, effects)
}

fn fetch(started_millis: f64, ticket: Ticket, logs: Vec<String>, misses: u32, after_millis: u32) -> Step {
    (
        JobState::Fetching {
            started_millis,
            ticket: ticket.clone(),
            logs,
            misses,
            trouble: None,
        },
        vec![Effect::Fetch { ticket, after_millis }],
    )
}

fn download(
    started_millis: f64,
    ticket: Option<Ticket>,
    outcome: Outcome,
    attempt: u32,
    after_millis: u32,
) -> Step {
    (
        JobState::Downloading {
            started_millis,
            ticket: ticket.clone(),
            outcome: outcome.clone(),
            attempt,
            trouble: None,
        },
        vec![Effect::Download {
            ticket,
            outcome,
            after_millis,
            is_last: attempt + 1 >= DOWNLOAD_ATTEMPTS,
        }],
    )
}

/// Failed before the provider accepted anything.
fn failed(started_millis: f64, finished_millis: f64, failure: Failure) -> JobState {
    JobState::Failed {
        started_millis,
        finished_millis,
        failure,
        ticket: None,
        logs: Vec::new(),
    }
}

fn failed_after_acceptance(
    started_millis: f64,
    finished_millis: f64,
    failure: Failure,
    ticket: Ticket,
    logs: Vec<String>,
) -> JobState {
    JobState::Failed {
        started_millis,
        finished_millis,
        failure,
        ticket: Some(ticket),
        logs,
    }
}

/// Left before anything was submitted.
fn stopped(started_millis: f64, finished_millis: f64) -> JobState {
    JobState::Left {
        started_millis,
        finished_millis,
        inputs: None,
        ticket: None,
        phase: Phase::Queued,
        logs: Vec::new(),
        resumable: false,
    }
}

/// Left while a submit may have been accepted whose ticket is not known.
fn left_in_doubt(
    started_millis: f64,
    finished_millis: f64,
    inputs: RemoteInputs,
    resumable: bool,
) -> JobState {
    JobState::Left {
        started_millis,
        finished_millis,
        inputs: Some(inputs),
        ticket: None,
        phase: Phase::Queued,
        logs: Vec::new(),
        resumable,
    }
}
