//! The job machine: a closed enum of states and a pure [`step`]`(state, event, now) -> (state, effects)`.
//!
//! Services perform the effects and feed what came of them back as events. The contract:
//!
//! - **Each new state is persisted before its effects are performed.** A tab that dies in between finds, on
//!   reopening, a state whose effect may or may not have happened; [`Event::Restored`] gives back the effects
//!   that are safe then. So a restored [`JobState::Submitting`] is looked up, never sent again.
//! - No paid job is lost and none is paid twice: a job has at most one [`Effect::Submit`] unless the person
//!   says so with [`Event::RunAgain`].
//! - An event that does not fit a state changes nothing and gives no effects, so late answers do no harm.
//!   On [`Event::Leave`] and [`Event::Drop`] the service aborts what it is doing for the job, but lets a
//!   submit in flight end and reports its ticket, which is recorded.
//! - Delays in effects are without jitter; the service adds it.
//!
//! Nothing here sends, waits or reads a clock.

mod event;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod timing;

pub use event::{Call, CallFailure, CancelAnswer, Effect, Event, FetchAnswer, LookUp, PollAnswer};
pub use state::JobState;
pub use step::step;
pub use timing::{DOWNLOAD_ATTEMPTS, LOOK_UP_ATTEMPTS, PATIENCE_MILLIS, UPLOAD_ATTEMPTS};

use serde::{Deserialize, Serialize};

use super::price::MicroDollars;
use super::request::EditRequest;

/// The layout of [`JobRecord`] as it is kept.
pub const JOB_RECORD_VERSION: u32 = 1;

/// A job as it is kept: what was asked and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// [`JOB_RECORD_VERSION`] when written.
    pub version: u32,
    /// Unique name; also the tag sent in the request's `metadata`.
    pub id: String,
    /// What was asked.
    pub request: EditRequest,
    /// The API address it was sent to; the key belongs to it. Empty for a local engine.
    pub api_address: String,
    /// When Run was pressed, milliseconds since 1970.
    pub created_millis: f64,
    /// How far it is.
    pub state: JobState,
    /// The person had prompt and result deleted at the provider.
    #[serde(default)]
    pub deleted_at_provider: bool,
}

/// The addresses of the uploaded inputs.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemoteInputs {
    /// One per picture of the request, in its order.
    pub picture_urls: Vec<String>,
    /// The mask's, when there is one.
    pub mask_url: Option<String>,
}

/// What the provider gave for an accepted request; enough to find it again after a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The provider's name of the request.
    pub request_id: String,
    /// Where its status is, already checked to be at the API's address.
    pub status_url: String,
    /// Where its result is, already checked to be at the API's address.
    pub response_url: String,
}

/// What the provider says of a request that is not finished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Accepted, not begun.
    Queued,
    /// Being worked on.
    InProgress,
}

/// A picture of a finished request, not yet downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemotePicture {
    /// At an address; `https`, or loopback.
    Url(String),
    /// In the answer itself: a `data:image/…` address.
    Data(String),
}

/// What a finished request gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The pictures, in the provider's order.
    pub pictures: Vec<RemotePicture>,
    /// The provider's log lines.
    pub logs: Vec<String>,
    /// The provider's total, when it names one.
    pub total: Option<MicroDollars>,
}

/// Why a job failed, sorted by what the person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The key was refused: enter another.
    Auth,
    /// No credit left.
    Credit,
    /// The key may not use this.
    Forbidden,
    /// The request was refused: change it.
    Input,
    /// The provider's safety check refused it: change the prompt or the pictures.
    Moderation,
    /// The provider's model failed; not billed where the provider says so.
    Generation,
    /// Too many requests: later.
    Rate,
    /// The server failed.
    Server,
    /// Not reachable: the network or CORS, which cannot be told apart.
    Network,
    /// Finished without a picture, or the provider has removed it.
    Empty,
    /// The answer could not be understood.
    Malformed,
    /// Something on this device: the worker, the memory, the storage.
    Local,
}

/// A failure, told to the person as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What sort.
    pub kind: FailureKind,
    /// Lower case, no final dot, never with a key.
    pub message: String,
}
