//! Lays a result over the original through the mask, and counts the truth of what changed.

use serde::{Deserialize, Serialize};

use super::coverage::{self, crop_plane};
use super::frame::Frame;
use super::placing::Placing;
use super::sample::Sampler;
use super::seam::SeamColour;
use crate::core::geometry::{Rect, Size};
use crate::core::picture::{Picture, SizeError};
use crate::core::resample::resample;

/// How the seam is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectSettings {
    /// How far the mask is grown, in pixels, 0 to 64.
    pub grow_px: u32,
    /// The width over which the mask's rim fades inwards, in pixels, 0 to 128.
    pub feather_px: u32,
    /// The result's colours are matched to the original's at the rim.
    pub match_colour: bool,
}

impl Default for ProtectSettings {
    fn default() -> Self {
        Self { grow_px: 0, feather_px: 0, match_colour: true }
    }
}

/// Pixels that differ from the original's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChangeCount {
    /// How many pixels.
    pub pixels: u64,
    /// The largest difference of a channel, in levels.
    pub largest: u8,
}

/// How a protected picture was made, and what it changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectFacts {
    /// How the seam was made.
    pub settings: ProtectSettings,
    /// How the result lies on the original.
    pub frame: Frame,
    /// Root mean square of what differs outside the mask after the alignment, in grey levels.
    pub residual_levels: f64,
    /// Outside the mask, the result as it came, brought to the original's frame.
    pub raw: ChangeCount,
    /// Outside the mask, the protected picture.
    pub protected: ChangeCount,
    /// Masked pixels that the result does not show: the original's stay there.
    pub missing_px: u64,
    /// The result was not found to lie there: it was scaled until it fills the original.
    #[serde(default)]
    pub is_scaled: bool,
}

/// Why a result cannot be protected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ProtectError {
    /// The result cannot be laid over the original.
    #[error("outside the mask, the result does not show the same picture as the original")]
    NotAlignable,
    /// The mask is not of the original's size.
    #[error("the mask has {bytes} pixels, the picture is {size} px")]
    Mask {
        /// Pixels of the mask.
        bytes: usize,
        /// The original's size.
        size: Size,
    },
    /// A size out of limits.
    #[error(transparent)]
    Size(#[from] SizeError),
}

/// A protected picture of the original's size, and what is known of it.
#[derive(Debug)]
pub struct Protected {
    /// The picture.
    pub picture: Picture,
    /// The facts.
    pub facts: ProtectFacts,
}

/// Lays `result` over `original` where `mask` (1 byte per pixel, 0 keep, 255 edit) says so.
///
/// Coverage 0 keeps the original's bytes; coverage 255 gives the result's, colour-matched if asked for.
pub fn protect(
    original: Picture,
    mask: &[u8],
    result: Picture,
    settings: ProtectSettings,
) -> Result<Protected, ProtectError> {
    protect_as(original, mask, result, settings, Placing::Find)
}

/// As [`protect`], of a part of the original: `result` shows only that.
pub fn protect_region(
    mut original: Picture,
    mask: &[u8],
    result: Picture,
    rect: Rect,
    settings: ProtectSettings,
    placing: Placing,
) -> Result<Protected, ProtectError> {
    let size = original.size();
    check_mask(mask, size)?;
    let part = original.cropped(rect)?;
    let made = protect_as(part, &crop_plane(mask, size, rect), result, settings, placing)?;
    original.paste(&made.picture, rect.left, rect.top);
    Ok(Protected { picture: original, facts: made.facts })
}

fn check_mask(mask: &[u8], size: Size) -> Result<(), ProtectError> {
    if mask.len() as u64 == size.area() {
        Ok(())
    } else {
        Err(ProtectError::Mask { bytes: mask.len(), size })
    }
}

/// As [`protect`], with the result placed as `placing` says.
pub fn protect_as(
    original: Picture,
    mask: &[u8],
    result: Picture,
    settings: ProtectSettings,
    placing: Placing,
) -> Result<Protected, ProtectError> {
    let size = original.size();
    check_mask(mask, size)?;
    let found = placing.place(&original, mask, &result).ok_or(ProtectError::NotAlignable)?;
    let (result, frame) = brought_near(result, found.frame, size)?;
    let adjusted;
    let effective = if settings.grow_px > 0 || settings.feather_px > 0 {
        adjusted = coverage::adjusted(mask, size, settings.grow_px as f32, settings.feather_px as f32);
        &adjusted
    } else {
        mask
    };
    let sampler = Sampler::new(&result);
    let bounds = coverage::bounds(effective, size);
    let colour = if settings.match_colour && !bounds.is_empty() {
        SeamColour::fit(&original, effective, bounds, &sampler, frame)
    } else {
        None
    };
    let composer = Composer { sampler, frame, colour, bounds };
    let mut original = original;
    let mut facts = ProtectFacts {
        settings,
        frame: found.frame,
        residual_levels: found.residual_levels,
        raw: ChangeCount::default(),
        protected: ChangeCount::default(),
        missing_px: 0,
        is_scaled: found.is_scaled,
    };
    let width = size.width.max(1) as usize;
    let mut before = Vec::with_capacity(width);
    let rows = original.rgba_mut().chunks_exact_mut(width * 4);
    let covers = effective.chunks_exact(width).zip(mask.chunks_exact(width));
    for (y, (row, (cover, own))) in rows.zip(covers).enumerate() {
        let row = row.as_chunks_mut::<4>().0;
        before.clear();
        before.extend_from_slice(row);
        composer.row(y as u32, row, cover, own, &mut facts);
        for ((after, before), own) in row.iter().zip(&before).zip(own) {
            if *own == 0 {
                count(&mut facts.protected, *before, *after);
            }
        }
    }
    Ok(Protected { picture: original, facts })
}

