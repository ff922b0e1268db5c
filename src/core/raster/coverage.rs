//! The mask as the seam uses it: grown and feathered afterwards, without painting again.
//!
//! Distances are those of Borgefors' 3-4 chamfer ("Distance Transformations in Digital Images", 1986):
//! within 8 % of the true ones.

use crate::core::geometry::{Rect, Size};

/// Chamfer units per pixel.
const UNIT: u32 = 3;

/// The mask grown by `grow_px` and feathered inwards over `feather_px`. The feather never reaches out of the
/// mask, so what it does not cover stays uncovered unless it is grown.
pub fn adjusted(coverage: &[u8], size: Size, grow_px: u32, feather_px: u32) -> Vec<u8> {
    let mut out = coverage.to_vec();
    if grow_px > 0 {
        let reach = grow_px * UNIT;
        let distance = distances(size, |index| {
            coverage.get(index).is_some_and(|&value| value > 127)
        });
        for (value, distance) in out.iter_mut().zip(&distance) {
            if *distance <= reach {
                *value = 255;
            }
        }
    }
    if feather_px > 0 {
        let width = (feather_px * UNIT) as f32;
        let distance = distances(size, |index| out.get(index).is_none_or(|&value| value == 0));
        for (value, distance) in out.iter_mut().zip(&distance) {
            let share = ((*distance as f32) / width).min(1.0);
            let smooth = share * share * (3.0 - 2.0 * share);
            *value = (f32::from(*value) * smooth).round() as u8;
        }
    }
    out
}

/// Distance of each pixel to the nearest that `is_source`, in thirds of a pixel.
fn distances(size: Size, is_source: impl Fn(usize) -> bool) -> Vec<u32> {
    let (width, height) = (size.width as usize, size.height as usize);
    let far = u32::MAX / 2;
    let mut out: Vec<u32> = (0..width * height)
        .map(|index| if is_source(index) { 0 } else { far })
        .collect();
    let get = |out: &[u32], x: i64, y: i64| {
        if x < 0 || y < 0 || x >= width as i64 || y >= height as i64 {
            far
        } else {
            out.get(y as usize * width + x as usize).copied().unwrap_or(far)
        }
    };
    let mut pass = |x: usize, y: usize, side: i64| {
        let (column, row) = (x as i64, y as i64);
        let near = [
            get(&out, column - side, row) + 3,
            get(&out, column, row - side) + 3,
            get(&out, column - 1, row - side) + 4,
            get(&out, column + 1, row - side) + 4,
        ];
        if let Some(value) = out.get_mut(y * width + x) {
            *value = near.into_iter().fold(*value, u32::min);
        }
    };
    for y in 0..height {
        for x in 0..width {
            pass(x, y, 1);
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            pass(x, y, -1);
        }
    }
    out
}

/// The smallest rectangle that holds all that is covered.
pub fn bounds(coverage: &[u8], size: Size) -> Rect {
    let mut bounds = Rect::default();
    for (y, row) in coverage.chunks_exact(size.width.max(1) as usize).enumerate() {
        if let Some(first) = row.iter().position(|&value| value > 0) {
            let last = row.iter().rposition(|&value| value > 0).unwrap_or(first);
            bounds = bounds.union(Rect::new(first as u32, y as u32, last as u32 + 1, y as u32 + 1));
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of 8 px in the middle of 24 px.
    fn square() -> (Size, Vec<u8>) {
        let size = Size::new(24, 24);
        let inside = |index: usize| (8..16).contains(&(index % 24)) && (8..16).contains(&(index / 24));
        (
            size,
            (0..24 * 24)
                .map(|index| if inside(index) { 255 } else { 0 })
                .collect(),
        )
    }

    #[test]
    fn growing_reaches_as_far_as_it_says() {
        let (size, mask) = square();
        let grown = adjusted(&mask, size, 3, 0);
        assert_eq!(bounds(&grown, size), Rect::new(5, 5, 19, 19));
        assert_eq!(bounds(&mask, size), Rect::new(8, 8, 16, 16));
    }

    #[test]
    fn feathering_stays_within_the_mask() {
        let (size, mask) = square();
        let soft = adjusted(&mask, size, 0, 3);
        for (before, after) in mask.iter().zip(&soft) {
            assert!(after <= before);
        }
        assert_eq!(soft[12 * 24 + 12], 255);
        assert!((1..128).contains(&soft[12 * 24 + 8]));
    }

    #[test]
    fn an_empty_mask_has_no_bounds() {
        assert!(bounds(&[0; 16], Size::new(4, 4)).is_empty());
    }
}
