//! What can go wrong with the draft.

use crate::browser;
use crate::browser::web_url::UrlError;
use crate::browser::worker_handle::WorkerError;
use crate::core::request::RequestError;
use crate::services::{library, painter};

/// Why the draft did not change as asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// A file was not taken in, found or saved.
    #[error(transparent)]
    Library(#[from] library::Error),
    /// A mask could not be saved.
    #[error(transparent)]
    Painter(#[from] painter::Error),
    /// A file could not be fetched.
    #[error(transparent)]
    Browser(#[from] browser::Error),
    /// A mask could not be read.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// The engine takes no more pictures.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// What was typed is no URL that is allowed.
    #[error(transparent)]
    Url(#[from] UrlError),
}
