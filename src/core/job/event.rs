//! What can happen to a job, and what it asks the services to do.

use serde::{Deserialize, Serialize};

use super::{Failure, Outcome, Phase, RemoteInputs, Ticket};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Run was pressed; fits [`super::JobState::Draft`] only.
    Run {
        /// The engine's capabilities say so: upload and submit, or fill on this device.
        is_remote: bool,
    },
    /// The page was reopened, or this tab took the job over: gives back the effects that a state needs
    /// which was left in the middle.
    Restored,
    /// The local engine is done and its results are kept under these names.
    Filled {
        /// Names of the kept results, in order.
        result_ids: Vec<String>,
    },
    /// All inputs are at the provider's storage.
    Uploaded(RemoteInputs),
    /// The request was accepted.
    Submitted(Ticket),
    /// The submit itself gave the result: the provider has no queue.
    Answered(Outcome),
    /// What the look-up by tag gave.
    LookedUp(LookUp),
    /// What the provider says of the request.
    Polled(PollAnswer),
    /// What the provider gave as the result.
    Fetched(FetchAnswer),
    /// The results are kept under these names.
    Downloaded {
        /// Names of the kept results, in order.
        result_ids: Vec<String>,
    },
    /// A call to the provider failed.
    CallFailed(CallFailure),
    /// Something on this device failed: the worker, the memory, the storage. Comes in place of the answer of
    /// the effect under way, which is over then.
    WorkFailed(Failure),
    /// The person stops waiting. A remote request still runs and is billed; it can be resumed.
    Leave,
    /// What the provider says to a job that was left and asked to be cancelled.
    Cancelled(CancelAnswer),
    /// The person goes on with a job that was left or that waits for them, also after entering a new key.
    Resume,
    /// The person asks to look an unknown job up once more.
    LookAgain,
    /// The person's word to submit an unknown job once more, knowing that it may be billed twice.
    RunAgain,
    /// The person gives the job up for good: nothing is waited for or looked up any more.
    Drop,
}

/// What a job asks for. Every `after_millis` is a wait before the effect, without jitter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Run the local engine, keep its results, report [`Event::Filled`].
    Fill,
    /// Put the inputs into the provider's storage, report [`Event::Uploaded`].
    Upload {
        /// Wait first.
        after_millis: u32,
    },
    /// Send the request, **once**, report [`Event::Submitted`] or [`Event::Answered`]. Never repeated on failure.
    Submit {
        /// The uploaded inputs.
        inputs: RemoteInputs,
    },
    /// Look the job up by its tag, report [`Event::LookedUp`].
    LookUp {
        /// Wait first.
        after_millis: u32,
    },
    /// Ask for the status, report [`Event::Polled`].
    Poll {
        /// Which request.
        ticket: Ticket,
        /// Wait first.
        after_millis: u32,
    },
    /// Fetch the result, report [`Event::Fetched`].
    Fetch {
        /// Which request.
        ticket: Ticket,
        /// Wait first.
        after_millis: u32,
    },
    /// Download the pictures, keep the results, report [`Event::Downloaded`].
    Download {
        /// Which request, when the provider names it.
        ticket: Option<Ticket>,
        /// What to download.
        outcome: Outcome,
        /// Wait first.
        after_millis: u32,
        /// No further attempt follows by itself: a picture that cannot be read now is kept as a link.
        is_last: bool,
    },
}

impl Effect {
    /// The wait before it, without jitter.
    pub const fn after_millis(&self) -> u32 {
        match self {
            Self::Fill | Self::Submit { .. } => 0,
            Self::Upload { after_millis }
            | Self::LookUp { after_millis }
            | Self::Poll { after_millis, .. }
            | Self::Fetch { after_millis, .. }
            | Self::Download { after_millis, .. } => *after_millis,
        }
    }
}

/// What a provider says when it is asked to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelAnswer {
    /// Taken out of the queue before it began.
    Removed,
    /// Heard; one that has begun may still finish.
    Asked,
    /// It had finished already.
    TooLate,
}

/// What the look-up of a tag gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// The request was accepted; this is it.
    Found(Ticket),
    /// The provider lists no such request, so far.
    NotFound,
    /// The answer does not tell.
    CannotTell,
}

/// What the provider says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollAnswer {
    /// Not finished.
    Pending {
        /// How far.
        phase: Phase,
        /// The provider's log lines so far.
        logs: Vec<String>,
    },
    /// Finished, not necessarily succeeded: the result tells.
    Completed {
        /// The provider's log lines so far.
        logs: Vec<String>,
    },
    /// Ended without a result.
    Failed {
        /// Why.
        failure: Failure,
        /// The provider's log lines.
        logs: Vec<String>,
    },
}

/// What the provider gave as the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchAnswer {
    /// Pictures, at least one.
    Ready(Outcome),
    /// Not finished after all: poll again.
    NotReady,
    /// Finished without success.
    Failed {
        /// Why.
        failure: Failure,
        /// The provider's log lines.
        logs: Vec<String>,
    },
}

/// The calls to a provider that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// [`Effect::Upload`].
    Upload,
    /// [`Effect::Submit`].
    Submit,
    /// [`Effect::LookUp`].
    LookUp,
    /// [`Effect::Poll`].
    Poll,
    /// [`Effect::Fetch`].
    Fetch,
    /// [`Effect::Download`].
    Download,
}

/// A call that failed, and what may be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFailure {
    /// Which effect failed.
    pub call: Call,
    /// Why, for the person.
    pub failure: Failure,
    /// The same call may succeed later. Has no bearing on a submit.
    pub retryable: bool,
    /// The provider may have acted on it all the same. Has a bearing on a submit only.
    pub ambiguous: bool,
    /// The provider's wish, when it named one.
    pub retry_after_millis: Option<u64>,
}
