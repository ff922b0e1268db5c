//! What a person reads of runs. Every sentence is made from the job's state, here only.

use crate::core::job::{
    CancelAnswer, Failure, FailureKind, Finding, JobRecord, JobState, Left, Phase, Unknown, Waiting,
};
use crate::core::model::{Engine, EngineId, FailureBilling};
use crate::runs::{Error, OverBudget, StoreError};
use crate::services::account::texts::{failure_text, raw_text};

/// How far a run is, in a few words.
pub const fn state_label(state: &JobState) -> &'static str {
    if state.trouble().is_some() {
        return "Waiting for you";
    }
    match state {
        JobState::Draft => "Draft",
        JobState::Filling { .. } => "Filling",
        JobState::Uploading { .. } => "Uploading",
        JobState::Submitting(_) => "Sending",
        JobState::LookingUp(_) => "Checking whether it started",
        JobState::Waiting(Waiting { phase: Phase::Queued, .. }) => "In the queue",
        JobState::Waiting(Waiting { phase: Phase::InProgress, .. }) => "In progress",
        JobState::Fetching(_) => "Fetching the result",
        JobState::Downloading(_) => "Downloading",
        JobState::Finished { .. } => "Finished",
        JobState::Failed { .. } => "Failed",
        JobState::Unknown(_) => "Not confirmed",
        JobState::Left(Left { cancel: Some(CancelAnswer::Removed), .. }) => "Cancelled",
        JobState::Left(Left { resumable: true, .. }) => "In the background",
        JobState::Left(Left { resumable: false, .. }) => "Stopped",
    }
}

/// Why a run does not just go on, and what that means for the person's money; `None` when there is nothing to say.
pub fn trouble_text(record: &JobRecord) -> Option<String> {
    let engine = record.request.engine.capabilities();
    let label = engine.label;
    match &record.state {
        JobState::Failed { failure, .. } => {
            let is_models = matches!(failure.kind, FailureKind::Generation | FailureKind::Moderation);
            let text = failure_text(engine.id, failure);
            Some(if is_models && engine.is_remote { [text, billing_note(engine)].concat() } else { text })
        }
        JobState::Unknown(Unknown { finding, .. }) => {
            let what = match finding {
                Finding::RerunRefused(_) => [
                    "The second attempt was refused by ",
                    label,
                    ". The first may have started and been charged.",
                ]
                .concat(),
                Finding::Unrecorded
                | Finding::NotListed
                | Finding::ListUnclear
                | Finding::LookUpFailed(_) => {
                    "We lost contact while sending. The run may have started and been charged.".to_owned()
                }
            };
            Some(if engine.has_look_up {
                [&what, " Check before you run it again."].concat()
            } else {
                [&what, " ", label, " has no list to check it in."].concat()
            })
        }
        JobState::Left(Left { cancel, resumable, ticket, inputs, .. }) => {
            let is_in_doubt = ticket.is_none() && inputs.is_some();
            let text = match (cancel, resumable) {
                (Some(CancelAnswer::Removed), _) => " removed it from the queue before it started.",
                (Some(_), true) => {
                    " was asked to cancel it. If it had started, it may still finish and be charged. Resume to see."
                }
                (None, true) if is_in_doubt && !engine.has_look_up => {
                    " may still answer and charge it. Keep this tab open: the answer can only arrive here."
                }
                (None, true) if engine.has_cancel => {
                    " has not confirmed the cancellation. It may still run and be charged. Resume to see."
                }
                (None, true) => " is still running it and will charge it. The result will wait for you.",
                (_, false) if ticket.is_some() || is_in_doubt => " may still have run and charged it.",
                _ => return None,
            };
            Some([label, text].concat())
        }
        state => state.trouble().map(|failure| failure_text(engine.id, failure)),
    }
}

/// Whether a run that the model failed is billed.
fn billing_note(engine: &Engine) -> String {
    let (before, after) = match engine.failure_billing {
        FailureBilling::Free => (" ", " does not charge failed runs."),
        FailureBilling::FreeOnServerErrors => (" ", " does not charge runs that end in a server error."),
        FailureBilling::Unknown => (" Whether a failed run is charged is for ", " to say."),
    };
    [before, engine.label, after].concat()
}

