//! The selected object alone, with the colours of its edge freed of the ground behind it.
//!
//! Source: Forte, "Approximate Fast Foreground Colour Estimation", 2021: colours of the object and of the ground
//! are averaged over a window, weighted by coverage, and corrected by what the pixel itself shows; once over a
//! large window and once over a small one.

use super::cells::Cells;
use crate::core::geometry::{Rect, Size};
use crate::core::mask::Plane;
use crate::core::picture::{Picture, SizeError};

/// Windows either side, in pixels of the picture.
const RADII_PX: [usize; 2] = [48, 5];
/// Pixels worked on at once, across and down, without the margin of the windows.
const TILE_PX: u32 = 384;

/// The object with its coverage as alpha; where nothing is selected the pixel is transparent black.
///
/// # Errors
/// [`SizeError::Length`] when the coverage is not of the picture's size.
pub fn cut_out(picture: &Picture, coverage: &Plane) -> Result<Picture, SizeError> {
    let size = picture.size();
    if coverage.size() != size {
        return Err(SizeError::Length { bytes: coverage.data().len(), expected: size.area() as usize });
    }
    let mut rgba = vec![0; picture.rgba().len()];
    let pairs = picture.rgba().as_chunks::<4>().0.iter().zip(coverage.data());
    for (out, (&[red, green, blue, alpha], &covered)) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(pairs) {
        if covered > 0 {
            *out = [red, green, blue, ((u32::from(alpha) * u32::from(covered) + 127) / 255) as u8];
        }
    }
    for top in (0..size.height).step_by(TILE_PX as usize) {
        for left in (0..size.width).step_by(TILE_PX as usize) {
            let tile = Rect::new(left, top, left + TILE_PX, top + TILE_PX).intersect(Rect::of_size(size));
            decontaminate(picture, coverage, tile, &mut rgba);
        }
    }
    Picture::from_rgba(size, rgba)
}

/// Writes the object's own colours where a tile is covered in part.
fn decontaminate(picture: &Picture, coverage: &Plane, tile: Rect, rgba: &mut [u8]) {
    let is_partial = |&covered: &u8| covered > 0 && covered < 255;
    let has_edge =
        (tile.top..tile.bottom).any(|y| coverage.row(y, tile.left, tile.right).iter().any(is_partial));
    if !has_edge {
        return;
    }
    let size = picture.size();
    let margin = RADII_PX.iter().sum::<usize>() as u32;
    let window = tile.grown(margin, margin).intersect(Rect::of_size(size));
    let (width, height) = (window.width() as usize, window.height() as usize);
    let mut alpha = Vec::with_capacity(width * height);
    let mut shown = Vec::with_capacity(width * height);
    for y in window.top..window.bottom {
        alpha.extend_from_slice(coverage.row(y, window.left, window.right));
        let start = (y as usize * size.width as usize + window.left as usize) * 4;
        let row = picture.rgba().get(start..start + width * 4).unwrap_or_default();
        shown.extend(row.as_chunks::<4>().0.iter().map(|&[red, green, blue, _]| [red, green, blue]));
    }
    let mut object = shown.clone();
    let mut ground = shown.clone();
    for radius in RADII_PX {
        let share = |covered: u8| u32::from(covered);
        let mean_object = weighted_means(&object, &alpha, share, width, height, radius);
        let mean_ground =
            weighted_means(&ground, &alpha, |covered| 255 - u32::from(covered), width, height, radius);
        for (at, &covered) in alpha.iter().enumerate() {
            let (f, b) = (mean_object.at(at), mean_ground.at(at));
            let own = shown.at(at);
            let a = i32::from(covered);
            let mut corrected = [0_u8; 3];
            for (channel, out) in corrected.iter_mut().enumerate() {
                let (f, b, own) =
                    (i32::from(f.at(channel)), i32::from(b.at(channel)), i32::from(own.at(channel)));
                let missed = own * 255 - a * f - (255 - a) * b;
                *out = (f + (a * missed) / (255 * 255)).clamp(0, 255) as u8;
            }
            object.put(at, corrected);
            ground.put(at, b);
        }
    }
    for y in tile.top..tile.bottom {
        for x in tile.left..tile.right {
            let inside = (y - window.top) as usize * width + (x - window.left) as usize;
            let at = (y as usize * size.width as usize + x as usize) * 4;
            if is_partial(&alpha.at(inside))
                && let Some(pixel) = rgba.get_mut(at..at + 3)
            {
                pixel.copy_from_slice(&object.at(inside));
            }
        }
    }
}

/// Means over a window either side, weighted by a function of coverage; where all weights are 0, black.
fn weighted_means(
    colours: &[[u8; 3]],
    alpha: &[u8],
    weigh: impl Fn(u8) -> u32,
    width: usize,
    height: usize,
    radius: usize,
) -> Vec<[u8; 3]> {
    let mut out = Vec::with_capacity(colours.len());
    let mut columns = vec![[0_u32; 4]; width];
    let add = |y: usize, columns: &mut [[u32; 4]], adds: bool| {
        let span = y * width..(y + 1) * width;
        let row = colours.get(span.clone()).unwrap_or_default();
        for ((&[red, green, blue], &covered), column) in
            row.iter().zip(alpha.get(span).unwrap_or_default()).zip(columns)
        {
            let weight = weigh(covered);
            let values =
                [u32::from(red) * weight, u32::from(green) * weight, u32::from(blue) * weight, weight];
            for (sum, value) in column.iter_mut().zip(values) {
                *sum = if adds { *sum + value } else { *sum - value };
            }
        }
    };
    for y in 0..radius.min(height) {
        add(y, &mut columns, true);
    }
    for y in 0..height {
        if y + radius < height {
            add(y + radius, &mut columns, true);
        }
        if y > radius {
            add(y - radius - 1, &mut columns, false);
        }
        let mut sums = [0_u32; 4];
        for x in 0..(width + radius) {
            if let Some(column) = columns.get(x) {
                sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
            }
            if let Some(centre) = x.checked_sub(radius) {
                let weight = sums[3].max(1);
                let mean = |sum: u32| ((sum + weight / 2) / weight) as u8;
                out.push([mean(sums[0]), mean(sums[1]), mean(sums[2])]);
                if let Some(first) = centre.checked_sub(radius) {
                    let column = columns.at(first);
                    sums.iter_mut().zip(column).for_each(|(sum, value)| *sum -= value);
                }
            }
        }
    }
    out
}

/// The picture without the object: its coverage taken from each pixel's alpha.
///
/// # Errors
/// As [`cut_out`].
pub fn cut_out_ground(picture: &Picture, coverage: &Plane) -> Result<Picture, SizeError> {
    let inverted = coverage.data().iter().map(|covered| 255 - covered).collect();
    let size: Size = coverage.size();
    let inverted = Plane::from_data(size, inverted)
        .ok_or(SizeError::Length { bytes: coverage.data().len(), expected: size.area() as usize })?;
    cut_out(picture, &inverted)
}
