//! Outlines of shapes that are being drawn, as SVG paths in CSS pixels of the stage.

use crate::core::geometry::{Point, View};
use crate::state::PaintTool;

/// Of a drag from the first of the points to the last, in picture pixels.
pub(crate) fn of_drag(tool: PaintTool, points: &[Point], view: View) -> String {
    let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
        return String::new();
    };
    match tool {
        PaintTool::Rectangle => {
            let corners = [first, Point::new(last.x, first.y), last, Point::new(first.x, last.y)];
            of_corners(&corners, view)
        }
        PaintTool::Ellipse => {
            let (one, other) = (view.canvas_from_image(first), view.canvas_from_image(last));
            let (left, right, middle) =
                (one.x.min(other.x) as i32, one.x.max(other.x) as i32, f64::midpoint(one.y, other.y) as i32);
            let (wide, high) = ((right - left) / 2, ((other.y - one.y).abs() / 2.0) as i32);
            format!(
                "M{left} {middle}A{wide} {high} 0 1 0 {right} {middle}A{wide} {high} 0 1 0 {left} {middle}Z"
            )
        }
        _ => of_corners(points, view),
    }
}

/// Of a shape by its corners, in picture pixels.
pub(crate) fn of_corners(corners: &[Point], view: View) -> String {
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