/// The raw texts behind [`trouble_text`], one a line: what the provider said, what a lower layer reported.
pub fn trouble_details(state: &JobState) -> String {
    let failures: Vec<&Failure> = match state {
        JobState::Failed { failure, .. } => vec![failure],
        JobState::Unknown(Unknown { cause, finding, .. }) => match finding {
            Finding::LookUpFailed(failure) => vec![cause, failure],
            Finding::RerunRefused(_) | Finding::Unrecorded | Finding::NotListed | Finding::ListUnclear => {
                vec![cause]
            }
        },
        state => state.trouble().into_iter().collect(),
    };
    let lines = failures.into_iter().map(raw_text).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// The question before a run is dismissed that may have been billed; `None` when nothing is lost.
pub fn loss_text(state: &JobState) -> Option<&'static str> {
    match state {
        JobState::Left(Left { resumable: true, ticket: Some(_), .. }) => Some(
            "This run may still be charged, and Resume can fetch its result. If you dismiss it, this device \
             forgets it.",
        ),
        JobState::Left(Left { resumable: true, .. }) | JobState::Unknown(_) => Some(
            "This run may have started and been charged. If you forget it, this page no longer looks for its \
             result.",
        ),
        _ => None,
    }
}

/// Local fill removes what was selected.
pub const REMOVING: &str = "Removing it. Its shadow stays: paint over that, too, if it should go.";

/// Asked before a run of an engine that reads no text, where there is one.
pub const TEXT_IGNORED: &str = "Local fill ignores your text: it removes what you painted over and fills in the \
                                background. To make the change that you describe, use an AI engine.";
/// Told when a run goes again as it was.
pub const STARTED_AGAIN: &str = "The run was started again.";
/// Told when a button was pressed on what is not so any more.
pub const MOVED_ON: &str =
    "Nothing was done: this run has changed since, perhaps in another tab. Look at it again.";
/// Stands on a run that could not be saved.
pub const UNSAVED: &str = "This device could not save how far this run is. It tries again by itself. Keep this tab open \
                           until then: a paid result could be lost with it.";
/// Stands on a run that waits where there are no locks.
pub const UNATTENDED: &str = "This browser cannot tell whether another tab of this page is sending this run. Close the \
                              other tabs, then continue here. It is sent once at most.";
/// Stands on a run whose answer ended the page.
pub const ENDED_READING: &str = "The page broke while it read the answer to this run, so it is not read again by itself. \
                                 Continuing is free. If it breaks again, look the run up at the provider.";
/// The button that goes on with it.
pub const CONTINUE_HERE: &str = "Continue here";
/// Stands on a run of which something came that is no picture, or more than is read.
pub const UNREAD_ANSWER: &str = "An answer came that this page cannot show as a picture. You may have paid for it: save it \
                                 to look at it elsewhere.";
/// The button that does.
pub const SAVE_ANSWER: &str = "Save the answer";
/// Stands on the second answer to a run.
pub const SECOND_ANSWER: &str = "A second answer to one run: it was sent twice, and both may be charged.";

/// Asks before a paid run that cannot be saved.
pub const RUN_UNSAVED: &str = "This browser blocks storage for this page, so the result will be in this tab only. If the \
                               tab closes before you download it, it is lost, and you are charged all the same.";

/// Told when the base picture went while a run was being started.
pub const PICTURE_REMOVED: &str = "The picture was removed before the run started. Add it again.";
/// Told when the bytes of a link were read after all.
pub const PICTURE_SAVED: &str = "The picture is saved on this device now.";
/// Told when a provider has deleted all of a run.
pub const DELETED_AT_PROVIDER: &str = "The prompt and the results are deleted at the provider.";

/// Results have come.
pub fn arrived(count: usize) -> String {
    match count {
        1 => "Your picture is ready.".to_owned(),
        count => format!("Your {count} pictures are ready."),
    }
}

/// Runs of another device were taken in.
pub fn imported(count: usize) -> String {
    match count {
        0 => "Nothing to import: this device already has all of your runs.".to_owned(),
        1 => "1 run of another device was imported.".to_owned(),
        count => format!("{count} runs of another device were imported."),
    }
}

/// A record was not saved.
pub fn not_stored(error: &StoreError) -> String {
    match error {
        StoreError::Full => {
            "This device\u{2019}s storage for this page is full. Delete or download results to make \
                             room. What is shown can be used until you close the page."
                .to_owned()
        }
        StoreError::Changed => MOVED_ON.to_owned(),
        StoreError::Absent => {
            "This result is in this tab only. Download it before you close the tab.".to_owned()
        }
        StoreError::Failed { name } => format!(
            "This could not be saved on this device ({name}). Download what you want to keep before you close the \
             page."
        ),
    }
}

/// A run was not started.
pub fn not_started(error: &Error) -> String {
    match error {
        Error::JobNotStored(_) => {
            "Not started: your browser has no space to save this run, and a paid result could \
                                   be lost. Free some space first."
                .to_owned()
        }
        other => ["Not started. (", &other.to_string(), ")"].concat(),
    }
}

/// Asks whether to go over the day's budget.
pub fn over_budget(over: OverBudget) -> String {
    format!(
        "This run would bring today to about {}. Your budget is {}. Runs that are not finished are counted.",
        over.after, over.budget
    )
}

