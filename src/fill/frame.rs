//! Results of another size than the picture: shrunk, enlarged, or with new margins that are filled, too.

use super::{FillError, FillInput, fill};
use crate::core::engine::FrameSize;
use crate::core::geometry::Size;
use crate::core::picture::{Picture, check_size};
use crate::core::resample;

/// Longest side of a frame that a preset gives, in pixels.
const PRESET_SIDE_PX: u32 = 8192;

/// The frame of a choice: `Auto` is the picture's own; a preset is the smallest frame of its shape that holds
/// the picture as it is, so that nothing is resampled; a custom size is what it says.
pub fn frame_for(choice: FrameSize, base: Size) -> Size {
    if let FrameSize::Custom { width, height } = choice {
        return Size::new(width, height);
    }
    let Some((across, down)) = choice.aspect() else {
        return base;
    };
    let by_width = u64::from(base.width) * u64::from(down);
    let by_height = u64::from(base.height) * u64::from(across);
    let frame = if by_width >= by_height {
        Size::new(base.width, by_width.div_ceil(u64::from(across)) as u32)
    } else {
        Size::new(by_height.div_ceil(u64::from(down)) as u32, base.height)
    };
    frame.fit_within(Size::new(PRESET_SIDE_PX, PRESET_SIDE_PX))
}

/// Completes the masked region in a frame of another size.
///
/// Shrinks first and fills then, or fills first and enlarges then. In another shape the picture lies in the
/// middle, and the margin is part of the hole; if the frame holds the picture as it is, kept pixels stay
/// byte-identical.
///
/// # Errors
/// [`FillError`]; the input is not changed.
pub fn fill_to_frame(
    input: &FillInput<'_>,
    frame: Size,
    progress: &mut dyn FnMut(f32),
) -> Result<Picture, FillError> {
    let size = input.picture.size();
    check_size(frame).map_err(|_| FillError::Frame(frame))?;
    if frame == size {
        return fill(input, progress);
    }
    if input.coverage.len() as u64 != size.area() {
        return Err(FillError::MaskSize {
            bytes: input.coverage.len(),
            size,
        });
    }
    if frame.width >= size.width && frame.height >= size.height {
        let is_same_shape = size.fit_within(frame) == size && is_alike(size, frame);
        if is_same_shape {
            return Ok(resample::resize(&fill(input, progress)?, frame));
        }
        let scale = (f64::from(frame.width) / f64::from(size.width))
            .min(f64::from(frame.height) / f64::from(size.height));
        if scale < 1.5 {
            return fill_in_margins(input, frame, progress);
        }
        // Much larger: filled at its own scale, enlarged to the frame, then the margins.
        let inner = Size::new(
            (f64::from(size.width) * scale).round() as u32,
            (f64::from(size.height) * scale).round() as u32,
        );
        let filled = fill_in_margins(input, shape_of(frame, size), progress)?;
        return Ok(resample::resize(
            &filled,
            if inner == frame { inner } else { frame },
        ));
    }
    let inner = size.fit_within(frame);
    let picture = resample::resize(input.picture, inner);
    let coverage = resample::resize_plane(input.coverage, size, inner);
    let smaller = FillInput {
        picture: &picture,
        coverage: &coverage,
        ..*input
    };
    if inner == frame {
        fill(&smaller, progress)
    } else {
        fill_in_margins(&smaller, frame, progress)
    }
}

/// The smallest frame of `frame`'s shape that holds `size`.
fn shape_of(frame: Size, size: Size) -> Size {
    let by_width = u64::from(size.width) * u64::from(frame.height);
    let by_height = u64::from(size.height) * u64::from(frame.width);
    if by_width >= by_height {
        Size::new(size.width, by_width.div_ceil(u64::from(frame.width)) as u32)
    } else {
        Size::new(by_height.div_ceil(u64::from(frame.height)) as u32, size.height)
    }
}

/// The same shape, but for rounding to whole pixels.
fn is_alike(one: Size, other: Size) -> bool {
    let (one_cross, other_cross) = (
        u64::from(one.width) * u64::from(other.height),
        u64::from(other.width) * u64::from(one.height),
    );
    one_cross.abs_diff(other_cross) <= u64::from(other.width.max(other.height))
}

/// Lays the picture in the middle of the frame and fills the margin together with the hole.
fn fill_in_margins(
    input: &FillInput<'_>,
    frame: Size,
    progress: &mut dyn FnMut(f32),
) -> Result<Picture, FillError> {
    let size = input.picture.size();
    let (left, top) = ((frame.width - size.width) / 2, (frame.height - size.height) / 2);
    let mut rgba = vec![0; frame.area() as usize * 4];
    let mut coverage = vec![255; frame.area() as usize];
    let rows = input.picture.rgba().chunks_exact(size.width as usize * 4);
    for (y, (row, covered)) in rows
        .zip(input.coverage.chunks_exact(size.width as usize))
        .enumerate()
    {
        let start = (top as usize + y) * frame.width as usize + left as usize;
        rgba[start * 4..start * 4 + row.len()].copy_from_slice(row);
        coverage[start..start + covered.len()].copy_from_slice(covered);
    }
    let picture = Picture::from_rgba(frame, rgba).map_err(|_| FillError::Frame(frame))?;
    fill(
        &FillInput {
            picture: &picture,
            coverage: &coverage,
            ..*input
        },
        progress,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_hold_the_picture() {
        let base = Size::new(600, 400);
        for (choice, expected) in [
            (FrameSize::Auto, Size::new(600, 400)),
            (FrameSize::Square, Size::new(600, 600)),
            (FrameSize::Landscape43, Size::new(600, 450)),
            (FrameSize::Portrait34, Size::new(600, 800)),
            (FrameSize::Landscape169, Size::new(712, 400)),
            (
                FrameSize::Custom {
                    width: 64,
                    height: 32,
                },
                Size::new(64, 32),
            ),
        ] {
            assert_eq!(frame_for(choice, base), expected, "{choice:?}");
        }
    }
}
