//! The job machine: a closed enum of states and a pure [`step`]`(state, event, now) -> (state, effect)`.
//!
//! The job runner performs the effects and feeds what came of them back as events. The contract:
//!
//! - **Each new state is saved before its effect is performed.** A tab that dies in between finds, on
//!   reopening, a state whose effect may or may not have happened; [`Event::Restored`] gives back the effect
//!   that is safe then. So a restored [`JobState::Submitting`] is looked up, never sent again.
//! - No paid job is lost and none is paid twice: a job has at most one [`RemoteEffect::Submit`] unless the
//!   person asks for another with [`Event::RunAgain`].
//! - An event that does not fit a state changes nothing and gives no effect, so late answers do no harm.
//!   On [`Event::Leave`] and [`Event::Drop`] the runner aborts what it is doing for the job, but lets a
//!   submit in flight end and reports its ticket, which is recorded.
//! - Delays in effects are without jitter; the runner adds it.
//!
//! Nothing here sends, waits or reads a clock, and nothing is a sentence for a person: failures are facts.

mod effect;
mod event;
mod failure;
mod record;
mod remote;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod timing;

pub use effect::{Call, Effect, LocalEffect, RemoteEffect};
pub use event::{CallFailure, Event, FetchAnswer, LookUp, PollAnswer};
pub use failure::{Failure, FailureKind, Finding, Reason};
pub use record::{JOB_RECORD_VERSION, JobRecord, LateAnswer};
pub use remote::{CancelAnswer, Outcome, Phase, RemoteInputs, RemotePicture, Ticket};
pub use state::{Downloading, Fetching, JobState, Left, LookingUp, Submitting, Unknown, Waiting};
pub use step::step;
pub use timing::{DOWNLOAD_ATTEMPTS, LOOK_UP_ATTEMPTS, PATIENCE_MILLIS, UPLOAD_ATTEMPTS};
