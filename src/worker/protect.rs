//! Protect: a result is laid over its original through the mask.

use serde::{Deserialize, Serialize};

use super::HashedFile;
use crate::core::geometry::Rect;
use crate::core::raster::{Placing, ProtectFacts, ProtectSettings};

/// The files of an edit that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layers<File> {
    /// The picture that was edited.
    pub original: File,
    /// Its saved mask.
    pub mask: File,
    /// What came back.
    pub result: File,
    /// The part of the original that the result shows; `None` = all of it.
    pub region: Option<Rect>,
}

/// Lays a result over its original.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Protect<File> {
    /// The files.
    pub layers: Layers<File>,
    /// How the seam is made.
    pub settings: ProtectSettings,
    /// Where the result lies on the original.
    pub placing: Placing,
}

/// What came of [`Protect`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ProtectOutcome<File> {
    /// The original stands outside the mask.
    Protected {
        /// A PNG of the original's size.
        picture: HashedFile<File>,
        /// A small JPEG of it.
        thumbnail: HashedFile<File>,
        /// What changed outside the mask, and how the frames lie.
        facts: ProtectFacts,
    },
    /// The result does not show the original's picture outside the mask.
    NotAlignable,
}
