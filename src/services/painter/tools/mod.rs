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

use std::cell::Cell;

use leptos::prelude::*;

use super::state::PainterState;
pub use super::tool::{Role, Setting, Tool};
use crate::state::Layer;

/// All tools, in the order of the toolbar: groups with their names.
pub static GROUPS: [(&str, &[&Tool]); 4] = [
    ("Paint", &[&brush::BRUSH, &eraser::ERASER]),
    ("Objects", &[&select_object::SELECT_OBJECT, &magnetic_lasso::MAGNETIC_LASSO]),
    ("Shapes", &[&rectangle::RECTANGLE, &ellipse::ELLIPSE, &lasso::LASSO, &polygon::POLYGON]),
    ("Colours", &[&fill::FILL, &select_colour::SELECT_COLOUR]),
];

/// All tools, without their groups.
pub fn all() -> impl Iterator<Item = &'static Tool> {
    GROUPS.into_iter().flat_map(|(_, tools)| tools.iter().copied())
}

/// The tool of a name; the brush for others.
pub fn named(name: &str) -> &'static Tool {
    all().find(|tool| tool.name == name).unwrap_or(&brush::BRUSH)
}

/// The tool that a key selects. X swaps brush and eraser.
pub fn of_key(key: &str, in_hand: &str) -> Option<&'static Tool> {
    if key == "x" {
        return Some(if in_hand == eraser::ERASER.name { &brush::BRUSH } else { &eraser::ERASER });
    }
    all().find(|tool| tool.key.eq_ignore_ascii_case(key))
}

/// Does nothing: in hand until the tools of a part of the page are there.
static IDLE: Tool = Tool::PLAIN;

thread_local! {
    static MARKUP: Cell<&'static [&'static Tool]> = const { Cell::new(&[]) };
}

/// The markup's tools are there from now on.
pub(crate) fn install_markup(tools: &'static [&'static Tool]) {
    MARKUP.set(tools);
}

impl PainterState {
    /// The tool in hand.
    pub(crate) fn tool(&self) -> &'static Tool {
        match self.stage.layer.get_untracked() {
            Layer::Mask => named(self.stage.tool.get_untracked()),
            Layer::Markup => {
                let name = self.stage.markup_tool.get_untracked();
                MARKUP.get().iter().find(|tool| tool.name == name).unwrap_or(&&IDLE)
            }
        }
    }
}
