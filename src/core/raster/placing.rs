//! Where a result lies on its original: found, known from before, or as a person wants it.

use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::level::Registration;
use super::register::{register, residual_levels};
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
    /// Where it lies; `None` when it is to be found and is not.
    pub(super) fn place(self, original: &Picture, mask: &[u8], result: &Picture) -> Option<Known> {
        match self {
            Self::Known(known) => Some(known),
            Self::Scaled => {
                let (from, to) = (original.size(), result.size());
                let stretched = Frame::stretched(from, to);
                let frame = Frame::centred(from, to, stretched.scale_x.min(stretched.scale_y));
                let residual_levels = residual_levels(original, mask, result, frame);
                Some(Known { frame, residual_levels, is_scaled: true })
            }
            Self::Find if is_untouched(original, mask, result) => {
                Some(Known { frame: Frame::IDENTITY, residual_levels: 0.0, is_scaled: false })
            }
            Self::Find => {
                let Registration { frame, residual_levels, .. } = register(original, mask, result)?;
                Some(Known { frame, residual_levels, is_scaled: false })
            }
        }
    }
}

/// Finds how a result lies on its original; `None` when the two do not show the same picture.
pub fn frame_of(original: &Picture, mask: &[u8], result: &Picture) -> Option<Frame> {
    Some(Placing::Find.place(original, mask, result)?.frame)
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
