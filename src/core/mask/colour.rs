//! Selecting by colour.
//!
//! Two colours are as far apart as their most different channel, transparency among them: easy to foresee,
//! and every step of the tolerance adds pixels and takes none away.

use super::flood;
use super::plane::Plane;
use crate::geometry::{Rect, Size};

/// Marks the pixels whose colour is within `tolerance` (0 to 255) of the colour at a pixel; only those that
/// hang together with it when `is_contiguous`. `rgba` is row-major, 4 bytes a pixel. Gives the selection and
/// the rectangle that holds it; an empty one outside the picture.
pub fn select(rgba: &[u8], size: Size, x: u32, y: u32, tolerance: u8, is_contiguous: bool) -> (Plane, Rect) {
    let mut plane = Plane::empty(size);
    let (pixels, _) = rgba.as_chunks::<4>();
    let start = y as usize * size.width as usize + x as usize;
    let wanted = match pixels.get(start) {
        Some(&wanted) if x < size.width && y < size.height => wanted,
        _ => return (plane, Rect::default()),
    };
    let is_like = |pixel: [u8; 4]| {
        let pairs = pixel.into_iter().zip(wanted);
        pairs.fold(0, |most, (one, other)| one.abs_diff(other).max(most)) <= tolerance
    };
    if is_contiguous {
        let area =
            flood::connected(size, x, y, |index| pixels.get(index).is_some_and(|&pixel| is_like(pixel)));
        for &(y, left, right) in &area.spans {
            plane.row_mut(y, left, right).fill(255);
        }
        return (plane, area.bounds);
    }
    let width = size.width.max(1) as usize;
    for (y, row) in (0..size.height).zip(pixels.chunks_exact(width)) {
        for (out, &pixel) in plane.row_mut(y, 0, size.width).iter_mut().zip(row) {
            *out = if is_like(pixel) { 255 } else { 0 };
        }
    }
    let bounds = plane.covered_rect();
    (plane, bounds)
}
