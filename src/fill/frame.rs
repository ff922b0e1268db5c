//! Brings a fill into a frame of another size: shrinks before, enlarges after, or paints the new margin.
//!
//! Work is done at the smaller of the two sizes. A frame of another shape is filled outwards: the picture lies
//! in its middle and the margin is part of the hole. Kept pixels are resampled only when the frame's scale
//! asks for it.

use super::components::{Component, components};
use super::holes::{changes_beside, fill};
use super::input::{FillError, FillInput, MAX_AREA_PX};
use super::memory;
use super::plane::Window;
use super::progress::Watch;
use crate::core::geometry::Size;
use crate::core::model::FrameSize;
use crate::core::picture::{Picture, check_size};
use crate::core::resample::{resample, resample_plane};

/// Longest side of a frame made from a preset, in pixels.
pub const MAX_FRAME_SIDE_PX: u32 = 8192;

/// Bytes of a pixel.
const RGBA_BYTES: u64 = 4;

/// The frame in pixels that a choice means for a base picture.
///
/// `Auto` is the base's own size. A preset is the smallest frame of its aspect that holds the base as it is;
/// where that would pass [`MAX_FRAME_SIDE_PX`], the largest that does not. A custom size is itself.
pub fn frame_for(choice: FrameSize, base: Size) -> Size {
    if let FrameSize::Custom { width, height } = choice {
        return Size::new(width, height);
    }
    let Some((across, down)) = choice.aspect() else {
        return base;
    };
    let needed = base.width.div_ceil(across).max(base.height.div_ceil(down));
    let most = (MAX_FRAME_SIDE_PX / across).min(MAX_FRAME_SIDE_PX / down);
    let unit = needed.min(most).max(1);
    Size::new(across * unit, down * unit)
}

/// Completes the masked region and brings the result to `frame` pixels.
///
/// At the picture's own size this is [`fill`]. A smaller frame of the same shape is filled after shrinking, a
/// larger one before enlarging. Into any other shape the picture is fitted whole and centred, and the
/// margin is completed with the masked region; when the frame is at least as large on both sides, nothing is
/// resampled and the unmasked pixels stay byte-identical.
///
/// # Errors
/// As [`fill`], but an empty mask is fine where there is a margin; [`FillError::Size`] when `frame` is no
/// picture's size.
pub fn fill_to_frame(
    input: &FillInput<'_>,
    frame: Size,
    watch: &mut dyn Watch,
) -> Result<Picture, FillError> {
    check_size(frame)?;
    input.check()?;
    let base = input.picture.size();
    if frame.area() > MAX_AREA_PX {
        return Err(FillError::TooLarge(frame));
    }
    if frame == base {
        return fill(input, watch);
    }
    if has_same_shape(base, frame) && frame.width >= base.width && frame.height >= base.height {
        let held = (base.area() + frame.area()) * RGBA_BYTES;
        let mut filled = input.picture.clone();
        changes_beside(input, held, watch)?.swap(&mut filled);
        return Ok(resample(&filled, frame)?);
    }
    let (mut picture, coverage) = if has_same_shape(base, frame) {
        shrunk(input, frame)?
    } else {
        let fitted = base.fit_within(frame);
        if fitted == base {
            centred(input.picture, input.coverage, frame)?
        } else {
            let (picture, coverage) = shrunk(input, fitted)?;
            centred(&picture, &coverage, frame)?
        }
    };
    if has_vanished(input, &coverage) {
        return Ok(picture);
    }
    let framed = FillInput { picture: &picture, coverage: &coverage, ..*input };
    let held = base.area() * (RGBA_BYTES + 1);
    let mut changes = changes_beside(&framed, held, watch)?;
    changes.swap(&mut picture);
    Ok(picture)
}

/// Bytes of memory that [`fill_to_frame`] takes at most, for a picture, its coverage and references of these sizes,
/// which count as well. Computed from the sizes, so that workers can be planned before anything is decoded.
pub fn needed_bytes(picture: Size, coverage: &[u8], references: &[Size], frame: Size) -> u64 {
    if frame != picture && !has_same_shape(picture, frame) {
        let margin = Component {
            window: Window { left: 0, top: 0, width: frame.width as usize, height: frame.height as usize },
            depth: frame.width.min(frame.height) as usize,
            area: frame.area() as usize,
        };
        let held = picture.area() * (RGBA_BYTES + 1);
        return memory::needed_bytes(frame, &[margin], references, held);
    }
    let held = if frame == picture { 0 } else { (picture.area() + frame.area()) * RGBA_BYTES };
    let holes = components(coverage, picture.width as usize);
    memory::needed_bytes(picture, &holes, references, held)
}

