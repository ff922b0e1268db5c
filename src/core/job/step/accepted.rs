//! From the provider's acceptance to the saved result: where a paid job could be lost, and is not.

use super::moves::{Step, download, look_up, perform, stay};
use crate::core::job::effect::Call;
use crate::core::job::event::{CallFailure, Event, FetchAnswer, PollAnswer};
use crate::core::job::failure::{Failure, FailureKind, Reason};
use crate::core::job::remote::{CancelAnswer, Phase, Ticket};
use crate::core::job::state::{Downloading, Fetching, JobState, Left, Waiting};
use crate::core::job::timing::{
    DOWNLOAD_ATTEMPTS, PATIENCE_MILLIS, STEADY_POLLS, backoff_millis, poll_delay_millis,
};

pub(super) fn step_waiting(mut waiting: Waiting, event: Event, now_millis: f64) -> Step {
    let started_millis = waiting.started_millis;
    match event {
        Event::Polled(PollAnswer::Pending { phase, logs }) => {
            let polls = waiting.polls.saturating_add(1);
            let logs = newer(waiting.logs, logs);
            wait_on(Waiting { phase, logs, polls, misses: 0, ..waiting }, now_millis)
        }
        Event::Polled(PollAnswer::Completed { logs }) => {
            let (ticket, logs) = (waiting.ticket, newer(waiting.logs, logs));
            perform(Fetching { started_millis, ticket, logs, misses: 0, trouble: None }, 0)
        }
        Event::Polled(PollAnswer::Failed { failure, logs }) => {
            failed(started_millis, now_millis, failure, waiting.ticket, newer(waiting.logs, logs))
        }
        Event::CallFailed(failure) if failure.call == Call::Poll => {
            waiting.misses = waiting.misses.saturating_add(1);
            match verdict(failure, waiting.misses, now_millis - started_millis) {
                Verdict::Again(after_millis) => perform(Waiting { trouble: None, ..waiting }, after_millis),
                Verdict::Ask(failure) => stay(Waiting { trouble: Some(failure), ..waiting }),
            }
        }
        Event::WorkFailed(failure) => stay(Waiting { trouble: Some(failure), ..waiting }),
        _ if goes_on(&event, waiting.trouble.as_ref()) => {
            perform(Waiting { misses: 0, trouble: None, ..waiting }, 0)
        }
        Event::Leave | Event::Drop => {
            let Waiting { ticket, phase, logs, .. } = waiting;
            left(started_millis, now_millis, Some(ticket), phase, logs, event == Event::Leave)
        }
        _ => stay(waiting),
    }
}

pub(super) fn step_fetching(fetching: Fetching, event: Event, now_millis: f64) -> Step {
    let started_millis = fetching.started_millis;
    match event {
        Event::Fetched(FetchAnswer::Ready(mut outcome)) => {
            outcome.logs = newer(fetching.logs, outcome.logs);
            download(started_millis, Some(fetching.ticket), outcome)
        }
        Event::Fetched(FetchAnswer::NotReady) => {
            let waiting = Waiting::new(started_millis, fetching.ticket, Phase::InProgress);
            wait_on(Waiting { logs: fetching.logs, polls: STEADY_POLLS, ..waiting }, now_millis)
        }
        Event::Fetched(FetchAnswer::Failed { failure, logs }) => {
            failed(started_millis, now_millis, failure, fetching.ticket, newer(fetching.logs, logs))
        }
        Event::CallFailed(failure) if failure.call == Call::Fetch => {
            let misses = fetching.misses.saturating_add(1);
            match verdict(failure, misses, now_millis - started_millis) {
                Verdict::Again(after_millis) => {
                    perform(Fetching { misses, trouble: None, ..fetching }, after_millis)
                }
                Verdict::Ask(failure) => stay(Fetching { trouble: Some(failure), ..fetching }),
            }
        }
        Event::WorkFailed(failure) => stay(Fetching { trouble: Some(failure), ..fetching }),
        _ if goes_on(&event, fetching.trouble.as_ref()) => {
            perform(Fetching { misses: 0, trouble: None, ..fetching }, 0)
        }
        Event::Leave | Event::Drop => {
            let Fetching { ticket, logs, .. } = fetching;
            left(started_millis, now_millis, Some(ticket), Phase::InProgress, logs, event == Event::Leave)
        }
        _ => stay(fetching),
    }
}

