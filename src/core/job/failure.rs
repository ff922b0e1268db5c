//! Why a job failed, as facts. The sentences a person reads are made at the edge, in `services/runs/texts.rs`.

use serde::{Deserialize, Serialize};

/// Why a job failed, sorted by what the person can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// The key is missing or was rejected: enter another.
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

/// What is known of a failure beside its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing; also of records older than [`super::JOB_RECORD_VERSION`] 2.
    #[default]
    Unspecified,
    /// The API answered with this HTTP status.
    Status(u16),
    /// A storage or download host, which never sees the key, answered with an error.
    FileHost {
        /// Its name.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// There is no key for the API that the job was sent to.
    NoKey,
    /// The job belongs to an API that the settings no longer name; it was not sent the key.
    OtherApi {
        /// The host that was not asked.
        host: String,
    },
    /// A URL that is neither `https` nor on this device, or is no URL.
    UnsafeUrl,
    /// The connection broke while the answer was read.
    Interrupted,
    /// The answer is longer than the page reads.
    AnswerTooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The account's quota is used up.
    Quota,
    /// The API does not know a field of the request.
    UnknownField {
        /// Its name on the wire.
        field: String,
    },
    /// The API does not know the model.
    UnknownModel,
    /// The provider has no such call.
    NotOffered,
    /// The provider gave the request up.
    GivenUp,
    /// The provider cancelled the request.
    CancelledByProvider,
    /// Finished, but no picture is in the result.
    NoPicture,
    /// The provider has removed the result.
    Removed,
    /// The provider does not know the request, or does so no longer.
    NotKnown,
    /// Not finished after [`super::PATIENCE_MILLIS`].
    Overdue,
    /// The page was closed while the request was being sent.
    PageClosed,
    /// The person stopped waiting before the provider answered the submit.
    LeftEarly,
    /// The job could not be saved, so it was not submitted.
    JobNotSaved,
    /// The result is in this tab only: it could not be saved.
    ResultNotSaved,
    /// Every result is the base picture as it was.
    NothingChanged,
    /// A file is larger than the engine takes.
    FileTooLarge {
        /// Its size.
        bytes: u64,
        /// The engine's limit.
        limit_bytes: u64,
    },
}

/// A failure: what sort, what is known of it, and the raw text that came with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "StoredFailure")]
pub struct Failure {
    /// What sort.
    pub kind: FailureKind,
    /// What else is known.
    pub reason: Reason,
    /// The provider's own text, or the error of the layer below: one plain line, never with a key. May be empty.
    pub details: String,
}

impl Failure {
    /// A failure without raw text.
    pub const fn new(kind: FailureKind, reason: Reason) -> Self {
        Self { kind, reason, details: String::new() }
    }

    /// Something on this device, with the error of the layer below.
    pub const fn local(details: String) -> Self {
        Self { kind: FailureKind::Local, reason: Reason::Unspecified, details }
    }
}

/// A failure as version 2 or 1 of the record has it; version 1 had a sentence in `message`, or was one.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredFailure {
    Sentence(String),
    Fields {
        kind: FailureKind,
        #[serde(default)]
        reason: Reason,
        #[serde(default, alias = "message")]
        details: String,
    },
}

impl From<StoredFailure> for Failure {
    fn from(stored: StoredFailure) -> Self {
        match stored {
            // Version 1 had a sentence only for a submit that ended in doubt.
            StoredFailure::Sentence(details) => {
                Self { kind: FailureKind::Network, reason: Reason::Unspecified, details }
            }
            StoredFailure::Fields { kind, reason, details } => Self { kind, reason, details },
        }
    }
}

/// What is known of a submit that ended in doubt, after it was looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Nothing; of records older than [`super::JOB_RECORD_VERSION`] 2.
    #[default]
    Unrecorded,
    /// The provider does not list the request.
    NotListed,
    /// The provider's list does not say whether it was accepted.
    ListUnclear,
    /// Looking it up failed.
    LookUpFailed(Failure),
    /// Running it again was refused; what became of the earlier submit is as unknown as it was.
    RerunRefused(Failure),
}