/// A result larger than the original is averaged down first: sampling it would leave pixels out.
pub fn brought_near(result: Picture, frame: Frame, size: Size) -> Result<(Picture, Frame), SizeError> {
    let from = result.size();
    if frame.scale_x <= 1.05 && frame.scale_y <= 1.05 {
        return Ok((result, frame));
    }
    let side = |side: u32, scale: f64| ((f64::from(side) / scale.max(1.0)).round() as u32).max(1);
    let to = Size::new(side(from.width, frame.scale_x), side(from.height, frame.scale_y));
    let small = resample(&result, to)?;
    let (x, y) = (f64::from(to.width) / f64::from(from.width), f64::from(to.height) / f64::from(from.height));
    let frame = Frame {
        scale_x: frame.scale_x * x,
        scale_y: frame.scale_y * y,
        offset_x: frame.offset_x * x,
        offset_y: frame.offset_y * y,
    };
    let frame = if frame.distance(Frame::IDENTITY, size) < 1e-6 { Frame::IDENTITY } else { frame };
    Ok((small, frame))
}

fn count(changes: &mut ChangeCount, before: [u8; 4], after: [u8; 4]) {
    if before != after {
        changes.pixels += 1;
        for (one, other) in before.into_iter().zip(after) {
            changes.largest = changes.largest.max(one.abs_diff(other));
        }
    }
}

struct Composer<'a> {
    sampler: Sampler<'a>,
    frame: Frame,
    colour: Option<SeamColour>,
    bounds: Rect,
}

impl Composer<'_> {
    /// Composes a row in place, and counts what the raw result changed outside the person's own mask.
    fn row(&self, y: u32, row: &mut [[u8; 4]], cover: &[u8], own: &[u8], facts: &mut ProtectFacts) {
        let is_copied = self.frame == Frame::IDENTITY;
        let is_in_reach = y >= self.bounds.top && y < self.bounds.bottom;
        for (x, ((pixel, cover), own)) in row.iter_mut().zip(cover).zip(own).enumerate() {
            let (rx, ry) = self.frame.result_from_original(x as f64 + 0.5, f64::from(y) + 0.5);
            if !self.sampler.holds(rx, ry) {
                facts.missing_px += u64::from(*cover > 0);
                continue;
            }
            if *own == 0 {
                count(&mut facts.raw, *pixel, self.sampler.nearest(rx, ry));
            }
            if *cover == 0 || !is_in_reach {
                continue;
            }
            let sampled = if is_copied {
                self.sampler.nearest(rx, ry).map(f32::from)
            } else {
                self.sampler.cubic(rx, ry)
            };
            let shift = self.colour.as_ref().map_or([0.0; 3], |colour| colour.at(x as u32, y));
            *pixel = blended(*pixel, sampled, shift, *cover);
        }
    }
}

/// The result over the original by coverage, colours weighted by their alpha.
pub(super) fn blended(below: [u8; 4], above: [f32; 4], shift: [f32; 3], cover: u8) -> [u8; 4] {
    let share = f32::from(cover) / 255.0;
    let [_, _, _, below_alpha] = below.map(f32::from);
    let [_, _, _, above_alpha] = above;
    let alpha = below_alpha * (1.0 - share) + above_alpha * share;
    let mut out = [0_u8; 4];
    for (index, value) in out.iter_mut().enumerate() {
        let one = f32::from(below.get(index).copied().unwrap_or(0));
        let two = above.get(index).copied().unwrap_or(0.0) + shift.get(index).copied().unwrap_or(0.0);
        let mixed = if index == 3 {
            alpha
        } else if alpha > 0.0 {
            (one * below_alpha * (1.0 - share) + two.clamp(0.0, 255.0) * above_alpha * share) / alpha
        } else {
            two
        };
        *value = mixed.round().clamp(0.0, 255.0) as u8;
    }
    out
}
