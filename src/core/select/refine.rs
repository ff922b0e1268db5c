//! The edge step alone: a mask whose line is off by a few pixels is brought to the edges of the picture, then
//! made soft.

use super::band::{self, BandTuning, Look};
use super::cells::Cells;
use super::edge;
use super::frame::Frame;
use super::models::{Models, bin_of};
use crate::core::geometry::Rect;
use crate::core::mask::Plane;
use crate::core::picture::{Picture, SizeError};

/// Most pixels of the reduced copy.
const FRAME_AREA_PX: u64 = 1_000_000;
/// How far the line may move, in pixels of a picture of 1600 px.
const REACH_PX: f64 = 3.0;

/// Coverage whose edge follows the picture; half coverage and more counts as selected.
///
/// # Errors
/// [`SizeError::Length`] when the coverage is not of the picture's size.
pub fn refine(picture: &Picture, coverage: &Plane) -> Result<Plane, SizeError> {
    let size = picture.size();
    if coverage.size() != size {
        return Err(SizeError::Length { bytes: coverage.data().len(), expected: size.area() as usize });
    }
    let covered = selected_rect(coverage);
    if covered.is_empty() {
        return Ok(Plane::empty(size));
    }
    let unit = (f64::from(size.width.max(size.height)) / 1600.0).max(1.0);
    let margin = (40.0 * unit) as u32;
    let rect = covered.grown(margin, margin).intersect(Rect::of_size(size));
    let frame = Frame::of(picture, rect, FRAME_AREA_PX);
    let (across, down) = frame.scale();
    let mut mask = Vec::with_capacity(frame.len());
    for y in 0..frame.height {
        let row = rect.top + ((y as f64 + 0.5) / down) as u32;
        let row = coverage.row(row.min(rect.bottom - 1), rect.left, rect.right);
        mask.extend((0..frame.width).map(|x| row.at(((x as f64 + 0.5) / across) as usize) >= 128));
    }
    let planes = frame.opponents();
    let bins: Vec<u16> = frame.rgb.iter().map(|&pixel| bin_of(pixel)).collect();
    let mut models = Models::new();
    for (&bin, &is_object) in bins.iter().zip(&mask) {
        let share = f32::from(u8::from(is_object));
        models.count(bin, share, 1.0 - share);
    }
    let log_odds = models.log_odds();
    let look = Look {
        planes: &planes,
        width: frame.width,
        height: frame.height,
        log_odds: &|at| log_odds.at(bins.at(at) as usize),
        marks: &[],
    };
    let radius_px = ((REACH_PX * unit * across).round() as u16).max(2);
    let tuning = BandTuning { radius_px, smooth: 4.0, global: 0.2, local: 2.0, local_variance: 600.0 };
    band::sharpen(&mut mask, &look, &tuning);
    let mut out = vec![0; size.area() as usize];
    edge::soften(picture, &frame, &mask, &mut out);
    Plane::from_data(size, out).ok_or(SizeError::Empty(size))
}

/// The smallest rectangle round all pixels of at least half coverage.
fn selected_rect(coverage: &Plane) -> Rect {
    let size = coverage.size();
    let mut all = Rect::default();
    for y in 0..size.height {
        let row = coverage.row(y, 0, size.width);
        let is_selected = |covered: &u8| *covered >= 128;
        if let (Some(first), Some(last)) =
            (row.iter().position(is_selected), row.iter().rposition(is_selected))
        {
            all = all.union(Rect::new(first as u32, y, last as u32 + 1, y + 1));
        }
    }
    all
}
