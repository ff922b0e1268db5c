//! Lasso: marks what is drawn round.

use super::shape::{corner_at_cross, drag, polygon_outline};
use crate::services::painter::tool::Tool;

pub(super) static LASSO: Tool = Tool {
    name: "Lasso",
    key: "L",
    icon: "M5.500 12.500C1.500 10 2.500 5 8 4s9 3 7 6.500-8 3.500-9.500 2-.5-2.500.5-1.500 0 3-1.500 4",
    hint: "Draw around an area. Hold Alt to subtract.",
    press: |painter, press| drag(painter, press, polygon_outline, |points| points),
    press_at_cross: Some(corner_at_cross),
    ..Tool::PLAIN
};
