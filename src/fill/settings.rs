//! How the variants differ.
//!
//! A new seed alone gives nearly the same picture once the first guess is good, so each variant prefers another side
//! to copy from, and one has smaller patches and mirror images as well.

use crate::core::geometry::Size;

/// By how much finer holes start that reach the picture's edge.
const FINER_AT_EDGE: usize = 4;

/// What a variant changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    /// Patch sides are twice this and 1, in pixels.
    pub(super) radius: usize,
    /// The coarsest scale is the first at which the hole is at most this deep, in pixels.
    pub(super) top_depth_px: usize,
    /// Mirror images of patches may be copied.
    pub(super) may_mirror: bool,
    /// What it costs to copy from far away, in hundredths of the usual.
    pub(super) farness_percent: u32,
    /// Where the nearest is looked for, from where it is copied to: to the right and down, in hundredths of the
    /// hole's length.
    pub(super) near_percent: (isize, isize),
}

impl Settings {
    /// The settings of a variant; 4 and above repeat from 0.
    pub(super) fn of_variant(variant: u8) -> Self {
        let plain = Self {
            radius: 3,
            top_depth_px: 6,
            may_mirror: false,
            farness_percent: 100,
            near_percent: (0, 0),
        };
        match variant % 4 {
            0 => plain,
            1 => Self { radius: 2, top_depth_px: 4, may_mirror: true, near_percent: (-20, 0), ..plain },
            2 => Self { farness_percent: 200, near_percent: (30, 0), ..plain },
            _ => Self { farness_percent: 300, near_percent: (0, -20), ..plain },
        }
    }

    /// The same with patches that fit into a picture.
    pub(super) fn for_size(self, size: Size) -> Self {
        let most = (size.width.min(size.height).saturating_sub(1) / 2) as usize;
        Self { radius: self.radius.min(most.max(1)), ..self }
    }

    /// How many times a hole is halved before the first guess.
    ///
    /// One that reaches the picture's edge, a margin above all, starts finer: what touches it is often a narrow strip
    /// of ground, which holds no whole patch at a coarse scale, and what is copied then is what stands on it.
    pub(super) fn halvings(self, depth_px: usize, is_at_edge: bool, short_side_px: usize) -> usize {
        let top_depth_px = if is_at_edge { self.top_depth_px * FINER_AT_EDGE } else { self.top_depth_px };
        let mut halvings = 0;
        while depth_px >> halvings > top_depth_px && short_side_px >> (halvings + 1) >= 24 {
            halvings += 1;
        }
        halvings
    }
}