pub(super) fn step_downloading(mut downloading: Downloading, event: Event, now_millis: f64) -> Step {
    let started_millis = downloading.started_millis;
    match event {
        Event::Downloaded { result_ids } => stay(JobState::Finished {
            started_millis,
            finished_millis: now_millis,
            result_ids,
            cost: downloading.outcome.total,
            logs: downloading.outcome.logs,
            ticket: downloading.ticket,
        }),
        // A paid result is never given up: after the last attempt it waits for the person.
        Event::CallFailed(CallFailure {
            call: Call::Download,
            failure,
            retryable,
            retry_after_millis,
            ..
        }) => {
            downloading.attempt = downloading.attempt.saturating_add(1);
            if retryable && downloading.attempt < DOWNLOAD_ATTEMPTS {
                let after_millis = backoff_millis(downloading.attempt, retry_after_millis);
                perform(Downloading { trouble: None, ..downloading }, after_millis)
            } else {
                stay(Downloading { trouble: Some(failure), ..downloading })
            }
        }
        Event::WorkFailed(failure) => stay(Downloading { trouble: Some(failure), ..downloading }),
        _ if goes_on(&event, downloading.trouble.as_ref()) => {
            download(started_millis, downloading.ticket, downloading.outcome)
        }
        // Without a ticket the result could not be found again, so it is not left, only dropped.
        Event::Leave if downloading.ticket.is_none() => stay(downloading),
        Event::Leave | Event::Drop => {
            let Downloading { ticket, outcome, .. } = downloading;
            left(started_millis, now_millis, ticket, Phase::InProgress, outcome.logs, event == Event::Leave)
        }
        _ => stay(downloading),
    }
}

pub(super) fn step_left(mut left: Left, event: Event) -> Step {
    let started_millis = left.started_millis;
    match (event, &left.ticket, &left.inputs) {
        // Cancelled too late is finished and billed: what was paid for is fetched.
        (Event::Resume | Event::Cancelled(CancelAnswer::TooLate), Some(ticket), _) if left.resumable => {
            let waiting = Waiting::new(started_millis, ticket.clone(), left.phase);
            return perform(Waiting { logs: left.logs, ..waiting }, 0);
        }
        (Event::Resume, None, Some(inputs)) if left.resumable => {
            let cause = Failure::new(FailureKind::Local, Reason::LeftEarly);
            return look_up(started_millis, inputs.clone(), cause, 0);
        }
        // Paid, and there is no other way to it: it is saved.
        (Event::Answered(outcome), None, Some(_)) => return download(started_millis, None, outcome),
        (Event::Cancelled(answer), Some(_), _) if left.resumable => {
            left.resumable = answer != CancelAnswer::Removed;
            left.cancel = Some(answer);
        }
        // The late answer of a submit that was still on its way.
        (Event::Submitted(ticket), None, Some(_)) => (left.inputs, left.ticket) = (None, Some(ticket)),
        (Event::Drop, ..) => left.resumable = false,
        _ => (),
    }
    stay(left)
}

/// Asks the provider about a job that was accepted before.
pub(super) fn ask_again(started_millis: f64, ticket: Ticket, logs: Vec<String>) -> Step {
    perform(Waiting { logs, ..Waiting::new(started_millis, ticket, Phase::InProgress) }, 0)
}

/// The page was reopened, or the person goes on with a job that has trouble.
fn goes_on(event: &Event, trouble: Option<&Failure>) -> bool {
    *event == Event::Restored || *event == Event::Resume && trouble.is_some()
}

/// Goes on with a waiting job, or asks the person once patience is over.
fn wait_on(waiting: Waiting, now_millis: f64) -> Step {
    if now_millis - waiting.started_millis > PATIENCE_MILLIS {
        let overdue = Failure::new(FailureKind::Server, Reason::Overdue);
        return stay(Waiting { trouble: Some(overdue), ..waiting });
    }
    let after_millis = poll_delay_millis(waiting.polls);
    perform(Waiting { trouble: None, ..waiting }, after_millis)
}

/// Failed after the provider had accepted it.
fn failed(
    started_millis: f64,
    finished_millis: f64,
    failure: Failure,
    ticket: Ticket,
    logs: Vec<String>,
) -> Step {
    stay(JobState::Failed { started_millis, finished_millis, failure, ticket: Some(ticket), logs })
}

/// Left after the provider had accepted it.
fn left(
    started_millis: f64,
    finished_millis: f64,
    ticket: Option<Ticket>,
    phase: Phase,
    logs: Vec<String>,
    resumable: bool,
) -> Step {
    let inputs = None;
    stay(Left { started_millis, finished_millis, inputs, ticket, phase, logs, resumable, cancel: None })
}

/// What a failed poll or fetch means for an accepted job. None ends it: only what the provider says of the request
/// does ([`PollAnswer::Failed`], [`FetchAnswer::Failed`]). A refused key, an empty account, another API in Settings, a
/// relay that does not know the way can be mended while the paid job waits.
enum Verdict {
    /// Try again after this many milliseconds.
    Again(u32),
    /// Wait for the person.
    Ask(Failure),
}

fn verdict(failed: CallFailure, misses: u32, elapsed_millis: f64) -> Verdict {
    if failed.retryable && elapsed_millis > PATIENCE_MILLIS {
        Verdict::Ask(failed.failure)
    } else if failed.retryable {
        Verdict::Again(backoff_millis(misses, failed.retry_after_millis))
    } else {
        Verdict::Ask(failed.failure)
    }
}

/// The newer log lines; a provider that leaves them out does not erase the earlier ones.
fn newer(known: Vec<String>, received: Vec<String>) -> Vec<String> {
    if received.is_empty() { known } else { received }
}
