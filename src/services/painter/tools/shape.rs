//! What tools that draw shapes have in common: the drag, corners set by the keyboard, outlines as SVG paths in CSS
//! pixels of the stage.

use crate::browser::pointer::Sample;
use crate::core::geometry::{Point, View};
use crate::core::mask::{StrokeMode, Sweep};
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};

/// A shape while it is dragged.
struct Shape {
    mode: StrokeMode,
    /// Where the pointer was, in picture pixels.
    points: Vec<Point>,
    outline: fn(&[Point], View) -> String,
    corners_of: fn(Vec<Point>) -> Vec<Point>,
}

impl Drag for Shape {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        self.points.push(painter.view.image_from_canvas(sample.point_in_canvas));
        painter.show_outline(&(self.outline)(&self.points, painter.view));
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        painter.show_outline("");
        painter.sweep(Sweep::Polygon((self.corners_of)(self.points), self.mode));
        None
    }
}

/// Begins a shape, with its outline and its corners by where the pointer was.
pub(super) fn drag(
    painter: &mut PainterState,
    press: Press,
    outline: fn(&[Point], View) -> String,
    corners_of: fn(Vec<Point>) -> Vec<Point>,
) -> Option<Command> {
    let points = vec![painter.view.image_from_canvas(press.sample.point_in_canvas)];
    let shape = Shape { mode: press.mode(), points, outline, corners_of };
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(shape) };
    None
}

/// Sets a corner with the keyboard; the second one ends the shape that they span.
pub(super) fn span_at_cross(
    painter: &mut PainterState,
    point: Point,
    mode: StrokeMode,
    span: fn(Point, Point) -> Vec<Point>,
) -> Option<Command> {
    match painter.corners.pop() {
        None => painter.corners.push(point),
        Some(first) => {
            // From a pixel's outer edge to the other one's, whichever way the corners lie.
            let outer = |one: f64, other: f64| if one <= other { one - 0.5 } else { one + 0.5 };
            let one = Point::new(outer(first.x, point.x), outer(first.y, point.y));
            let other = Point::new(point.x + (first.x - one.x), point.y + (first.y - one.y));
            painter.sweep(Sweep::Polygon(span(one, other), mode));
        }
    }
    painter.show_corners(None);
    None
}

/// Sets a corner of a polygon with the keyboard; the same once more closes it.
pub(super) fn corner_at_cross(painter: &mut PainterState, point: Point, mode: StrokeMode) -> Option<Command> {
    if painter.corners.last() == Some(&point) {
        painter.close_corners()
    } else {
        painter.add_corner(point, mode)
    }
}

/// Of a shape by its corners, in picture pixels.
pub(crate) fn polygon_outline(corners: &[Point], view: View) -> String {
    let mut path = String::new();
    for corner in corners {
        let point = view.canvas_from_image(*corner);
        path.push(if path.is_empty() { 'M' } else { 'L' });
        path.push_str(&(point.x as i32).to_string());
        path.push(' ');
        path.push_str(&(point.y as i32).to_string());
    }
    if corners.len() > 2 {
        path.push('Z');
    }
    path
}

/// The corners of what the first and the last of some points span.
pub(super) fn spanned(points: &[Point], span: fn(Point, Point) -> Vec<Point>) -> Vec<Point> {
    points.first().zip(points.last()).map_or_else(Vec::new, |(first, last)| span(*first, *last))
}
