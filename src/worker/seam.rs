//! A seam while it is adjusted: decoded once, then shown in part as often as a slider moves. One at a time.

use serde::{Deserialize, Serialize};

use super::Layers;
use crate::core::geometry::{Rect, Size};
use crate::core::raster::{Known, ProtectSettings};

/// Begins to adjust a seam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeamOpen<File> {
    /// The files.
    pub layers: Layers<File>,
    /// What is known of the alignment.
    pub known: Option<Known>,
}

/// Shows a part of the open seam. The answer is `None` when nothing of the part that was sent is in sight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SeamPreview {
    /// How the seam would be made.
    pub settings: ProtectSettings,
    /// Which part of the original.
    pub rect: Rect,
    /// How large it is seen.
    pub size: Size,
}

/// What came of [`SeamPreview`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeamPart<Bitmap> {
    /// The decoded picture.
    pub bitmap: Bitmap,
    /// Which part of the original it is.
    pub rect: Rect,
}

/// Lets go of the open seam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeamClose;
