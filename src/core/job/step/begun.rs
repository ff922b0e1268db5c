//! From the draft to the provider's acceptance: where a paid job could be sent twice, and is not.

use super::moves::{Step, accepted, download, failed, left, look_up, perform, stay};
use crate::core::job::effect::Call;
use crate::core::job::event::{CallFailure, Event, LookUp};
use crate::core::job::failure::{Failure, FailureKind, Finding, Reason};
use crate::core::job::state::{JobState, LookingUp, Submitting, Unknown};
use crate::core::job::timing::{LOOK_UP_ATTEMPTS, UPLOAD_ATTEMPTS, backoff_millis};

pub(super) fn step_draft(event: &Event, now_millis: f64) -> Step {
    match event {
        Event::Run { is_remote: false } => perform(JobState::Filling { started_millis: now_millis }, 0),
        Event::Run { is_remote: true } => {
            perform(JobState::Uploading { started_millis: now_millis, attempt: 0 }, 0)
        }
        Event::Leave | Event::Drop => left(now_millis, now_millis, None, false),
        _ => stay(JobState::Draft),
    }
}

pub(super) fn step_filling(started_millis: f64, event: Event, now_millis: f64) -> Step {
    match event {
        Event::Filled { result_ids } => stay(JobState::Finished {
            started_millis,
            finished_millis: now_millis,
            result_ids,
            cost: None,
            logs: Vec::new(),
            ticket: None,
        }),
        Event::WorkFailed(failure) => failed(started_millis, now_millis, failure),
        // Free, and the worker's memory is gone with the page: start over.
        Event::Restored => perform(JobState::Filling { started_millis: now_millis }, 0),
        Event::Leave | Event::Drop => left(started_millis, now_millis, None, false),
        _ => stay(JobState::Filling { started_millis }),
    }
}

pub(super) fn step_uploading(started_millis: f64, attempt: u32, event: Event, now_millis: f64) -> Step {
    match event {
        Event::Uploaded(inputs) => perform(Submitting { started_millis, inputs, is_rerun: false }, 0),
        Event::CallFailed(CallFailure {
            call: Call::Upload, failure, retryable, retry_after_millis, ..
        }) => {
            let attempt = attempt.saturating_add(1);
            if retryable && attempt < UPLOAD_ATTEMPTS {
                let after_millis = backoff_millis(attempt, retry_after_millis);
                perform(JobState::Uploading { started_millis, attempt }, after_millis)
            } else {
                failed(started_millis, now_millis, failure)
            }
        }
        Event::WorkFailed(failure) => failed(started_millis, now_millis, failure),
        // Nothing is billed yet: start over.
        Event::Restored => perform(JobState::Uploading { started_millis: now_millis, attempt: 0 }, 0),
        Event::Leave | Event::Drop => left(started_millis, now_millis, None, false),
        _ => stay(JobState::Uploading { started_millis, attempt }),
    }
}

pub(super) fn step_submitting(submitting: Submitting, event: Event, now_millis: f64) -> Step {
    let Submitting { started_millis, inputs, is_rerun } = submitting;
    match event {
        Event::Submitted(ticket) => accepted(started_millis, ticket),
        Event::Answered(outcome) => download(started_millis, None, outcome),
        Event::CallFailed(CallFailure { call: Call::Submit, failure, ambiguous: true, .. }) => {
            look_up(started_millis, inputs, failure, backoff_millis(1, None))
        }
        // Refused. What became of the earlier submit of a rerun is as unknown as it was.
        Event::CallFailed(CallFailure { call: Call::Submit, failure, .. }) if is_rerun => {
            let finding = Finding::RerunRefused(failure.clone());
            stay(Unknown { started_millis, inputs, cause: failure, finding })
        }
        Event::CallFailed(CallFailure { call: Call::Submit, failure, .. }) => {
            failed(started_millis, now_millis, failure)
        }
        // A failure on this device does not say whether the request went out.
        Event::WorkFailed(failure) => look_up(started_millis, inputs, failure, 0),
        Event::Restored => {
            look_up(started_millis, inputs, Failure::new(FailureKind::Local, Reason::PageClosed), 0)
        }
        Event::Leave | Event::Drop => left(started_millis, now_millis, Some(inputs), event == Event::Leave),
        _ => stay(Submitting { started_millis, inputs, is_rerun }),
    }
}

pub(super) fn step_looking_up(looking_up: LookingUp, event: Event, now_millis: f64) -> Step {
    let LookingUp { started_millis, inputs, attempt, cause } = looking_up;
    let next = attempt.saturating_add(1);
    let (finding, retry_after_millis) = match event {
        // The second is the late answer of a submit that was still on its way.
        Event::LookedUp(LookUp::Found(ticket)) | Event::Submitted(ticket) => {
            return accepted(started_millis, ticket);
        }
        Event::Answered(outcome) => return download(started_millis, None, outcome),
        Event::Restored => return look_up(started_millis, inputs, cause, 0),
        Event::Leave | Event::Drop => {
            return left(started_millis, now_millis, Some(inputs), event == Event::Leave);
        }
        Event::LookedUp(LookUp::NotFound) => (Finding::NotListed, Some(None)),
        Event::LookedUp(LookUp::CannotTell) => (Finding::ListUnclear, None),
        Event::CallFailed(CallFailure {
            call: Call::LookUp, failure, retryable, retry_after_millis, ..
        }) => (Finding::LookUpFailed(failure), retryable.then_some(retry_after_millis)),
        Event::WorkFailed(failure) => (Finding::LookUpFailed(failure), None),
        _ => return stay(LookingUp { started_millis, inputs, attempt, cause }),
    };
    match retry_after_millis {
        Some(retry_after_millis) if next < LOOK_UP_ATTEMPTS => perform(
            LookingUp { started_millis, inputs, attempt: next, cause },
            backoff_millis(next, retry_after_millis),
        ),
        _ => stay(Unknown { started_millis, inputs, cause, finding }),
    }
}

pub(super) fn step_unknown(unknown: Unknown, event: Event, now_millis: f64) -> Step {
    let Unknown { started_millis, inputs, cause, .. } = unknown;
    match event {
        Event::LookAgain => look_up(started_millis, inputs, cause, 0),
        // The patience with it starts again, too.
        Event::RunAgain => perform(Submitting { started_millis: now_millis, inputs, is_rerun: true }, 0),
        Event::Drop => left(started_millis, now_millis, Some(inputs), false),
        // The late answer of a submit that was still on its way.
        Event::Submitted(ticket) => accepted(started_millis, ticket),
        Event::Answered(outcome) => download(started_millis, None, outcome),
        _ => stay(Unknown { started_millis, inputs, cause, finding: unknown.finding }),
    }
}
