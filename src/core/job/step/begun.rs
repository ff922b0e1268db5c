//! From the draft to the provider's acceptance: where a paid job could be sent twice, and is not.

use super::Step;
use super::moves::{
    download, failed, fill, left_in_doubt, look_up, poll_first, stay, stopped, submit, upload,
};
use crate::core::job::timing::backoff_millis;
use crate::core::job::{
    Call, CallFailure, Event, JobState, LOOK_UP_ATTEMPTS, LookUp, RemoteInputs, UPLOAD_ATTEMPTS,
};

pub(super) fn step_draft(event: &Event, now_millis: f64) -> Step {
    match event {
        Event::Run { is_remote: false } => fill(now_millis),
        Event::Run { is_remote: true } => upload(now_millis, 0, 0),
        Event::Leave | Event::Drop => stay(stopped(now_millis, now_millis)),
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
        }),
        Event::WorkFailed(failure) => stay(failed(started_millis, now_millis, failure)),
        // Free, and the worker's memory is gone with the page: start over.
        Event::Restored => fill(now_millis),
        Event::Leave | Event::Drop => stay(stopped(started_millis, now_millis)),
        _ => stay(JobState::Filling { started_millis }),
    }
}

pub(super) fn step_uploading(started_millis: f64, attempt: u32, event: Event, now_millis: f64) -> Step {
    match event {
        Event::Uploaded(inputs) => submit(started_millis, inputs, false),
        Event::CallFailed(CallFailure {
            call: Call::Upload, failure, retryable, retry_after_millis, ..
        }) => {
            let attempt = attempt.saturating_add(1);
            if retryable && attempt < UPLOAD_ATTEMPTS {
                upload(started_millis, attempt, backoff_millis(attempt, retry_after_millis))
            } else {
                stay(failed(started_millis, now_millis, failure))
            }
        }
        Event::WorkFailed(failure) => stay(failed(started_millis, now_millis, failure)),
        // Nothing is billed yet: start over.
        Event::Restored => upload(now_millis, 0, 0),
        Event::Leave | Event::Drop => stay(stopped(started_millis, now_millis)),
        _ => stay(JobState::Uploading { started_millis, attempt }),
    }
}

pub(super) fn step_submitting(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Submitting { started_millis, inputs, is_rerun } = state else {
        return stay(state);
    };
    match event {
        Event::Submitted(ticket) => poll_first(started_millis, ticket),
        Event::Answered(outcome) => download(started_millis, None, outcome, 0, 0),
        Event::CallFailed(CallFailure { call: Call::Submit, failure, ambiguous: true, .. }) => {
            look_up(started_millis, inputs, 0, backoff_millis(1, None), failure.message)
        }
        // Refused. What became of the earlier submit of a rerun is as unknown as it was.
        Event::CallFailed(CallFailure { call: Call::Submit, failure, .. }) => stay(if is_rerun {
            JobState::Unknown {
                started_millis,
                inputs,
                message: format!(
                    "{}; whether the earlier request was accepted is still unknown",
                    failure.message
                ),
                cause: failure.message,
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
        _ => stay(JobState::Submitting { started_millis, inputs, is_rerun }),
    }
}

pub(super) fn step_looking_up(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::LookingUp { started_millis, inputs, attempt, cause } = state else {
        return stay(state);
    };
    let unknown = |inputs: RemoteInputs, cause: String, finding: &str| {
        stay(JobState::Unknown { started_millis, inputs, message: format!("{cause}; {finding}"), cause })
    };
    match event {
        // The second is the late answer of a submit that was still on its way.
        Event::LookedUp(LookUp::Found(ticket)) | Event::Submitted(ticket) => {
            poll_first(started_millis, ticket)
        }
        Event::Answered(outcome) => download(started_millis, None, outcome, 0, 0),
        Event::LookedUp(LookUp::NotFound) => {
            let attempt = attempt.saturating_add(1);
            if attempt < LOOK_UP_ATTEMPTS {
                look_up(started_millis, inputs, attempt, backoff_millis(attempt, None), cause)
            } else {
                unknown(inputs, cause, "the provider does not list the request")
            }
        }
        Event::LookedUp(LookUp::CannotTell) => {
            unknown(inputs, cause, "the provider's list does not tell whether it was accepted")
        }
        Event::CallFailed(CallFailure {
            call: Call::LookUp, failure, retryable, retry_after_millis, ..
        }) => {
            let attempt = attempt.saturating_add(1);
            if retryable && attempt < LOOK_UP_ATTEMPTS {
                let after_millis = backoff_millis(attempt, retry_after_millis);
                look_up(started_millis, inputs, attempt, after_millis, cause)
            } else {
                unknown(inputs, cause, &format!("looking it up failed: {}", failure.message))
            }
        }
        Event::WorkFailed(failure) => {
            unknown(inputs, cause, &format!("looking it up failed: {}", failure.message))
        }
        Event::Restored => look_up(started_millis, inputs, 0, 0, cause),
        Event::Leave => stay(left_in_doubt(started_millis, now_millis, inputs, true)),
        Event::Drop => stay(left_in_doubt(started_millis, now_millis, inputs, false)),
        _ => stay(JobState::LookingUp { started_millis, inputs, attempt, cause }),
    }
}

pub(super) fn step_unknown(state: JobState, event: Event, now_millis: f64) -> Step {
    let JobState::Unknown { started_millis, inputs, cause, message } = state else {
        return stay(state);
    };
    match event {
        Event::LookAgain => look_up(started_millis, inputs, 0, 0, cause),
        // The patience with it starts anew, too.
        Event::RunAgain => submit(now_millis, inputs, true),
        Event::Drop => stay(left_in_doubt(started_millis, now_millis, inputs, false)),
        // The late answer of a submit that was still on its way.
        Event::Submitted(ticket) => poll_first(started_millis, ticket),
        Event::Answered(outcome) => download(started_millis, None, outcome, 0, 0),
        _ => stay(JobState::Unknown { started_millis, inputs, cause, message }),
    }
}
