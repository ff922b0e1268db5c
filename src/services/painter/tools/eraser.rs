//! Eraser: subtracts along the pointer's way.

use super::brush::{SETTINGS, begin};
use crate::core::mask::StrokeMode;
use crate::services::painter::tool::Tool;

pub(super) static ERASER: Tool = Tool {
    name: "Eraser",
    key: "E",
    icon: "M7.500 15H15M3.600 10.400l6-6 4.400 4.400L8 15H6L3.600 12.600a1.500 1.500 0 0 1 0-2.200z",
    settings: &SETTINGS,
    has_ring: true,
    press: |painter, press| begin(painter, press, StrokeMode::Erase),
    ..Tool::PLAIN
};
