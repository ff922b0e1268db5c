//! What the page asks of the worker about masks: everything that takes long on a large one.

use serde::{Deserialize, Serialize};

use crate::core::geometry::{Rect, Size};
use crate::core::mask_file::Convention;

/// What is done to a mask. Unless said otherwise the attachment is coverage of `size`, 1 byte per pixel,
/// row-major, and so is the answer's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskTask {
    /// Marks what lies within the radius of what is marked.
    Grow {
        /// Size of the coverage.
        size: Size,
        /// In pixels.
        radius_px: u32,
    },
    /// Takes off what lies within the radius of what is not marked.
    Shrink {
        /// Size of the coverage.
        size: Size,
        /// In pixels.
        radius_px: u32,
    },
    /// Softens the edges.
    Feather {
        /// Size of the coverage.
        size: Size,
        /// Of each of the three boxes, in pixels.
        radius_px: u32,
    },
    /// Fills what hangs together round a pixel. The answer holds the changed rectangle only.
    Fill {
        /// Size of the coverage.
        size: Size,
        /// Column of the pixel.
        x: u32,
        /// Row of the pixel.
        y: u32,
        /// Takes off instead of marking.
        is_erasing: bool,
    },
    /// Selects by the colour at a pixel. Attachment: the picture's file. The answer holds the selection's
    /// rectangle only.
    SelectColour {
        /// The picture's key: a picture is decoded once.
        picture: u64,
        /// Column of the pixel.
        x: u32,
        /// Row of the pixel.
        y: u32,
        /// Most difference of a channel, 0 to 255.
        tolerance: u8,
        /// Only what hangs together with the pixel.
        is_contiguous: bool,
    },
    /// Reads a mask picture of any sort and brings it to `size`. Attachment: the file.
    Import {
        /// The size it must have.
        size: Size,
    },
    /// Makes a PNG. The answer's attachment is the file.
    Export {
        /// Size of the coverage.
        size: Size,
        /// How the file says where change is allowed.
        convention: Convention,
    },
}

/// What came of a [`MaskTask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskAnswer {
    /// The attachment is this part of the mask.
    Changed {
        /// In the coverage that was sent, or in the picture.
        rect: Rect,
    },
    /// The attachment is the coverage at the size that was asked for.
    Imported {
        /// How the file says where change is allowed.
        convention: Convention,
        /// The file's own size.
        size: Size,
    },
    /// The attachment is the file.
    Exported,
}
