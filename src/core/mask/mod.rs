//! The mask: a coverage plane over the base picture, painted by brushes and shapes, undoable in every step.
//!
//! [`Mask`] is the only writer of its plane: each change goes through the journal ([`history`]), updates the
//! reduced copies ([`mips`]) under the dirty rectangle, and keeps the count of covered pixels exact.
//! Nothing here knows a canvas: [`view`] renders to bytes. Masks as files are `core::mask_file`'s.
//!
//! This folder is a crate of its own, since it alone is built for speed: everything that is done for each move
//! of a pointer lives here and nothing else, for its size counts in the page's first load. The page names it
//! `core::mask`.

pub mod brush;
pub mod capsule;
pub mod colour;
pub mod feather;
pub mod flood;
#[path = "../geometry.rs"]
pub mod geometry;
pub mod history;
mod journaled;
mod lanes;
pub mod mips;
pub mod morphology;
pub mod plane;
mod rows;
mod runs;
pub mod shapes;
mod sweep;
mod tile;
pub mod view;
mod words;

#[cfg(test)]
mod tests;

pub use journaled::{Mask, Sweep};
pub use plane::Plane;
pub use rows::MaskError;

/// What a tool does to the coverage under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrokeMode {
    /// The greater of both: overlaps never build up.
    Paint,
    /// The lesser of what is there and what the tool leaves.
    Erase,
}

impl StrokeMode {
    /// The coverage after a tool that covers `amount` of the pixel passed over `before`.
    pub const fn compose(self, before: u8, amount: u8) -> u8 {
        match self {
            Self::Paint => {
                if amount > before {
                    amount
                } else {
                    before
                }
            }
            Self::Erase => {
                let left = 255 - amount;
                if left < before { left } else { before }
            }
        }
    }

    /// What is left where a tool covers all of a pixel.
    const fn full(self) -> u8 {
        match self {
            Self::Paint => 255,
            Self::Erase => 0,
        }
    }
}
