//! Pictures to look at, smaller than the files.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Size;
use crate::core::picture::Gamut;

/// Makes a smaller copy to be shown, on white where it is transparent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduce<File> {
    /// The picture.
    pub picture: File,
    /// Most pixels of the copy.
    pub area_px: u64,
    /// The colours that the copy may have.
    pub gamut: Gamut,
}

/// What came of [`Reduce`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reduced<File> {
    /// A JPEG.
    pub copy: File,
    /// Its size.
    pub size: Size,
}

/// Decodes a picture to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View<File> {
    /// The picture.
    pub picture: File,
    /// Most pixels of the longer side.
    pub longest_px: u32,
    /// The colours that it may have.
    pub gamut: Gamut,
}

/// What came of [`View`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewed<Bitmap> {
    /// The decoded picture, no larger than asked for.
    pub bitmap: Bitmap,
    /// The picture's own size.
    pub size: Size,
}
