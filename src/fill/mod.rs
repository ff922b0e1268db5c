//! Local fill: completes the masked region of a picture from the rest of it. Pure compute.
//!
//! A multi-scale patch completion: match and vote as Wexler, Shechtman and Irani (2007) describe it, searched
//! with the randomised correspondence of Barnes et al. (PatchMatch, 2009), with the texture term in a fourth
//! channel after Newson et al. (IPOL 2017.189). All arithmetic that decides is on integers, so a seed gives
//! the same bytes on every machine.
//!
//! [`fill`] keeps the picture's size, [`fill_to_frame`] gives another. Holes far apart are separate problems
//! ([`region`]); each is solved coarse to fine ([`solve`]).

pub mod frame;
mod membrane;
mod nnf;
pub mod protocol;
mod pyramid;
mod random;
mod region;
mod solve;
mod vote;

pub use frame::{fill_to_frame, frame_for};

use crate::core::geometry::Size;
use crate::core::picture::Picture;

/// What to fill.
#[derive(Clone, Copy, Debug)]
pub struct FillInput<'a> {
    /// The picture to complete.
    pub picture: &'a Picture,
    /// Coverage of the picture's size, row-major, 1 byte per pixel: 0 = keep, 255 = fill, between = blend.
    pub coverage: &'a [u8],
    /// Other pictures that may give patches; up to 8 megapixels in all are used.
    pub references: &'a [Picture],
    /// The same seed gives the same bytes.
    pub seed: u32,
    /// 0 to 3: results that a person would call different. See [`Variant`].
    pub variant: u8,
}

/// How a variant looks for its patches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The best there is.
    Best,
    /// Mirrored patches may be used, too.
    Mirrored,
    /// From a less deep pyramid: more of the small structure, less of the large.
    Shallow,
    /// Only from one half of the surroundings.
    Half,
}

impl Variant {
    const fn of(number: u8) -> Self {
        match number {
            0 => Self::Best,
            1 => Self::Mirrored,
            2 => Self::Shallow,
            _ => Self::Half,
        }
    }
}

/// Why nothing was filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FillError {
    /// The mask is empty.
    #[error("the mask is empty: there is nothing to fill")]
    EmptyMask,
    /// The mask and the picture differ in size.
    #[error("the mask has {bytes} bytes, the picture is {}x{} px", .size.width, .size.height)]
    MaskSize {
        /// Bytes of coverage.
        bytes: usize,
        /// The picture's size.
        size: Size,
    },
    /// Nothing is left to fill from.
    #[error("the mask leaves nothing to fill from")]
    NoSource,
    /// The frame asked for is no picture's.
    #[error("a frame of {}x{} px is not possible", .0.width, .0.height)]
    Frame(Size),
}

/// Completes the masked region. Pixels at coverage 0 are byte-identical in the result; between 0 and 255 the
/// fill is blended over the picture. Filled pixels are opaque in proportion to their coverage.
///
/// `progress` is called with the share of the work done, 0.0 to 1.0, never falling.
///
/// # Errors
/// [`FillError`]; the input is not changed.
pub fn fill(input: &FillInput<'_>, progress: &mut dyn FnMut(f32)) -> Result<Picture, FillError> {
    let size = input.picture.size();
    if input.coverage.len() as u64 != size.area() {
        return Err(FillError::MaskSize {
            bytes: input.coverage.len(),
            size,
        });
    }
    let holes = region::find(input.coverage, size);
    if holes.is_empty() {
        return Err(FillError::EmptyMask);
    }
    let mut filled = input.picture.clone();
    let weights: Vec<f32> = holes.iter().map(|hole| hole.covered_px as f32).collect();
    let total: f32 = weights.iter().sum();
    let mut done = 0.0;
    for (hole, weight) in holes.iter().zip(weights) {
        let mut told = |share: f32| progress(((done + share * weight) / total).min(1.0));
        solve::complete(&mut filled, input, hole, &mut told)?;
        done += weight;
    }
    blend(&mut filled, input);
    progress(1.0);
    Ok(filled)
}

/// Lays the fill over the original by coverage; coverage 0 takes the original's bytes.
fn blend(filled: &mut Picture, input: &FillInput<'_>) {
    let pixels = filled
        .rgba_mut()
        .chunks_exact_mut(4)
        .zip(input.picture.rgba().chunks_exact(4));
    for ((new, old), &coverage) in pixels.zip(input.coverage) {
        match coverage {
            0 => new.copy_from_slice(old),
            255 => (),
            _ => {
                let amount = u32::from(coverage);
                for (new, &old) in new.iter_mut().zip(old) {
                    *new = ((u32::from(*new) * amount + u32::from(old) * (255 - amount) + 127) / 255) as u8;
                }
            }
        }
    }
}
