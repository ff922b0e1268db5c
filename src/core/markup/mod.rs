//! Markup: what a person draws over the base picture to show a model where and what: lines, arrows, shapes and
//! numbered notes, as vectors in pixels of the picture.
//!
//! Everything that is drawn is lines of some thickness ([`strokes`]): the stage shows them as SVG paths, [`raster`]
//! makes pixels of the same lines for what is sent, and [`hit`] finds what lies under a point. Notes' texts are drawn
//! by the browser, which has the letters.

pub mod closed;
mod digits;
mod evened;
pub mod hit;
mod mark;
mod png;
pub mod raster;
mod record;
mod simplify;
pub mod sketch;
pub mod strokes;
#[cfg(test)]
mod tests;

pub use evened::evened;
pub use mark::{Colour, MAX_MARKS, MAX_NOTE_CHARS, MAX_SPOTS, MAX_WIDTH_PX, Mark, Markup, Shape, Spot};
pub use record::MarkupError;
pub use simplify::simplified;
