//! The painter's tools: one file each, and the list of them. Toolbar, options bar, keys and help are drawn from the
//! list; a new tool is a file and a line in it.

mod brush;
mod ellipse;
mod eraser;
mod fill;
mod lasso;
mod magnetic_lasso;
mod polygon;
mod rectangle;
mod select_colour;
mod select_object;
pub(super) mod shape;

use leptos::prelude::*;

use super::state::PainterState;
pub use super::tool::{Role, Setting, Tool};

/// All tools, in the order of the toolbar.
pub static TOOLS: [&Tool; 10] = [
    &brush::BRUSH,
    &eraser::ERASER,
    &select_object::SELECT_OBJECT,
    &rectangle::RECTANGLE,
    &ellipse::ELLIPSE,
    &lasso::LASSO,
    &magnetic_lasso::MAGNETIC_LASSO,
    &polygon::POLYGON,
    &fill::FILL,
    &select_colour::SELECT_COLOUR,
];

/// The tool of a name; the brush for others.
pub fn named(name: &str) -> &'static Tool {
    TOOLS.into_iter().find(|tool| tool.name == name).unwrap_or(&brush::BRUSH)
}

/// The tool that a key selects. X swaps brush and eraser.
pub fn of_key(key: &str, in_hand: &str) -> Option<&'static Tool> {
    if key == "x" {
        return Some(if in_hand == eraser::ERASER.name { &brush::BRUSH } else { &eraser::ERASER });
    }
    TOOLS.into_iter().find(|tool| tool.key.eq_ignore_ascii_case(key))
}

impl PainterState {
    /// The tool in hand.
    pub(crate) fn tool(&self) -> &'static Tool {
        named(self.stage.tool.get_untracked())
    }
}
