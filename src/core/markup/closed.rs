//! The areas that closed shapes surround, as polygons: a mask is made of them.

use super::mark::{Mark, Markup, Shape};
use super::strokes::{ellipse, rectangle};
use crate::core::geometry::Point;

/// A freehand line is closed when its ends are no further apart than this share of its length.
const GAP_SHARE: f64 = 0.12;
/// So many widths between the ends are closed by the line's thickness, whatever its length.
const GAP_WIDTHS: f64 = 1.5;

impl Mark {
    /// The corners of the area that it surrounds; `None` of what surrounds nothing.
    pub fn area(&self) -> Option<Vec<Point>> {
        match &self.shape {
            Shape::Circle(one, other) => Some(ellipse(*one, *other)),
            Shape::Box(one, other) => Some(rectangle(*one, *other)),
            Shape::Pen(spots) => {
                let points: Vec<Point> = spots.iter().map(|spot| spot.point()).collect();
                let (first, last) = (points.first()?, points.last()?);
                let length: f64 = points
                    .windows(2)
                    .map(|ends| if let [from, to] = *ends { from.distance(to) } else { 0.0 })
                    .sum();
                let gap = first.distance(*last);
                let width = f64::from(self.width_px);
                let is_closed = gap <= (length * GAP_SHARE).max(width * GAP_WIDTHS)
                    // A dab is no outline.
                    && length > width * 4.0;
                (is_closed && points.len() > 2).then_some(points)
            }
            Shape::Arrow(..) | Shape::Line(..) | Shape::Note { .. } => None,
        }
    }
}

impl Markup {
    /// The areas of all closed shapes.
    pub fn areas(&self) -> Vec<Vec<Point>> {
        self.marks.iter().filter_map(Mark::area).collect()
    }
}
