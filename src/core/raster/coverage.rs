//! The mask as the seam uses it: grown and feathered afterwards, without painting again.
//!
//! Distances are those of Borgefors' 3-4 chamfer ("Distance Transformations in Digital Images", 1986):
//! within 8 % of the true ones.

use crate::core::geometry::{Rect, Size};

/// Chamfer units per pixel.
const UNIT: f32 = 3.0;
/// Farther than anything that is asked for; sums of it and a step still fit.
const FAR: u16 = u16::MAX - 8;

/// The mask grown by `grow_px` and feathered inwards over `feather_px`. The feather never reaches out of the
/// mask, so what it does not cover stays uncovered unless it is grown.
pub fn adjusted(coverage: &[u8], size: Size, grow_px: f32, feather_px: f32) -> Vec<u8> {
    let mut out = coverage.to_vec();
    if grow_px > 0.0 {
        let reach = (grow_px * UNIT).round() as u16;
        let distance = distances(size, coverage, |value| value > 127);
        for (value, distance) in out.iter_mut().zip(&distance) {
            if *distance <= reach {
                *value = 255;
            }
        }
    }
    if feather_px > 0.0 {
        let width = (feather_px * UNIT).max(1.0);
        let distance = distances(size, &out, |value| value == 0);
        for (value, distance) in out.iter_mut().zip(&distance) {
            if *value > 0 {
                let share = (f32::from(*distance) / width).min(1.0);
                let smooth = share * share * (3.0 - 2.0 * share);
                *value = (f32::from(*value) * smooth).round() as u8;
            }
        }
    }
    out
}

/// Distance of each pixel to the nearest that `is_source`, in thirds of a pixel.
fn distances(size: Size, coverage: &[u8], is_source: impl Fn(u8) -> bool) -> Vec<u16> {
    let width = size.width.max(1) as usize;
    let mut out: Vec<u16> = coverage.iter().map(|&value| if is_source(value) { 0 } else { FAR }).collect();
    // Beyond the border everything is far.
    let mut beside = vec![FAR; width];
    for row in out.chunks_exact_mut(width) {
        from_row(row, &beside);
        forwards(row.iter_mut());
        beside.copy_from_slice(row);
    }
    beside.fill(FAR);
    for row in out.chunks_exact_mut(width).rev() {
        from_row(row, &beside);
        forwards(row.iter_mut().rev());
        beside.copy_from_slice(row);
    }
    out
}

/// Takes over what is nearer from the row beside: straight 3, across 4.
fn from_row(row: &mut [u16], beside: &[u16]) {
    let width = row.len();
    for (value, near) in row.iter_mut().zip(beside) {
        *value = (*value).min(near + 3);
    }
    let shifted = row.iter_mut().skip(1).zip(beside);
    for (value, near) in shifted {
        *value = (*value).min(near + 4);
    }
    let shifted = row.iter_mut().take(width.saturating_sub(1)).zip(beside.iter().skip(1));
    for (value, near) in shifted {
        *value = (*value).min(near + 4);
    }
    // Far stays far: the next row adds to it again.
    for value in row.iter_mut() {
        *value = (*value).min(FAR);
    }
}

/// Takes over what is nearer from the pixel before.
fn forwards<'a>(row: impl Iterator<Item = &'a mut u16>) {
    let mut before = FAR;
    for value in row {
        *value = (*value).min(before + 3).min(FAR);
        before = *value;
    }
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

/// A rectangle of a plane of one byte per pixel.
pub fn crop_plane(plane: &[u8], size: Size, rect: Rect) -> Vec<u8> {
    let rect = rect.intersect(Rect::of_size(size));
    let width = size.width as usize;
    let mut out = Vec::with_capacity(rect.width() as usize * rect.height() as usize);
    for y in rect.top as usize..rect.bottom as usize {
        let (from, to) = (y * width + rect.left as usize, y * width + rect.right as usize);
        out.extend_from_slice(plane.get(from..to).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A square of 8 px in the middle of 24 px.
    fn square() -> (Size, Vec<u8>) {
        let size = Size::new(24, 24);
        let inside = |index: usize| (8..16).contains(&(index % 24)) && (8..16).contains(&(index / 24));
        (size, (0..24 * 24).map(|index| if inside(index) { 255 } else { 0 }).collect())
    }

    #[test]
    fn growing_reaches_as_far_as_it_says() {
        let (size, mask) = square();
        let grown = adjusted(&mask, size, 3.0, 0.0);
        assert_eq!(bounds(&grown, size), Rect::new(5, 5, 19, 19));
        assert_eq!(bounds(&mask, size), Rect::new(8, 8, 16, 16));
    }

    #[test]
    fn feathering_stays_within_the_mask() {
        let (size, mask) = square();
        let soft = adjusted(&mask, size, 0.0, 3.0);
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
