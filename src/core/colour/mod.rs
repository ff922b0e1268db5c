//! How a picture's stored values are meant, and how they become sRGB and back.
//!
//! A picture keeps the values of its file. What a file says of them is its [`ColourTags`]; a [`Space`] is what follows
//! from those, and a [`Conversion`] leads from one space into another. Reading profiles and curves is `moxcms`'
//! business; the loop over the pixels is ours, since it is one matrix between two tables.
//!
//! Not here: profiles by tables in three dimensions (printers, CMYK) and HDR. Those are [`Unmanaged`]: the browser
//! converts them, once, and what it gives is sRGB.

mod conversion;
mod reading;
mod space;
mod tags;
#[cfg(test)]
mod tests;

pub use conversion::Conversion;
pub use space::{Space, Unmanaged};
pub use tags::{Cicp, Colour, ColourTags, Samples};
