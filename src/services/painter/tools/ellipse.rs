//! Ellipse: marks the ellipse in what a drag spans.

use super::shape::{drag, span_at_cross, spanned};
use crate::core::geometry::{Point, View};
use crate::core::mask::shapes;
use crate::services::painter::tool::Tool;

pub(super) static ELLIPSE: Tool = Tool {
    name: "Ellipse",
    key: "O",
    icon: "M9 4c3.600 0 6.500 2.200 6.500 5s-2.900 5-6.500 5-6.500-2.200-6.500-5S5.400 4 9 4z",
    hint: "Drag to select. Hold Alt to subtract.",
    press: |painter, press| drag(painter, press, outline, |points| spanned(&points, shapes::ellipse)),
    press_at_cross: Some(|painter, point, mode| span_at_cross(painter, point, mode, shapes::ellipse)),
    outline,
    ..Tool::PLAIN
};

/// As two arcs: its corners are many.
fn outline(points: &[Point], view: View) -> String {
    let Some((first, last)) = points.first().zip(points.last()) else {
        return String::new();
    };
    let (one, other) = (view.canvas_from_image(*first), view.canvas_from_image(*last));
    let (left, right, middle) =
        (one.x.min(other.x) as i32, one.x.max(other.x) as i32, f64::midpoint(one.y, other.y) as i32);
    let (wide, high) = ((right - left) / 2, ((other.y - one.y).abs() / 2.0) as i32);
    format!("M{left} {middle}A{wide} {high} 0 1 0 {right} {middle}A{wide} {high} 0 1 0 {left} {middle}Z")
}
