//! Growing and shrinking by an exact disc, in time linear in the pixels whatever the radius.
//!
//! For each pixel the distance to the nearest marked one of its column is found in two passes; a row of the
//! result is then the union of intervals, one for each of its pixels, whose half-width the distance gives. The
//! union is a sum of differences. What counts as marked is coverage of at least 128; soft edges outside of
//! that are kept where they are stronger (growing) or weaker (shrinking) than what the disc makes.

use super::plane::Plane;
use crate::geometry::{Rect, Size};

/// Largest radius in pixels: column distances are stored in bytes.
pub const MAX_RADIUS_PX: u32 = 250;
/// Coverage from here on is marked.
const MARKED: u8 = 128;

/// Marks what lies within `radius_px` (0 to [`MAX_RADIUS_PX`]) of a marked pixel's centre. `progress` gets
/// the share that is done.
pub fn grow(plane: &mut Plane, radius_px: u32, progress: &mut dyn FnMut(f32)) {
    spread(plane, radius_px, |coverage| coverage >= MARKED, |_| 255, progress);
}

/// Takes off what lies within `radius_px` (0 to [`MAX_RADIUS_PX`]) of a pixel that is not marked. The
/// picture's edge takes nothing off.
pub fn shrink(plane: &mut Plane, radius_px: u32, progress: &mut dyn FnMut(f32)) {
    spread(plane, radius_px, |coverage| coverage < MARKED, |_| 0, progress);
}

/// Sets every pixel within the radius of one that `is_source`. Sources stay as they are.
fn spread(
    plane: &mut Plane,
    radius_px: u32,
    is_source: impl Fn(u8) -> bool,
    set: impl Fn(u8) -> u8,
    progress: &mut dyn FnMut(f32),
) {
    let radius = radius_px.min(MAX_RADIUS_PX);
    let size = plane.size();
    if radius == 0 || size.is_empty() {
        return;
    }
    let width = size.width as usize;
    let mut distances = column_distances(plane, &is_source);
    progress(0.4);
    let half_widths: Vec<usize> =
        (0..=radius).map(|distance| (radius * radius - distance * distance).isqrt() as usize).collect();
    let mut edges = vec![0_i32; width + 1];
    for (y, row) in (0..size.height).zip(distances.chunks_exact_mut(width)) {
        if row.iter().all(|&distance| u32::from(distance) > radius) {
            continue;
        }
        edges.fill(0);
        for (x, &distance) in row.iter().enumerate() {
            if let Some(&half) = half_widths.get(usize::from(distance)) {
                if let Some(edge) = edges.get_mut(x.saturating_sub(half)) {
                    *edge += 1;
                }
                if let Some(edge) = edges.get_mut((x + half + 1).min(width)) {
                    *edge -= 1;
                }
            }
        }
        let mut depth = 0;
        let pixels = plane.row_mut(y, 0, size.width);
        for ((pixel, edge), &distance) in pixels.iter_mut().zip(&edges).zip(row.iter()) {
            depth += edge;
            if depth > 0 && distance > 0 {
                *pixel = set(*pixel);
            }
        }
        if y % 256 == 0 {
            progress(0.4 + 0.6 * y as f32 / size.height as f32);
        }
    }
}

/// Rows to the nearest source in the same column, 255 for farther or none.
fn column_distances(plane: &Plane, is_source: &impl Fn(u8) -> bool) -> Vec<u8> {
    let Size { width, height } = plane.size();
    let width = width as usize;
    let mut distances = vec![255_u8; width * height as usize];
    let mut before = vec![255_u8; width];
    for (row, pixels) in distances.chunks_exact_mut(width).zip(plane.data().chunks_exact(width)) {
        for ((distance, before), &pixel) in row.iter_mut().zip(&mut before).zip(pixels) {
            *before = if is_source(pixel) { 0 } else { before.saturating_add(1) };
            *distance = *before;
        }
    }
    before.fill(255);
    for row in distances.chunks_exact_mut(width).rev() {
        for (distance, below) in row.iter_mut().zip(&mut before) {
            *below = below.saturating_add(1).min(*distance);
            *distance = *below;
        }
    }
    distances
}

/// The part of the plane that a change of this reach can touch: where anything is marked, and so much more.
pub fn reach_of(plane: &Plane, reach_px: u32) -> Rect {
    plane.covered_rect().grown(reach_px, reach_px).intersect(Rect::of_size(plane.size()))
}
