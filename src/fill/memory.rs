//! How much memory a fill takes, estimated before it starts.
//!
//! A worker that runs out of memory breaks and takes the work with it, on a phone the page, too. So what does not
//! fit is refused in words.

use super::components::Component;
use super::pyramid::{reference_pixels, region};
use crate::core::geometry::Size;

/// Most memory of one fill, with the picture, its coverage and the references: what a worker still gets of a
/// computer that a person edits photographs on.
pub(super) const LIMIT_BYTES: u64 = 1_000_000_000;
/// A picture and its coverage, a pixel.
const PICTURE_BYTES: u64 = 5;
/// A pixel that is changed, until it is laid in.
const CHANGE_BYTES: u64 = 8;
/// A reference as it is given, a pixel.
const REFERENCE_BYTES: u64 = 4;
/// What is made of it, at all scales.
const REFERENCE_SCALES_BYTES: u64 = 8;
/// What is held of the region that a hole is filled from, a pixel. This and the next two were measured in
/// WebAssembly with holes from 0.1 to 4 megapixels in pictures from 3 to 64; they are what the worst took.
const REGION_BYTES: u64 = 9;
/// What is held of the window round a hole, a pixel.
const WINDOW_BYTES: u64 = 92;
/// Coarse scales of the whole picture.
const COARSE_BYTES: u64 = 12_000_000;

/// What filling these holes takes with references of these sizes, `held` bytes of the caller's included.
pub(super) fn needed_bytes(size: Size, holes: &[Component], references: &[Size], held: u64) -> u64 {
    let of_hole = |hole: &Component| {
        let region = region(size, hole, 0);
        (region.width * region.height) as u64 * REGION_BYTES
            + (hole.window.width * hole.window.height) as u64 * WINDOW_BYTES
    };
    let changes = holes.iter().map(|hole| hole.area as u64).sum::<u64>() * CHANGE_BYTES;
    held + size.area() * PICTURE_BYTES
        + references.iter().map(|reference| reference.area()).sum::<u64>() * REFERENCE_BYTES
        + reference_pixels(size, references) * REFERENCE_SCALES_BYTES
        + changes
        + COARSE_BYTES
        // One hole after the other.
        + holes.iter().map(of_hole).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::Size;
    use crate::fill::components::components;

    #[track_caller]
    fn check(size: (u32, u32), hole: (usize, usize), measured_mb: u64) {
        let size = Size::new(size.0, size.1);
        let mut coverage = vec![0; size.area() as usize];
        for row in coverage.chunks_exact_mut(size.width as usize).skip(500).take(hole.1) {
            row[400..400 + hole.0].fill(255);
        }
        let holes = components(&coverage, size.width as usize);
        let needed_mb = needed_bytes(size, &holes, &[], 0) / 1_000_000;
        assert!(needed_mb >= measured_mb, "{needed_mb} MB are told, {measured_mb} MB were taken");
        assert!(needed_mb <= measured_mb * 13 / 10, "{needed_mb} MB are told, {measured_mb} MB were taken");
    }

    #[test]
    fn what_is_told_is_what_was_measured_and_not_much_more() {
        check((2000, 1500), (300, 300), 36);
        check((4000, 3000), (1000, 1000), 226);
        check((4000, 3000), (2000, 2000), 567);
    }
}
