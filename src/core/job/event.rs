//! What can happen to a job.

use super::effect::Call;
use super::failure::Failure;
use super::remote::{CancelAnswer, Outcome, Phase, RemoteInputs, Ticket};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Run was pressed; fits [`super::JobState::Draft`] only.
    Run {
        /// The engine's capabilities say so: upload and submit, or fill on this device.
        is_remote: bool,
    },
    /// The page was reopened, or this tab took the job over: gives back the effect that was interrupted.
    Restored,
    /// The local engine is done and its results are saved under these names.
    Filled {
        /// Names of the saved results, in order.
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
    /// The results are saved under these names.
    Downloaded {
        /// Names of the saved results, in order.
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
    /// The person submits an unknown job once more, knowing that it may be billed twice.
    RunAgain,
    /// The person gives the job up for good: nothing is waited for or looked up any more.
    Drop,
}

/// What the look-up of a tag gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookUp {
    /// The request was accepted; this is it.
    Found(Ticket),
    /// The provider lists no such request, so far.
    NotFound,
    /// The answer does not say.
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
    /// Finished, not necessarily successful: the result says.
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

/// A call that failed, and what may be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFailure {
    /// Which effect failed.
    pub call: Call,
    /// Why.
    pub failure: Failure,
    /// The same call may succeed later. Has no bearing on a submit.
    pub retryable: bool,
    /// The provider may have acted on it all the same. Has a bearing on a submit only.
    pub ambiguous: bool,
    /// How long the provider asks to be left alone, when it says so.
    pub retry_after_millis: Option<u64>,
}
