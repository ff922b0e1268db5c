//! PNG by our own code, where every byte counts: a canvas gives different pixels in different browsers, and none that
//! are transparent, of 16 bits, or not sRGB.
//!
//! A [`Picture`] has 8 bits a sample. What a file has beyond that is not lost: where a picture is still what its
//! original of 16 bits rounds to, [`encode_into`] writes the original's samples.

use serde::{Deserialize, Serialize};

use super::colour::Colour;
use super::picture::{Picture, SizeError};

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{check_rows, colour_of, decode, is_plain};
pub use write::{Coding, encode, encode_into};

/// A decoded PNG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The stored values; 16-bit samples are rounded.
    pub picture: Picture,
    /// How they are meant and stored.
    pub colour: Colour,
}

/// A PNG that cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PngError {
    /// Over the limits, before anything is allocated.
    #[error(transparent)]
    Size(#[from] SizeError),
    /// Damaged.
    #[error("the PNG is damaged: {0}")]
    Damaged(String),
    /// Not written.
    #[error("the PNG cannot be written: {0}")]
    Write(String),
    /// A PNG, but not of grey without alpha, as a mask is.
    #[error("the PNG is not grey")]
    NotGrey,
}
