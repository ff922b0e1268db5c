//! Where a result lies on its original: found, known from before, or as a person wants it.

use serde::{Deserialize, Serialize};

use super::compose::ProtectError;
use super::frame::Frame;
use super::register::{Registration, register, residual_levels};
use crate::core::picture::Picture;

/// What an earlier registration of the same pictures found.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// How the result lies on the original.
    pub frame: Frame,
    /// As [`super::ProtectFacts::residual_levels`].
    pub residual_levels: f64,
    /// As [`super::ProtectFacts::is_scaled`].
    #[serde(default)]
    pub is_scaled: bool,
}

/// Where a result lies on its original.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Placing {
    /// To be found.
    Find,
    /// As it was found before.
    Known(Known),
    /// Scaled until it fills the original, its middle on the original's, whether it fits or not: for a person who
    /// wants it all the same.
    Scaled,
}

impl Placing {
    /// Where it lies.
    ///
    /// # Errors
    /// When it is to be found and is not.
    pub(super) fn place(
        self,
        original: &Picture,
        mask: &[u8],
        result: &Picture,
    ) -> Result<Known, ProtectError> {
        match self {
            Self::Known(known) => Ok(known),
            Self::Scaled => {
                let (from, to) = (original.size(), result.size());
                let stretched = Frame::stretched(from, to);
                let frame = Frame::centred(from, to, stretched.scale_x.min(stretched.scale_y));
                Ok(Known {
                    frame,
                    residual_levels: residual_levels(original, mask, result, frame),
                    is_scaled: true,
                })
            }
            Self::Find if is_untouched(original, mask, result) => {
                Ok(Known { frame: Frame::IDENTITY, residual_levels: 0.0, is_scaled: false })
            }
            Self::Find => {
                let Registration { frame, residual_levels, .. } =
                    register(original, mask, result).ok_or(ProtectError::NotAlignable)?;
                Ok(Known { frame, residual_levels, is_scaled: false })
            }
        }
    }
}

/// Finds how a result lies on its original.
///
/// # Errors
/// When the two cannot be aligned.
pub fn frame_of(original: &Picture, mask: &[u8], result: &Picture) -> Result<Frame, ProtectError> {
    Ok(Placing::Find.place(original, mask, result)?.frame)
}

/// The result is of the same size and the same outside the mask: there is nothing to find.
fn is_untouched(original: &Picture, mask: &[u8], result: &Picture) -> bool {
    original.size() == result.size()
        && original
            .rgba()
            .as_chunks::<4>()
            .0
            .iter()
            .zip(result.rgba().as_chunks::<4>().0)
            .zip(mask)
            .all(|((one, other), cover)| *cover > 0 || one == other)
}
