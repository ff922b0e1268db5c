//! Strokes: lines drawn over what is meant.

use serde::{Deserialize, Serialize};

use super::cells::Cells;
use super::frame::Frame;
use crate::core::geometry::{Point, Rect};

/// One stroke, in pixels of the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// Whether it adds to the object or takes away.
    pub adds: bool,
    /// Half its width.
    pub radius_px: f64,
    /// Its line.
    pub points_in_image: Vec<Point>,
}

impl Stroke {
    /// From corner to corner, with its width.
    pub(super) fn length_px(&self) -> f64 {
        let (low, high) = ends(&self.points_in_image);
        distance(low, high) + 4.0 * self.radius_px
    }

    /// The smallest rectangle round its line.
    pub fn rect(&self) -> Rect {
        let (low, high) = ends(&self.points_in_image);
        let whole = |value: f64| (value.max(0.0) as u32).min(u32::MAX - 1);
        Rect::new(whole(low.x), whole(low.y), whole(high.x) + 1, whole(high.y) + 1)
    }

    /// Its line in the reduced copy.
    pub(super) fn reduced_points(&self, frame: &Frame) -> Vec<Point> {
        self.points_in_image.iter().map(|&point| frame.reduced_point(point)).collect()
    }

    /// Calls `mark` for each pixel of the reduced copy that it lies on.
    pub(super) fn draw(&self, frame: &Frame, mut mark: impl FnMut(usize)) {
        let points = self.reduced_points(frame);
        let radius = (self.radius_px * frame.scale().0).max(0.7);
        let clamp = |value: f64, most: usize| value.clamp(0.0, most as f64) as usize;
        for (index, &from) in points.iter().enumerate() {
            let to = points.get(index + 1).copied().unwrap_or(from);
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let length_squared = dx * dx + dy * dy;
            let rows = clamp(from.y.min(to.y) - radius, frame.height)
                ..clamp(from.y.max(to.y) + radius + 1.0, frame.height);
            let columns = clamp(from.x.min(to.x) - radius, frame.width)
                ..clamp(from.x.max(to.x) + radius + 1.0, frame.width);
            for y in rows {
                for x in columns.clone() {
                    let (px, py) = (x as f64 + 0.5 - from.x, y as f64 + 0.5 - from.y);
                    let along = if length_squared > 0.0 {
                        ((px * dx + py * dy) / length_squared).clamp(0.0, 1.0)
                    } else {
                        0.0
                    };
                    let (off_x, off_y) = (px - along * dx, py - along * dy);
                    if off_x * off_x + off_y * off_y <= radius * radius {
                        mark(y * frame.width + x);
                    }
                }
            }
        }
    }
}

/// Distance of two points. [`Point::distance`] is exact to the last bit only where the system's `hypot` is.
pub(super) fn distance(one: Point, other: Point) -> f64 {
    let (dx, dy) = (one.x - other.x, one.y - other.y);
    (dx * dx + dy * dy).sqrt()
}

/// The corners of the smallest rectangle round points.
pub(super) fn ends(points: &[Point]) -> (Point, Point) {
    let first = points.first().copied().unwrap_or_default();
    points.iter().fold((first, first), |(low, high), point| {
        (
            Point::new(low.x.min(point.x), low.y.min(point.y)),
            Point::new(high.x.max(point.x), high.y.max(point.y)),
        )
    })
}

/// What strokes say of each pixel of the reduced copy: 1 object, -1 ground, 0 nothing. Later ones win.
pub(super) fn marks(strokes: &[Stroke], frame: &Frame) -> Vec<i8> {
    let mut marks = vec![0; frame.len()];
    for stroke in strokes {
        stroke.draw(frame, |at| marks.put(at, if stroke.adds { 1 } else { -1 }));
    }
    marks
}
