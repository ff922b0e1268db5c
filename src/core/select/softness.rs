//! How soft a selection's edge is: from a line that only keeps the steps from showing, over the edge as it was
//! found, to a wide fall-off.

use super::cells::Cells;
use crate::core::geometry::{Rect, Size};
use crate::core::mask::Plane;
use crate::core::mask::feather::{PASSES, feather};

/// The softness, 0 to 100, at which an edge is left as it was found.
pub const NATURAL_SOFTNESS_PERCENT: u8 = 25;
/// How much steeper than found the hardest edge is.
const STEEPEST: u32 = 8;
/// Radius of the softest edge's boxes, in pixels of a picture of 1600 px.
const WIDEST_RADIUS_PX: f64 = 14.0;

/// How far outside of what is selected an edge of this softness reaches, in pixels of a picture of this size.
pub fn softness_reach_px(size: Size, softness_percent: u8) -> u32 {
    radius_px(size, softness_percent) * PASSES
}

/// Makes the edge harder or softer within `rect`, which must have room for [`softness_reach_px`]; `on_progress` gets
/// the share that is done.
pub fn soften_edge(plane: &mut Plane, rect: Rect, softness_percent: u8, on_progress: &mut dyn FnMut(f32)) {
    let rect = rect.intersect(Rect::of_size(plane.size()));
    if rect.is_empty() || softness_percent == NATURAL_SOFTNESS_PERCENT {
        return;
    }
    if softness_percent < NATURAL_SOFTNESS_PERCENT {
        let table = steeper(softness_percent);
        for y in rect.top..rect.bottom {
            for covered in plane.row_mut(y, rect.left, rect.right) {
                *covered = table.at(usize::from(*covered));
            }
        }
        return;
    }
    let radius = radius_px(plane.size(), softness_percent);
    let size = Size::new(rect.width(), rect.height());
    let Some(mut part) = Plane::from_data(size, plane.part(rect)) else { return };
    feather(&mut part, radius, on_progress);
    for y in rect.top..rect.bottom {
        let row = part.row(y - rect.top, 0, size.width);
        plane.row_mut(y, rect.left, rect.right).copy_from_slice(row);
    }
}

/// Coverage after contrast was raised round one half.
fn steeper(softness_percent: u8) -> [u8; 256] {
    let natural = u32::from(NATURAL_SOFTNESS_PERCENT);
    let missing = natural - u32::from(softness_percent).min(natural);
    // From 1 at the natural softness to `STEEPEST` at none, in 1/256.
    let gain = (256 + (STEEPEST - 1) * 256 * missing / natural) as i32;
    std::array::from_fn(|covered| ((2 * covered as i32 - 255) * gain / 512 + 128).clamp(0, 255) as u8)
}

fn radius_px(size: Size, softness_percent: u8) -> u32 {
    let wider = f64::from(softness_percent.min(100).saturating_sub(NATURAL_SOFTNESS_PERCENT))
        / f64::from(100 - NATURAL_SOFTNESS_PERCENT);
    let unit = (f64::from(size.width.max(size.height)) / 1600.0).max(0.5);
    // Slowly at first, where the eye sees each pixel.
    ((WIDEST_RADIUS_PX * unit * wider * (0.4 + 0.6 * wider)).ceil() as u32)
        .min(crate::core::mask::feather::MAX_RADIUS_PX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An edge from 0 to 255 over 9 pixels, in the middle of 200.
    fn ramp() -> Plane {
        let row = |_: u32| (0..200_i32).map(|x| ((x - 95) * 255 / 9).clamp(0, 255) as u8);
        Plane::from_data(Size::new(200, 20), (0..20).flat_map(row).collect()).expect("a plane")
    }

    #[test]
    fn a_softer_edge_is_wider_and_stays_where_it_is() {
        let mut before = 0;
        let mut widths = Vec::new();
        for percent in [0, 10, 25, 40, 70, 100] {
            let mut plane = ramp();
            let whole = Rect::of_size(plane.size());
            soften_edge(&mut plane, whole, percent, &mut |_| ());
            let row = plane.row(10, 0, 200).to_vec();
            let width = row.iter().filter(|&&covered| covered > 4 && covered < 251).count();
            let middle = row.iter().position(|&covered| covered >= 128).expect("an edge");
            assert!(width >= before && (98..=101).contains(&middle), "{percent}: {width}, {middle}");
            assert!(row.is_sorted(), "{percent}: {row:?}");
            before = width;
            widths.push(width);
        }
        assert!(widths.first() < widths.get(2) && widths.get(2) < widths.get(3), "{widths:?}");
    }

    #[test]
    fn the_natural_edge_is_untouched_and_the_ends_stay() {
        let mut plane = ramp();
        let whole = Rect::of_size(plane.size());
        soften_edge(&mut plane, whole, NATURAL_SOFTNESS_PERCENT, &mut |_| ());
        assert_eq!(plane, ramp());
        for percent in 0..NATURAL_SOFTNESS_PERCENT {
            let table = steeper(percent);
            assert_eq!((table[0], table[255]), (0, 255), "{percent}");
        }
    }
}
