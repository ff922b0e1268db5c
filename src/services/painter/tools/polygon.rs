//! Polygon: marks a shape by its corners, which are clicked one after the other.

use super::shape::corner_at_cross;
use crate::core::geometry::Point;
use crate::core::mask::StrokeMode;
use crate::services::painter::state::{Command, PainterState};
use crate::services::painter::tool::Tool;

/// How near to the first corner a click closes the polygon, in CSS pixels.
const CLOSING_DISTANCE: f64 = 10.0;

pub(super) static POLYGON: Tool = Tool {
    name: "Polygon",
    key: "P",
    icon: "M4 13 3 6l6-3 6 5-4 7zM4 13l7 2",
    hint: "Click corners, then Enter. Hold Alt to subtract.",
    is_clicked: true,
    press: |painter, press| {
        painter.add_corner(painter.view.image_from_canvas(press.sample.point_in_canvas), press.mode())
    },
    press_at_cross: Some(corner_at_cross),
    ..Tool::PLAIN
};

impl PainterState {
    /// Sets a corner; near the first one, closes the polygon.
    pub(super) fn add_corner(&mut self, point: Point, mode: StrokeMode) -> Option<Command> {
        let canvas = |point| self.view.canvas_from_image(point);
        let is_near = |corner: &Point| canvas(*corner).distance(canvas(point)) < CLOSING_DISTANCE;
        if self.corners.len() > 2 && self.corners.first().is_some_and(is_near) {
            return self.close_corners();
        }
        if self.corners.last().is_none_or(|last| last.distance(point) > 0.0) {
            self.corners.push(point);
        }
        self.corners_mode = mode;
        self.show_corners(None);
        None
    }
}
