//! How opaque a completed pixel is: as the nearest pixel outside of the mask. A hole in a cut-out, or at its edge, does
//! not become opaque where all around it is clear.

use crate::core::picture::Picture;

/// Opaque.
const OPAQUE: u8 = u8::MAX;

/// A rectangle of a picture, in its pixels.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// The alpha of every pixel of a window: its own where nothing is masked, else that of the nearest unmasked pixel beside
/// the mask. `None` where all of those are opaque, which is most often so.
pub(super) fn alphas(picture: &Picture, coverage: &[u8], window: Window) -> Option<Vec<u8>> {
    let Window { left, top, width, height } = window;
    let row = picture.size().width as usize;
    let place = |index: usize| (top + index / width.max(1)) * row + left + index % width.max(1);
    let is_masked = |index: usize| coverage.get(place(index)).is_some_and(|cover| *cover > 0);
    let alpha_of = |index: usize| picture.rgba().get(place(index) * 4 + 3).copied().unwrap_or(OPAQUE);
    let around = |index: usize| {
        let (x, y) = (index % width.max(1), index / width.max(1));
        let neighbours = [
            (y > 0).then(|| index.saturating_sub(width)),
            (x > 0).then(|| index.saturating_sub(1)),
            (x + 1 < width).then_some(index + 1),
            (y + 1 < height).then_some(index + width),
        ];
        neighbours.into_iter().flatten()
    };
    let count = width * height;
    let is_rim = |index: &usize| !is_masked(*index) && around(*index).any(is_masked);
    let mut settled: Vec<usize> = (0..count).filter(is_rim).collect();
    if settled.iter().all(|index| alpha_of(*index) == OPAQUE) {
        return None;
    }
    let mut alphas: Vec<u8> = (0..count).map(alpha_of).collect();
    let mut is_open: Vec<bool> = (0..count).map(is_masked).collect();
    let mut next = 0;
    while let Some(&from) = settled.get(next) {
        next += 1;
        let alpha = alphas.get(from).copied().unwrap_or(OPAQUE);
        for to in around(from) {
            if is_open.get_mut(to).is_some_and(|is_open| std::mem::replace(is_open, false)) {
                if let Some(place) = alphas.get_mut(to) {
                    *place = alpha;
                }
                settled.push(to);
            }
        }
    }
    Some(alphas)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::Size;
    use crate::fill::{FillInput, fill};

    /// A cut-out of 48 x 48 px: its left half is there, its right half is clear.
    fn cut_out() -> Picture {
        let pixel = |at: u32| {
            let (x, y) = (at % 48, at / 48);
            if x < 24 { [(x * 5) as u8, (y * 5) as u8, 90, 255] } else { [0, 0, 0, 0] }
        };
        Picture::from_rgba(Size::new(48, 48), (0..48 * 48).flat_map(pixel).collect()).unwrap()
    }

    /// The alpha in the middle row after a square hole was filled.
    fn filled_alphas(picture: &Picture, columns: std::ops::Range<u32>) -> Vec<u8> {
        let is_in = |at: u32| columns.contains(&(at % 48)) && (16..32).contains(&(at / 48));
        let coverage: Vec<u8> = (0..48 * 48).map(|at| if is_in(at) { 255 } else { 0 }).collect();
        let input = FillInput { picture, coverage: &coverage, references: &[], seed: 1, variant: 0 };
        let filled = fill(&input, &mut |_: f32| ()).unwrap();
        for (at, cover) in coverage.iter().enumerate() {
            let of = |picture: &Picture| picture.rgba()[at * 4..at * 4 + 4].to_vec();
            assert!(*cover > 0 || of(&filled) == of(picture), "changed outside at {at}");
        }
        (0..48).map(|x| filled.rgba()[(24 * 48 + x) * 4 + 3]).collect()
    }

    #[test]
    fn a_hole_is_as_clear_as_what_is_around_it() {
        let expected: Vec<u8> = (0..48).map(|x| if x < 24 { 255 } else { 0 }).collect();
        // Within what is there, across the edge, within what is clear.
        for columns in [4..16, 16..32, 30..42] {
            assert_eq!(filled_alphas(&cut_out(), columns.clone()), expected, "{columns:?}");
        }
    }

    #[test]
    fn an_opaque_picture_has_nothing_to_settle() {
        let opaque = Picture::from_rgba(Size::new(8, 8), vec![255; 8 * 8 * 4]).unwrap();
        let coverage: Vec<u8> = (0..64).map(|at| if at % 8 > 2 { 255 } else { 0 }).collect();
        let window = Window { left: 0, top: 0, width: 8, height: 8 };
        assert_eq!(alphas(&opaque, &coverage, window), None);
    }
}
