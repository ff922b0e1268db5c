//! Changes the size of pictures and of coverage planes.
//!
//! Shrinking averages the area each new pixel covers; enlarging uses Lanczos' windowed sinc of three lobes
//! (Duchon, "Lanczos Filtering in One and Two Dimensions", 1979). Colours are weighted by their alpha, so a
//! transparent pixel's hidden colour never bleeds into its neighbours. The two axes are worked separately
//! and only the rows in use are held, so the memory needed beyond the result is a few rows.
//!
//! Only basic floating point operations are used: the bytes are the same on every machine. Colours are not
//! linearised: the pictures' transfer curves are not known here.

use std::collections::VecDeque;
use std::f64::consts::PI;

use super::geometry::Size;
use super::picture::{Picture, SizeError, check_size};

/// Lobes of the enlarging kernel on each side.
const LOBES: f64 = 3.0;

/// The source pixels that make one new pixel, along one axis.
struct Taps {
    /// First source pixel.
    first: usize,
    /// Weights of it and the following ones; their sum is 1.
    weights: Vec<f32>,
}

/// The picture at `size` pixels.
pub fn resample(picture: &Picture, size: Size) -> Result<Picture, SizeError> {
    check_size(size)?;
    if picture.size() == size {
        return Ok(picture.clone());
    }
    let from = picture.size();
    let mut rgba = Vec::with_capacity(size.area() as usize * 4);
    let rows = picture.rgba().chunks_exact(from.width as usize * 4);
    let columns = taps(from.width, size.width);
    let premultiplied = rows.map(|row| {
        let row: Vec<[f32; 4]> = row.as_chunks::<4>().0.iter().map(|&pixel| premultiplied(pixel)).collect();
        across(&row, &columns)
    });
    down(premultiplied, &taps(from.height, size.height), |pixel| {
        rgba.extend(unpremultiplied(pixel));
    });
    Picture::from_rgba(size, rgba)
}

/// A plane of one byte per pixel, row-major, brought from one size to another.
pub fn resample_plane(bytes: &[u8], from: Size, to: Size) -> Result<Vec<u8>, SizeError> {
    check_size(from)?;
    check_size(to)?;
    let expected = from.area() as usize;
    if bytes.len() != expected {
        return Err(SizeError::Length { bytes: bytes.len(), expected });
    }
    let rows = bytes.chunks_exact(from.width as usize);
    let rows = rows.map(|row| row.iter().map(|&byte| [f32::from(byte)]).collect());
    Ok(resample_rows(rows, from, to).into_iter().map(byte_of).collect())
}

/// A plane that is given by its rows, from the top, brought from one size to another.
pub(super) fn resample_rows(rows: impl Iterator<Item = Vec<[f32; 1]>>, from: Size, to: Size) -> Vec<f32> {
    let mut out = Vec::with_capacity(to.area() as usize);
    let columns = taps(from.width, to.width);
    let rows = rows.map(|row| across(&row, &columns));
    down(rows, &taps(from.height, to.height), |[value]| out.push(value));
    out
}

/// The taps of every new pixel of one axis.
fn taps(from: u32, to: u32) -> Vec<Taps> {
    let step = f64::from(from) / f64::from(to);
    (0..to)
        .map(|index| {
            let (begin, weigh): (f64, Box<dyn Fn(f64) -> f64>) = if step >= 1.0 {
                let (left, right) = (f64::from(index) * step, f64::from(index + 1) * step);
                (left, Box::new(move |at| (right.min(at + 1.0) - left.max(at)).max(0.0)))
            } else {
                let centre = (f64::from(index) + 0.5) * step - 0.5;
                (centre - LOBES + 1.0, Box::new(move |at| lanczos(at - centre)))
            };
            let count = if step >= 1.0 { step.ceil() as i64 + 1 } else { 2 * LOBES as i64 };
            let start = begin.floor() as i64;
            let last = i64::from(from) - 1;
            let first = start.clamp(0, last);
            let mut weights = vec![0.0; ((start + count - 1).clamp(0, last) - first + 1) as usize];
            for at in start..start + count {
                // Beyond an edge, the edge's pixel goes on.
                if let Some(weight) = weights.get_mut((at.clamp(0, last) - first) as usize) {
                    *weight += weigh(at as f64);
                }
            }
            let sum: f64 = weights.iter().sum();
            let weights = weights.into_iter().map(|weight| (weight / sum) as f32).collect();
            Taps { first: first as usize, weights }
        })
        .collect()
}

/// Lanczos' kernel at a distance in source pixels.
fn lanczos(distance: f64) -> f64 {
    let distance = distance.abs();
    if distance < 1e-9 {
        1.0
    } else if distance >= LOBES {
        0.0
    } else {
        let phase = PI * distance;
        LOBES * sine_of_half_turns(distance) * sine_of_half_turns(distance / LOBES) / (phase * phase)
    }
}

/// sin(pi x) for x >= 0, by its series: the standard library's sine may differ between machines.
fn sine_of_half_turns(x: f64) -> f64 {
    let turn = x % 2.0;
    let (sign, half) = if turn >= 1.0 { (-1.0, turn - 1.0) } else { (1.0, turn) };
    let angle = PI * half.min(1.0 - half);
    let square = angle * angle;
    let (mut term, mut sum) = (angle, angle);
    for n in 1..10 {
        term *= -square / f64::from(2 * n * (2 * n + 1));
        sum += term;
    }
    sign * sum
}

