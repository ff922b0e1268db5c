//! What is filled, and why nothing was.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Size;
use crate::core::picture::{Picture, SizeError};

/// Largest picture that is filled, in pixels.
pub const MAX_AREA_PX: u64 = 64_000_000;

/// What to fill.
#[derive(Clone, Copy, Debug)]
pub struct FillInput<'a> {
    /// The picture to complete.
    pub picture: &'a Picture,
    /// Coverage of the picture's size, row-major, 1 byte per pixel: 0 = keep, 255 = fill, between = blend.
    pub coverage: &'a [u8],
    /// Other pictures that may give patches.
    pub references: &'a [Picture],
    /// The same seed gives the same bytes.
    pub seed: u32,
    /// 0 to 3: results that a person would call different.
    pub variant: u8,
}

/// Why nothing was filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum FillError {
    /// The mask is empty.
    #[error("the mask is empty: there is nothing to fill")]
    EmptyMask,
    /// The mask and the picture differ in size.
    #[error("the mask has {bytes} bytes, the picture is {}x{} px", .size.width, .size.height)]
    MaskSize {
        /// Bytes of coverage.
        bytes: usize,
        /// The picture's size.
        size: Size,
    },
    /// Nothing is left to fill from.
    #[error("the mask leaves nothing to fill from")]
    NoSource,
    /// More than a worker's memory holds.
    #[error(
        "picture is {}x{} px ({} megapixels), local fill takes up to {} megapixels",
        .0.width, .0.height, .0.area().div_ceil(1_000_000), MAX_AREA_PX / 1_000_000
    )]
    TooLarge(Size),
    /// The holes are so large that a worker's memory does not hold the work.
    #[error(
        "this fill needs about {needed_mb} MB of memory, local fill takes up to {limit_mb} MB: mark less at a time, \
         or use a smaller picture"
    )]
    TooMuchMemory {
        /// What it would take, in millions of bytes.
        needed_mb: u64,
        /// What it may take.
        limit_mb: u64,
    },
    /// The frame asked for is no picture's size.
    #[error(transparent)]
    Size(#[from] SizeError),
}

impl FillInput<'_> {
    /// The references' sizes.
    pub(super) fn reference_sizes(&self) -> Vec<Size> {
        self.references.iter().map(Picture::size).collect()
    }

    /// Checks that the coverage is the picture's.
    pub(super) fn check(&self) -> Result<(), FillError> {
        let size = self.picture.size();
        if size.area() > MAX_AREA_PX {
            return Err(FillError::TooLarge(size));
        }
        if self.coverage.len() as u64 == size.area() {
            Ok(())
        } else {
            Err(FillError::MaskSize { bytes: self.coverage.len(), size })
        }
    }
}
