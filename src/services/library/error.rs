//! What can go wrong in the library.

use crate::browser;
use crate::browser::worker_handle::WorkerError;
use crate::core::media::MediaError;

/// Why something was not saved, read, made or taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The browser refused, such as its storage.
    #[error(transparent)]
    Browser(#[from] browser::Error),
    /// The worker did not do it.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// A file is no picture that is taken.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// A record could not be written as text.
    #[error("the {record} record cannot be written as JSON")]
    Record {
        /// Of what.
        record: &'static str,
    },
    /// A result cannot be protected: there was no mask.
    #[error("the result has no mask")]
    NoMask,
    /// More files than a ZIP holds.
    #[error("{results} results are the most that one export holds of these")]
    TooManyToExport {
        /// How many results fit.
        results: usize,
    },
    /// The result is known by its link only.
    #[error("the result's file is not on this device")]
    NoFile,
}

impl Error {
    pub fn is_quota(&self) -> bool {
        matches!(self, Self::Browser(error) if error.is_quota())
    }

    /// Another tab has saved something else meanwhile.
    pub fn is_changed(&self) -> bool {
        matches!(self, Self::Browser(browser::Error::Changed))
    }

    pub fn is_abort(&self) -> bool {
        matches!(self, Self::Browser(error) if error.is_abort())
    }
}