/// One row, resampled from left to right.
fn across<const CHANNELS: usize>(row: &[[f32; CHANNELS]], columns: &[Taps]) -> Vec<[f32; CHANNELS]> {
    columns.iter().map(|taps| weighted(row.iter().skip(taps.first), &taps.weights)).collect()
}

/// Rows, resampled from top to bottom; `emit` gets the new pixels in row-major order.
fn down<const CHANNELS: usize>(
    mut rows: impl Iterator<Item = Vec<[f32; CHANNELS]>>,
    lines: &[Taps],
    mut emit: impl FnMut([f32; CHANNELS]),
) {
    let mut held: VecDeque<Vec<[f32; CHANNELS]>> = VecDeque::new();
    let mut first_held = 0;
    for taps in lines {
        while first_held < taps.first {
            if held.pop_front().is_none() {
                rows.next();
            }
            first_held += 1;
        }
        while held.len() < taps.weights.len() {
            let Some(row) = rows.next() else { break };
            held.push_back(row);
        }
        let width = held.front().map_or(0, Vec::len);
        let mut sums = vec![[0.0; CHANNELS]; width];
        for (row, &weight) in held.iter().zip(&taps.weights) {
            for (sum, pixel) in sums.iter_mut().zip(row) {
                for (total, value) in sum.iter_mut().zip(pixel) {
                    *total += weight * value;
                }
            }
        }
        sums.into_iter().for_each(&mut emit);
    }
}

fn weighted<'a, const CHANNELS: usize>(
    pixels: impl Iterator<Item = &'a [f32; CHANNELS]>,
    weights: &[f32],
) -> [f32; CHANNELS] {
    let mut sum = [0.0; CHANNELS];
    for (pixel, &weight) in pixels.zip(weights) {
        for (total, value) in sum.iter_mut().zip(pixel) {
            *total += weight * value;
        }
    }
    sum
}

fn premultiplied([red, green, blue, alpha]: [u8; 4]) -> [f32; 4] {
    let share = f32::from(alpha) / 255.0;
    [f32::from(red) * share, f32::from(green) * share, f32::from(blue) * share, f32::from(alpha)]
}

fn unpremultiplied([red, green, blue, alpha]: [f32; 4]) -> [u8; 4] {
    if alpha < 0.5 {
        return [0; 4];
    }
    let share = 255.0 / alpha;
    [byte_of(red * share), byte_of(green * share), byte_of(blue * share), byte_of(alpha)]
}

/// The nearest byte; the cast saturates.
fn byte_of(value: f32) -> u8 {
    (value + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: (u32, u32), pixels: &[[u8; 4]], to: (u32, u32), expected: &[[u8; 4]]) {
        let picture = Picture::from_rgba(Size::new(from.0, from.1), pixels.concat()).expect("a picture");
        let resampled = resample(&picture, Size::new(to.0, to.1)).expect("a size");
        assert_eq!(resampled.rgba(), expected.concat());
    }

    const RED: [u8; 4] = [200, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 100, 255];
    const HIDDEN: [u8; 4] = [255, 255, 255, 0];

    #[test]
    fn shrinking_averages_areas_weighted_by_alpha() {
        check((2, 1), &[RED, BLUE], (1, 1), &[[100, 0, 50, 255]]);
        check((1, 2), &[RED, HIDDEN], (1, 1), &[[200, 0, 0, 128]]);
        check((3, 1), &[RED, BLUE, BLUE], (2, 1), &[[133, 0, 33, 255], [0, 0, 100, 255]]);
        check((2, 2), &[HIDDEN; 4], (1, 1), &[[0; 4]]);
    }

    #[test]
    fn a_flat_picture_stays_flat_at_every_size() {
        for side in [1, 2, 3, 7, 50] {
            check((5, 4), &[RED; 20], (side, side), &vec![RED; (side * side) as usize]);
        }
    }

    #[test]
    fn enlarging_keeps_a_ramp_in_order_and_in_range() {
        let ramp: Vec<u8> = (0..16).map(|index| index * 16).collect();
        let wide = resample_plane(&ramp, Size::new(16, 1), Size::new(40, 1)).expect("a size");
        assert!(wide.windows(2).all(|pair| pair[0] <= pair[1].saturating_add(2)), "{wide:?}");
        assert!(wide[20].abs_diff(123) <= 4, "{wide:?}");
    }

    #[test]
    fn the_series_is_the_sine() {
        for step in 0_u32..300 {
            let x = f64::from(step) / 100.0;
            assert!((sine_of_half_turns(x) - (PI * x).sin()).abs() < 1e-12, "at {x}");
        }
    }

    #[test]
    fn wrong_sizes_are_refused() {
        let picture = Picture::from_rgba(Size::new(1, 1), vec![0; 4]).expect("a picture");
        let message = resample(&picture, Size::new(0, 5)).expect_err("no pixels").to_string();
        assert_eq!(message, "picture is 0x5 px, it has no pixels");
        assert!(resample_plane(&[0; 3], Size::new(2, 2), Size::new(1, 1)).is_err());
    }
}
