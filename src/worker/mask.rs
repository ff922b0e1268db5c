//! Masks: what takes long on a large one. Coverage is row-major, 1 byte per pixel, 0 = keep, 255 = edit.

use serde::{Deserialize, Serialize};

use crate::core::geometry::{Rect, Size};
use crate::core::mask_file::{Convention, Marked};
use crate::core::model::MaskEncoding;

/// Makes the mask that is sent to a provider, from the saved one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareMask<File> {
    /// The saved mask, of the base picture's size.
    pub mask: File,
    /// The part that is sent; `None` = all of it.
    pub region: Option<Rect>,
    /// How the provider wants it.
    pub encoding: MaskEncoding,
    /// Longest side in pixels; 0 = any.
    pub max_side_px: u32,
}

/// Codes coverage as a PNG.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodeMask<Bytes> {
    /// The coverage.
    pub coverage: Bytes,
    /// Its size.
    pub size: Size,
    /// How the file says where change is allowed. White on black is what is saved.
    pub convention: Convention,
}

/// Reads coverage from a mask picture of any sort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodeMask<File> {
    /// The picture.
    pub mask: File,
    /// The size that the coverage must have; `None` = the picture's own.
    pub resize_to: Option<Size>,
}

/// What came of [`DecodeMask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecodedMask<Bytes> {
    /// The coverage, of the size that was asked for.
    pub coverage: Bytes,
    /// The picture's own size.
    pub size: Size,
    /// How the picture says where change is allowed.
    pub convention: Convention,
    /// What it marks.
    pub marked: Marked,
}

/// Changes a mask, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeMask<Bytes> {
    /// The coverage.
    pub coverage: Bytes,
    /// Its size.
    pub size: Size,
    /// What is done to it.
    pub change: MaskChange,
}

/// A change of a mask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MaskChange {
    /// Marks what lies within the radius of what is marked.
    Grow {
        /// In pixels.
        radius_px: u32,
    },
    /// Takes off what lies within the radius of what is not marked.
    Shrink {
        /// In pixels.
        radius_px: u32,
    },
    /// Softens the edges.
    Feather {
        /// Of each of the three boxes, in pixels.
        radius_px: u32,
    },
    /// Fills the connected area round a pixel.
    Flood {
        /// Column of the pixel.
        x: u32,
        /// Row of the pixel.
        y: u32,
        /// Takes off instead of marking.
        is_erasing: bool,
    },
}

/// Selects by the colour at a pixel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectColour<File> {
    /// The picture.
    pub picture: File,
    /// The picture's key: it is decoded once for all selections in it.
    pub key: u64,
    /// Column of the pixel.
    pub x: u32,
    /// Row of the pixel.
    pub y: u32,
    /// Most difference of a channel, 0 to 255.
    pub tolerance: u8,
    /// Only what is connected to the pixel.
    pub is_contiguous: bool,
}

/// The part of a mask that was changed or selected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedMask<Bytes> {
    /// Where it lies in the coverage that was sent, or in the picture.
    pub rect: Rect,
    /// The coverage of that rectangle.
    pub coverage: Bytes,
}
