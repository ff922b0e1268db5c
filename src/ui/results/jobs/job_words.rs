//! What a person is told of a run that does not just go on.

use crate::core::job::{CancelAnswer, FailureKind, JobRecord, JobState};
use crate::core::model::{Capabilities, FailureBilling};

/// Why it does not go on, and what that means for the person's money; `None` when there is nothing to tell.
pub fn trouble_text(record: &JobRecord) -> Option<String> {
    let engine = record.request.engine.capabilities();
    match &record.state {
        JobState::Failed { failure, .. } => {
            let is_models = matches!(failure.kind, FailureKind::Generation | FailureKind::Moderation);
            let note = if is_models && engine.is_remote { billing_note(engine) } else { String::new() };
            Some([failure.message.as_str(), &note].concat())
        }
        JobState::Unknown { message, .. } => {
            let advice = if engine.has_look_up {
                ": look again first; running again may be billed twice."
            } else {
                ", and this provider has no list to look it up in: running again may be billed twice."
            };
            Some([message.as_str(), ". It may have been accepted and billed", advice].concat())
        }
        JobState::Left { cancel, resumable, ticket, inputs, .. } => {
            let is_in_doubt = ticket.is_none() && inputs.is_some();
            let text = match (cancel, resumable) {
                (Some(CancelAnswer::Removed), _) => " took it out of the queue before it began.",
                (Some(_), true) => {
                    " was asked to stop it. If it had begun, it may still finish and be billed: Resume shows."
                }
                (None, true) if is_in_doubt && !engine.has_look_up => {
                    " may still answer and bill it. Keep this tab open: the answer comes here and nowhere else."
                }
                (None, true) if engine.has_cancel => {
                    " has not confirmed the cancelling: it may still run and be billed. Resume shows."
                }
                (None, true) => " still runs it and bills it; its result will be waiting.",
                (_, false) if ticket.is_some() || is_in_doubt => " may still have run and billed it.",
                _ => return None,
            };
            Some([engine.label, text].concat())
        }
        state => state.trouble().map(|failure| failure.message.clone()),
    }
}

/// Whether a run that the model failed is billed.
fn billing_note(engine: &Capabilities) -> String {
    let (before, after) = match engine.failure_billing {
        FailureBilling::Free => (". ", " does not bill failed runs"),
        FailureBilling::FreeOnServerErrors => (". ", " does not bill runs that end in a server error"),
        FailureBilling::Unknown => (". Whether a failed run is billed is for ", " to say"),
    };
    [before, engine.label, after].concat()
}

/// What is asked before a run is taken off the page that may have been billed; `None` when nothing is lost.
pub fn loss_text(record: &JobRecord) -> Option<&'static str> {
    match &record.state {
        JobState::Left { resumable: true, ticket: Some(_), .. } => Some(
            "This run may still be billed, and its result can be fetched with Resume. Dismissed, it is forgotten \
             on this device.",
        ),
        JobState::Left { resumable: true, .. } | JobState::Unknown { .. } => Some(
            "Nobody knows yet whether this run was accepted and billed. Dropped, it is forgotten on this device, \
             and nothing looks for its result any more.",
        ),
        _ => None,
    }
}
