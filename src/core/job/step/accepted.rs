//! From the provider's acceptance to the kept result: where a paid job could be lost, and is not.

use super::Step;
use super::moves::{download, failed_after_acceptance, fetch, look_up, stay};
use crate::core::job::timing::{STEADY_POLLS, backoff_millis, poll_delay_millis};
use crate::core::job::{
    Call, CallFailure, CancelAnswer, DOWNLOAD_ATTEMPTS, Effect, Event, Failure, FailureKind, FetchAnswer,
    JobState, PATIENCE_MILLIS, Phase, PollAnswer,
};

pub(super) fn step_waiting(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Waiting { started_millis, ticket, phase, logs, polls, misses, trouble } = state else {
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
        Event::Polled(PollAnswer::Failed { failure, logs: heard }) => {
            stay(failed_after_acceptance(started_millis, now_millis, failure, ticket, newer(logs, heard)))
        }
        Event::CallFailed(failed) if failed.call == Call::Poll => {
            let misses = misses.saturating_add(1);
            match verdict(failed, misses, now_millis - started_millis) {
                Verdict::Again(after_millis) => {
                    (waiting(logs, misses, None), vec![Effect::Poll { ticket, after_millis }])
                }
                Verdict::Ask(failure) => stay(waiting(logs, misses, Some(failure))),
                Verdict::End(failure) => {
                    stay(failed_after_acceptance(started_millis, now_millis, failure, ticket, logs))
                }
            }
        }
        Event::WorkFailed(failure) => stay(waiting(logs, misses, Some(failure))),
        Event::Restored => (waiting(logs, 0, None), vec![Effect::Poll { ticket, after_millis: 0 }]),
        Event::Resume if trouble.is_some() => {
            (waiting(logs, 0, None), vec![Effect::Poll { ticket, after_millis: 0 }])
        }
        Event::Leave | Event::Drop => stay(JobState::Left {
            started_millis,
            finished_millis: now_millis,
            inputs: None,
            ticket: Some(ticket),
            phase,
            logs,
            resumable: event == Event::Leave,
            cancel: None,
        }),
        _ => stay(waiting(logs, misses, trouble)),
    }
}

pub(super) fn step_fetching(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Fetching { started_millis, ticket, logs, misses, trouble } = state else {
        return stay(state);
    };
    let fetching =
        |logs, trouble| JobState::Fetching { started_millis, ticket: ticket.clone(), logs, misses, trouble };
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
                polls: STEADY_POLLS,
                misses: 0,
                trouble: None,
            },
            poll_delay_millis(STEADY_POLLS),
            now_millis,
        ),
        Event::Fetched(FetchAnswer::Failed { failure, logs: heard }) => {
            stay(failed_after_acceptance(started_millis, now_millis, failure, ticket, newer(logs, heard)))
        }
        Event::CallFailed(failed) if failed.call == Call::Fetch => {
            let misses = misses.saturating_add(1);
            match verdict(failed, misses, now_millis - started_millis) {
                Verdict::Again(after_millis) => fetch(started_millis, ticket, logs, misses, after_millis),
                Verdict::Ask(failure) => stay(fetching(logs, Some(failure))),
                Verdict::End(failure) => {
                    stay(failed_after_acceptance(started_millis, now_millis, failure, ticket, logs))
                }
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
            cancel: None,
        }),
        _ => stay(fetching(logs, trouble)),
    }
}

pub(super) fn step_downloading(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Downloading { started_millis, ticket, outcome, attempt, trouble } = state else {
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
            cancel: None,
        }),
        _ => stay(downloading(ticket, outcome, attempt, trouble)),
    }
}

pub(super) fn step_left(state: JobState, event: Event) -> Step {
    let JobState::Left { started_millis, finished_millis, inputs, ticket, phase, logs, resumable, cancel } =
        state
    else {
        return stay(state);
    };
    let left = |inputs, ticket, logs, resumable, cancel| JobState::Left {
        started_millis,
        finished_millis,
        inputs,
        ticket,
        phase,
        logs,
        resumable,
        cancel,
    };
    match (event, ticket, inputs) {
        // Cancelled too late is finished and billed: what was paid for is fetched.
        (Event::Resume | Event::Cancelled(CancelAnswer::TooLate), Some(ticket), _) if resumable => (
            JobState::Waiting {
                started_millis,
                ticket: ticket.clone(),
                phase,
                logs,
                polls: 0,
                misses: 0,
                trouble: None,
            },
            vec![Effect::Poll { ticket, after_millis: 0 }],
        ),
        (Event::Resume, None, Some(inputs)) if resumable => {
            look_up(started_millis, inputs, 0, 0, "the job was left before the provider's answer".to_owned())
        }
        (Event::Cancelled(answer), ticket @ Some(_), inputs) if resumable => {
            let may_finish = answer != CancelAnswer::Removed;
            stay(left(inputs, ticket, logs, may_finish, Some(answer)))
        }
        // The late answer of a submit that was still on its way.
        (Event::Submitted(ticket), None, Some(_)) => stay(left(None, Some(ticket), logs, resumable, cancel)),
        // Paid, and there is no other way to it: it is kept.
        (Event::Answered(outcome), None, Some(_)) => download(started_millis, None, outcome, 0, 0),
        (Event::Drop, ticket, inputs) => stay(left(inputs, ticket, logs, false, cancel)),
        (_, ticket, inputs) => stay(left(inputs, ticket, logs, resumable, cancel)),
    }
}

/// Goes on with a waiting job, or asks the person once patience is over.
fn wait_on(waiting: JobState, after_millis: u32, now_millis: f64) -> Step {
    let JobState::Waiting { started_millis, ticket, phase, logs, polls, misses, .. } = waiting else {
        return stay(waiting);
    };
    let is_overdue = now_millis - started_millis > PATIENCE_MILLIS;
    let effects =
        if is_overdue { Vec::new() } else { vec![Effect::Poll { ticket: ticket.clone(), after_millis }] };
    let state = JobState::Waiting {
        started_millis,
        ticket,
        phase,
        logs,
        polls,
        misses,
        trouble: is_overdue.then(|| Failure {
            kind: FailureKind::Server,
            message: "not finished after 6 hours: try again to ask once more".to_owned(),
        }),
    };
    (state, effects)
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
        // address in Settings, a relay that does not know the way) can be mended while the paid job is kept.
        match failed.failure.kind {
            FailureKind::Moderation | FailureKind::Generation | FailureKind::Empty => {
                Verdict::End(failed.failure)
            }
            _ => Verdict::Ask(failed.failure),
        }
    }
}

/// The newer log lines; a provider that leaves them out does not erase what was heard before.
fn newer(known: Vec<String>, heard: Vec<String>) -> Vec<String> {
    if heard.is_empty() { known } else { heard }
}
