//! Reduced copies of the plane, for showing it zoomed out without aliasing.

use super::plane::Plane;
use super::words;
use crate::geometry::{Rect, Size};

/// Copies of 1/2, 1/4, 1/8 and 1/16 of the side: a third more memory than the plane.
pub const LEVELS: usize = 4;

/// The reduced copies. A pixel of level n is the rounded mean of the up to 2 x 2 pixels below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mips {
    levels: Vec<Plane>,
}

impl Mips {
    /// Copies without any row: [`Self::fill_up`] gives them theirs.
    pub(crate) fn unfilled(size: Size) -> Self {
        let mut levels = Vec::with_capacity(LEVELS);
        let mut size = size;
        for _ in 0..LEVELS {
            size = Size::new(size.width.div_ceil(2), size.height.div_ceil(2));
            levels.push(Plane::unfilled(size));
        }
        Self { levels }
    }

    /// Adds up to `most_px` pixels of an empty plane's copies; returns how many.
    pub(crate) fn fill_up(&mut self, most_px: u64) -> u64 {
        let levels = self.levels.iter_mut();
        levels.fold(0, |added, level| added + level.fill_up(most_px - added))
    }

    /// The copy of `1 / 2^(index + 1)`.
    pub fn level(&self, index: usize) -> Option<&Plane> {
        self.levels.get(index)
    }

    /// Brings the copies up to date with `plane` inside `dirty`.
    pub fn update(&mut self, plane: &Plane, dirty: Rect) {
        let mut dirty = dirty.intersect(Rect::of_size(plane.size()));
        let mut below = plane;
        for level in &mut self.levels {
            if dirty.is_empty() {
                return;
            }
            dirty =
                Rect::new(dirty.left / 2, dirty.top / 2, dirty.right.div_ceil(2), dirty.bottom.div_ceil(2));
            reduce(below, level, dirty);
            below = level;
        }
    }
}

fn reduce(from: &Plane, to: &mut Plane, rect: Rect) {
    let size = from.size();
    for y in rect.top..rect.bottom {
        let upper = from.row(2 * y, 0, size.width);
        let lower_y = if 2 * y + 1 < size.height { 2 * y + 1 } else { 2 * y };
        let lower = from.row(lower_y, 0, size.width);
        let first = 2 * rect.left as usize;
        let upper = upper.get(first..).unwrap_or_default();
        let lower = lower.get(first..).unwrap_or_default();
        let out = to.row_mut(y, rect.left, rect.right);
        words::halve(upper, lower, out);
        // What is left of them: a few pixels, the last of them perhaps without a right neighbour.
        let done = (out.len().min(upper.len() / 2) / words::HALVED) * words::HALVED;
        let pairs = upper.chunks(2).zip(lower.chunks(2));
        for (out, (above, below)) in out.iter_mut().zip(pairs).skip(done) {
            let sum: u32 = above.iter().chain(below).map(|&coverage| u32::from(coverage)).sum();
            let count = (above.len() + below.len()) as u32;
            *out = ((sum + count / 2) / count) as u8;
        }
    }
}
