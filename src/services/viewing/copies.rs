//! The reduced copies that looking is done with, and which of them is needed.

use crate::browser::view_canvas::Copy;
use crate::core::geometry::Size;

/// Longer sides of the copies in pixels; the last is the picture itself.
pub(crate) const COPIES_PX: [u32; 3] = [2048, 4096, 16_384];
/// Pictures of which the whole may be held at once; of more, the second largest copy must do.
pub(crate) const MOST_WHOLE: usize = 2;

/// The copies of a picture that are there or asked for.
#[derive(Default)]
pub(crate) struct Copies {
    pub(crate) made: [Option<Copy>; 3],
    pub(crate) asked: [bool; 3],
    pub(crate) size: Option<Size>,
}

impl Copies {
    /// The first copy whose longer side has enough pixels, or that is the picture itself.
    pub(crate) fn level_for(&self, pixels: f64) -> usize {
        let longest = self.size.map_or(0, |size| size.width.max(size.height));
        let enough = |most: &u32| f64::from(*most) >= pixels * 0.8 || (longest > 0 && *most >= longest);
        COPIES_PX.iter().position(enough).unwrap_or(COPIES_PX.len() - 1)
    }

    /// The smallest sharp copy that is there, else the sharpest.
    pub(crate) fn best(&self, level: usize) -> Option<&Copy> {
        let sharp = self.made.iter().skip(level).flatten().next();
        sharp.or_else(|| self.made.iter().take(level).rev().flatten().next())
    }
}
