//! Why something was not done for a job.

use crate::api;
use crate::core::job::{Call, CallFailure, Failure, FailureKind, Reason};

/// Why a record was not stored or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room left.
    #[error("the storage is full")]
    Full,
    /// Another tab has stored another state of the job since this one read it.
    #[error("another tab has moved the job on")]
    Changed,
    /// There is no database: the browser refused it.
    #[error("this browser has no storage for the page")]
    Absent,
    /// The storage refused, or is not there any more.
    #[error("the storage failed: {name}")]
    Failed {
        /// The exception's name, for developers.
        name: String,
    },
}

/// Why a file could not be worked on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// A file of the request is not on this device.
    #[error("a file of the request is missing")]
    FileMissing,
    /// The worker says why.
    #[error(transparent)]
    Task(#[from] crate::worker::Error),
    /// The worker broke or could not be asked.
    #[error("{message}")]
    Broken {
        /// What is known.
        message: String,
    },
    /// The workers gave fewer results than were asked for.
    #[error("{came} of {wanted} results came back")]
    TooFew {
        /// How many came.
        came: usize,
        /// How many were asked for.
        wanted: usize,
    },
}

/// Why something was not done for a job.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The provider, or the way there.
    #[error(transparent)]
    Api(#[from] api::Error),
    /// The worker, or a missing file.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// A file is over the engine's limit.
    #[error("{what} has {bytes} bytes, the limit is {limit}")]
    TooLarge {
        /// `picture` or `mask`.
        what: &'static str,
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A job that is paid for and not stored would be lost by a reload: it is not begun.
    #[error("the job was not stored: {0}")]
    JobNotStored(StoreError),
    /// A paid result is on the page, but not on the device.
    #[error("a result was not stored: {0}")]
    ResultNotStored(StoreError),
    /// There is no key for the address that the job was sent to.
    #[error("there is no key for {api_address}")]
    KeyMissing {
        /// The API address.
        api_address: String,
    },
}

impl Error {
    /// The same may succeed later without anybody doing anything.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Api(error) if error.is_retryable())
    }

    /// As a job keeps it.
    pub fn to_failure(&self) -> Failure {
        let local = |reason| Failure::new(FailureKind::Local, reason);
        match self {
            Self::Api(error) => error.into(),
            Self::KeyMissing { .. } => Failure::new(FailureKind::Auth, Reason::NoKey),
            Self::Work(error) => Failure::local(error.to_string()),
            Self::TooLarge { bytes, limit, .. } => {
                local(Reason::FileTooLarge { bytes: *bytes as u64, limit_bytes: *limit as u64 })
            }
            Self::JobNotStored(_) => local(Reason::JobNotSaved),
            Self::ResultNotStored(_) => local(Reason::ResultNotSaved),
        }
    }

    /// The event's form of a call that failed. What did not come from the provider was certainly not sent.
    pub fn to_call_failure(&self, call: Call) -> CallFailure {
        match self {
            Self::Api(error) => error.to_call_failure(call),
            _ => CallFailure {
                call,
                failure: self.to_failure(),
                retryable: false,
                ambiguous: false,
                retry_after_millis: None,
            },
        }
    }
}
