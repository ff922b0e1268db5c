//! Protect: a model's answer laid over the original through the mask, at the original's resolution.
//!
//! A model redraws the whole picture, often at another size, cropped, and in slightly other colours.
//! [`register`] finds how its frame lies on the original's, [`seam`] how its colours differ near the mask's
//! rim, and [`compose`] lays it over: where coverage is 0 the original's bytes stay.

pub mod compose;
pub mod coverage;
pub mod frame;
mod grid;
mod level;
#[cfg(test)]
mod part_tests;
pub mod placing;
mod plane;
pub mod preview;
pub mod register;
pub mod sample;
pub mod seam;
#[cfg(test)]
mod tests;

pub use compose::{
    ChangeCount, ProtectError, ProtectFacts, ProtectSettings, brought_near, protect, protect_as,
    protect_region,
};
pub use coverage::crop_plane;
pub use frame::Frame;
pub use placing::{Known, Placing, frame_of};
pub use preview::Part;