/// Asks whether a provider is to delete a run; `loses_picture`: one is only there.
pub fn deletion_question(engine: EngineId, loses_picture: bool) -> String {
    let loss = if loses_picture {
        " A picture of this run is not on this device: it will be gone for good."
    } else {
        ""
    };
    [
        engine.capabilities().label,
        " will delete this run\u{2019}s prompt, settings and all its result pictures, with their public links. Pictures \
         that were uploaded for it stay there. What is on this device stays. You cannot undo this.",
        loss,
    ]
    .concat()
}

/// A provider has deleted the prompt, but not all files.
pub fn partly_deleted(left: usize) -> String {
    let files = if left == 1 { "1 result file is" } else { &format!("{left} result files are") };
    ["The prompt is deleted at the provider, but ", files, " still there. Try again later."].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::job::{Reason, RemoteInputs, Ticket};
    use crate::core::request::{EditRequest, EditSettings};

    #[track_caller]
    fn check(engine: EngineId, state: JobState, label: &str, text: &str, details: &str) {
        assert_eq!(state_label(&state), label);
        assert_eq!(trouble_details(&state), details);
        let request = EditRequest {
            engine,
            model: String::new(),
            prompt: String::new(),
            pictures: Vec::new(),
            mask: None,
            region: None,
            parent: None,
            masked_px: 0,
            masked_rect: None,
            markup: None,
            settings: EditSettings::default_for(engine.offer("")),
        };
        let record = JobRecord::new("a".to_owned(), request, String::new(), 0.0, state);
        assert_eq!(trouble_text(&record).unwrap_or_default(), text);
    }

    fn ticket() -> Ticket {
        Ticket { request_id: "r".to_owned(), status_url: String::new(), response_url: String::new() }
    }

    fn left(inputs: Option<RemoteInputs>, ticket: Option<Ticket>, resumable: bool) -> JobState {
        let (started_millis, finished_millis) = (0.0, 1.0);
        let (phase, logs, cancel) = (Phase::Queued, Vec::new(), None);
        Left { started_millis, finished_millis, inputs, ticket, phase, logs, resumable, cancel }.into()
    }

    #[test]
    fn what_a_person_reads() {
        use EngineId::{Fal, ModelRunner, OpenAi};
        check(ModelRunner, JobState::Draft, "Draft", "", "");
        check(ModelRunner, JobState::Uploading { started_millis: 0.0, attempt: 0 }, "Uploading", "", "");
        let waiting = Waiting::new(0.0, ticket(), Phase::Queued);
        check(ModelRunner, waiting.clone().into(), "In the queue", "", "");
        let rejected =
            Failure { kind: FailureKind::Auth, reason: Reason::Status(401), details: "bad key".to_owned() };
        check(
            ModelRunner,
            Waiting { trouble: Some(rejected.clone()), ..waiting }.into(),
            "Waiting for you",
            "ModelRunner rejected the key. Check it in Settings.",
            "HTTP 401: bad key",
        );
        let (started_millis, inputs) = (0.0, RemoteInputs::default());
        let cause = Failure::new(FailureKind::Server, Reason::Status(504));
        let finding = Finding::LookUpFailed(rejected);
        check(
            ModelRunner,
            Unknown { started_millis, inputs: inputs.clone(), cause: cause.clone(), finding }.into(),
            "Not confirmed",
            "We lost contact while sending. The run may have started and been charged. Check before you run it again.",
            "HTTP 504\nHTTP 401: bad key",
        );
        check(
            Fal,
            Unknown { started_millis, inputs, cause, finding: Finding::NotListed }.into(),
            "Not confirmed",
            "We lost contact while sending. The run may have started and been charged. fal has no list to check it in.",
            "HTTP 504",
        );
        let failure =
            Failure { kind: FailureKind::Generation, reason: Reason::GivenUp, details: "stuck".to_owned() };
        let (finished_millis, logs) = (1.0, Vec::new());
        check(
            ModelRunner,
            JobState::Failed { started_millis, finished_millis, failure, ticket: Some(ticket()), logs },
            "Failed",
            "ModelRunner gave up on this run. ModelRunner does not charge failed runs.",
            "stuck",
        );
        let running = "ModelRunner is still running it and will charge it. The result will wait for you.";
        check(ModelRunner, left(None, Some(ticket()), true), "In the background", running, "");
        check(ModelRunner, left(None, None, false), "Stopped", "", "");
        check(
            OpenAi,
            left(Some(RemoteInputs::default()), None, true),
            "In the background",
            "OpenAI may still answer and charge it. Keep this tab open: the answer can only arrive here.",
            "",
        );
        let finished = JobState::Finished {
            started_millis,
            finished_millis,
            result_ids: Vec::new(),
            cost: None,
            logs: Vec::new(),
            ticket: None,
        };
        check(ModelRunner, finished, "Finished", "", "");
    }
}
