//! Finds how a result's frame lies on the original's: scale and translation, to a fraction of a pixel.
//!
//! Guesses are what providers do (stretch, pad, crop); each is searched coarsely by correlation and refined
//! by Gauss-Newton steps from coarse to fine, on the unmasked part only (Lucas and Kanade, "An Iterative
//! Image Registration Technique", 1981; brightness and contrast are solved for along with the motion, after
//! Bartoli, "Groupwise Geometric and Photometric Direct Image Registration", 2008). What the model changed
//! although it was not masked weighs little (Huber).

use super::frame::Frame;
use super::level::{FINE_PX, Level, Registration};
use crate::core::geometry::Size;
use crate::core::picture::Picture;

/// Correlation of details from which on the two are of the same picture. Unrelated photographs stay under
/// 0.3, redrawn ones are over 0.6.
const LEAST_CORRELATION: f64 = 0.42;
/// Standard deviation of details, in grey levels, below which there is nothing to register by.
const LEAST_DETAIL: f64 = 0.6;

/// Finds the frame; `None` when the two are not of the same picture.
///
/// `coverage` is row-major, 1 byte per pixel of the original; what is over 0 is left out of the comparison.
pub fn register(original: &Picture, coverage: &[u8], result: &Picture) -> Option<Registration> {
    let (from, to) = (original.size(), result.size());
    let fine = from.fit_within(Size::new(FINE_PX, FINE_PX));
    let whole = Level::new(original, coverage, fine);
    let stretched = Frame::stretched(from, to);
    let is_same_aspect = (stretched.scale_x / stretched.scale_y - 1.0).abs() < 0.02;
    if whole.detail() < LEAST_DETAIL {
        // Nothing to go by: the same aspect is the same frame, anything else is unknown.
        return is_same_aspect.then(|| Registration {
            frame: stretched,
            correlation: 1.0,
            residual_levels: whole.residual(result, stretched, from),
        });
    }
    let (narrow, wide) = (stretched.scale_x.min(stretched.scale_y), stretched.scale_x.max(stretched.scale_y));
    let mut guesses = vec![stretched];
    if !is_same_aspect {
        guesses.push(Frame::centred(from, to, narrow));
        guesses.push(Frame::centred(from, to, wide));
    }
    if !(0.98..1.02).contains(&narrow) && !(0.98..1.02).contains(&wide) && to.width < from.width {
        guesses.push(Frame::centred(from, to, 1.0));
    }
    let best = guesses
        .into_iter()
        .map(|guess| whole.refine(result, guess, from))
        .max_by(|one, other| one.correlation.total_cmp(&other.correlation))?;
    if best.correlation < LEAST_CORRELATION {
        return None;
    }
    // A guess that is met to a tenth of a pixel is what was done: pixels are then copied, not sampled.
    let frame = if best.frame.distance(stretched, from) < 0.1 { stretched } else { best.frame };
    Some(Registration { frame, ..best })
}

/// How much a result differs from its original outside the mask when it lies so, as
/// [`Registration::residual_levels`], brightness and contrast as they are.
pub fn residual_levels(original: &Picture, coverage: &[u8], result: &Picture, frame: Frame) -> f64 {
    let from = original.size();
    let fine = from.fit_within(Size::new(FINE_PX, FINE_PX));
    Level::new(original, coverage, fine).residual(result, frame, from)
}