/// True when something is marked that is too small to be seen in the frame.
fn has_vanished(input: &FillInput<'_>, coverage: &[u8]) -> bool {
    coverage.iter().all(|&cover| cover == 0) && input.coverage.iter().any(|&cover| cover > 0)
}

/// True when one size is the other times a factor, to the rounding of a pixel.
fn has_same_shape(one: Size, other: Size) -> bool {
    let cross = (u64::from(one.width) * u64::from(other.height))
        .abs_diff(u64::from(one.height) * u64::from(other.width));
    let short = one.width.min(one.height).max(other.width.min(other.height));
    let long = one.width.max(one.height).max(other.width.max(other.height));
    // Half a pixel on the shorter side moves the cross product by half of the longer one.
    short > 1 && cross * 2 <= u64::from(long)
}

/// Picture and coverage at a smaller size; a pixel of which the mask touches a 500th or more stays touched.
fn shrunk(input: &FillInput<'_>, size: Size) -> Result<(Picture, Vec<u8>), FillError> {
    let picture = resample(input.picture, size)?;
    let touched: Vec<u8> = input.coverage.iter().map(|&cover| if cover == 0 { 0 } else { 255 }).collect();
    let touched = resample_plane(&touched, input.picture.size(), size)?;
    let mut coverage = resample_plane(input.coverage, input.picture.size(), size)?;
    for (cover, &touch) in coverage.iter_mut().zip(&touched) {
        if touch > 0 {
            *cover = (*cover).max(1);
        }
    }
    Ok((picture, coverage))
}

/// Picture and coverage in the middle of a frame whose margin is to be filled.
fn centred(picture: &Picture, coverage: &[u8], frame: Size) -> Result<(Picture, Vec<u8>), FillError> {
    let size = picture.size();
    let left = (frame.width.saturating_sub(size.width) / 2) as usize;
    let top = (frame.height.saturating_sub(size.height) / 2) as usize;
    let (width, inner_width) = (frame.width as usize, size.width as usize);
    let mut rgba = vec![0; frame.area() as usize * 4];
    let mut framed = vec![255; frame.area() as usize];
    let rows = picture.rgba().chunks_exact(inner_width * 4).zip(coverage.chunks_exact(inner_width));
    let framed_rows = rgba.chunks_exact_mut(width * 4).zip(framed.chunks_exact_mut(width)).skip(top);
    for ((pixels, covers), (to_pixels, to_covers)) in rows.zip(framed_rows) {
        let (start, end) = (left, left + inner_width);
        if let (Some(to_pixels), Some(to_covers)) =
            (to_pixels.get_mut(start * 4..end * 4), to_covers.get_mut(start..end))
        {
            to_pixels.copy_from_slice(pixels);
            to_covers.copy_from_slice(covers);
        }
    }
    Ok((Picture::from_rgba(frame, rgba)?, framed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(choice: FrameSize, base: (u32, u32), expected: (u32, u32)) {
        let frame = frame_for(choice, Size::new(base.0, base.1));
        assert_eq!((frame.width, frame.height), expected, "{choice:?} of {base:?}");
    }

    #[test]
    fn a_frame_holds_the_base_and_keeps_its_aspect() {
        check(FrameSize::Auto, (123, 45), (123, 45));
        check(FrameSize::Custom { width: 9, height: 7 }, (123, 45), (9, 7));
        check(FrameSize::Square, (4000, 3000), (4000, 4000));
        check(FrameSize::Landscape43, (4000, 3000), (4000, 3000));
        check(FrameSize::Landscape43, (4001, 3000), (4004, 3003));
        check(FrameSize::Portrait34, (400, 300), (402, 536));
        check(FrameSize::Landscape169, (1000, 1000), (1792, 1008));
        check(FrameSize::Portrait916, (1, 1), (9, 16));
        check(FrameSize::Portrait916, (8000, 6000), (4608, 8192));
        check(FrameSize::Square, (12000, 9000), (8192, 8192));
    }

    #[test]
    fn shapes_are_the_same_to_the_rounding_of_a_pixel() {
        let same = |one: (u32, u32), other: (u32, u32)| {
            has_same_shape(Size::new(one.0, one.1), Size::new(other.0, other.1))
        };
        assert!(same((4000, 3000), (1000, 750)));
        assert!(same((4032, 3024), (1000, 750)));
        assert!(same((741, 500), (371, 250)));
        assert!(!same((4000, 3000), (1000, 760)));
        assert!(!same((100, 100), (100, 101)));
        assert!(!same((100, 1), (1, 100)));
    }
}
