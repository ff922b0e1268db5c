//! Rectangle: marks what a drag spans.

use super::shape::{drag, polygon_outline, span_at_cross, spanned};
use crate::core::mask::shapes;
use crate::services::painter::tool::Tool;

pub(super) static RECTANGLE: Tool = Tool {
    name: "Rectangle",
    key: "M",
    icon: "M3 6V4h2M8 4h2M13 4h2v2M15 8v2M15 12v2h-2M10 14H8M5 14H3v-2M3 10V8",
    hint: "Drag to select. Hold Alt to subtract.",
    press: |painter, press| {
        drag(painter, press, RECTANGLE.outline, |points| spanned(&points, shapes::rectangle))
    },
    press_at_cross: Some(|painter, point, mode| span_at_cross(painter, point, mode, shapes::rectangle)),
    outline: |points, view| polygon_outline(&spanned(points, shapes::rectangle), view),
    ..Tool::PLAIN
};
