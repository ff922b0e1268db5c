//! Why a task was not done. The page makes the sentence that a person reads.

use serde::{Deserialize, Serialize};

use crate::core::archive::ArchiveError;
use crate::core::geometry::Size;
use crate::core::media::MediaError;
use crate::core::picture::SizeError;
use crate::core::png_codec::PngError;
use crate::core::raster::ProtectError;
use crate::core::select;
use crate::fill::FillError;

/// Why a task was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    /// The file is none that is taken.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// It looked like a picture, but the browser could not decode it.
    #[error("this picture is damaged or of a kind that this browser cannot read")]
    Undecodable,
    /// A picture's size is out of limits.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// A PNG, of a picture or a mask, could not be read or written.
    #[error(transparent)]
    Png(#[from] PngError),
    /// The mask and the picture differ in size.
    #[error("the mask is {mask} px, the picture is {picture} px")]
    MaskSize {
        /// The mask's size.
        mask: Size,
        /// The picture's size.
        picture: Size,
    },
    /// The coverage is not of the size that it is said to be.
    #[error("{bytes} bytes are no mask of {size} px")]
    MaskBytes {
        /// Bytes of coverage.
        bytes: usize,
        /// Its size.
        size: Size,
    },
    /// The result could not be laid over its original.
    #[error(transparent)]
    Protect(#[from] ProtectError),
    /// A seam is shown that was not opened.
    #[error("the seam is not open")]
    SeamNotOpen,
    /// Nothing was selected.
    #[error(transparent)]
    Select(#[from] select::Error),
    /// Nothing was filled.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// The ZIP is refused.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A picture in the ZIP is refused.
    #[error("{path}: {error}")]
    ArchivedPicture {
        /// Its place in the ZIP.
        path: String,
        /// Why.
        error: MediaError,
    },
    /// A saved file is not the one that was saved.
    #[error("{path} was damaged in the storage")]
    SavedFile {
        /// Its place in the ZIP that was to be made.
        path: String,
    },
    /// The worker's browser refused something.
    #[error("{operation}: {name}{}{message}", if .message.is_empty() { "" } else { ": " })]
    Browser {
        /// What was tried.
        operation: String,
        /// The exception's name.
        name: String,
        /// The exception's text; may be empty.
        message: String,
    },
    /// The worker's browser lacks something.
    #[error("this browser lacks {0}")]
    Missing(String),
}
