//! The markup's tools: a file each, and the list of them, from which toolbar, keys and hints are drawn.

mod erase;
mod note;
mod pen;
pub mod pick;
mod span;

pub use crate::services::painter::tools::Tool;

/// All of them, in the order of the toolbar.
pub static TOOLS: [&Tool; 8] = [
    &pick::PICK,
    &pen::PEN,
    &span::ARROW,
    &span::LINE,
    &span::CIRCLE,
    &span::BOX,
    &note::NOTE,
    &erase::ERASE,
];
