//! Planes of grey levels, for the registration.

use crate::core::geometry::Size;
use crate::core::picture::Picture;

/// Grey levels 0.0 to 255.0, row-major.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<f32>,
}

impl Plane {
    /// The picture's luma (Rec. 709 weights), averaged down to `size`, which is no larger.
    pub(super) fn of_picture(picture: &Picture, size: Size) -> Self {
        let from = picture.size();
        let row_bytes = from.width as usize * 4;
        shrink(from, size, |y, row| {
            let start = y * row_bytes;
            let pixels = picture.rgba().get(start..start + row_bytes).unwrap_or_default();
            for (value, [red, green, blue, _]) in row.iter_mut().zip(pixels.as_chunks::<4>().0) {
                *value = f32::from(*red) * 0.2126 + f32::from(*green) * 0.7152 + f32::from(*blue) * 0.0722;
            }
        })
    }

    /// A plane of bytes, averaged down to `size`, which is no larger.
    pub(super) fn of_bytes(bytes: &[u8], from: Size, size: Size) -> Self {
        let width = from.width as usize;
        shrink(from, size, |y, row| {
            for (value, byte) in row.iter_mut().zip(bytes.get(y * width..(y + 1) * width).unwrap_or_default())
            {
                *value = f32::from(*byte);
            }
        })
    }

    /// Its pixels for each of a picture of `size`, across and down.
    pub(super) fn reduction_of(&self, size: Size) -> (f64, f64) {
        (self.width as f64 / f64::from(size.width), self.height as f64 / f64::from(size.height))
    }

    /// This plane averaged down to `size`, which is no larger.
    pub(super) fn shrunk(&self, size: Size) -> Self {
        let from = Size::new(self.width as u32, self.height as u32);
        shrink(from, size, |y, row| {
            let start = y * self.width;
            row.copy_from_slice(self.values.get(start..start + self.width).unwrap_or_default());
        })
    }

    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.values.get(y * self.width + x).copied().unwrap_or(0.0)
    }

    /// The value at a point, pixel centres at +0.5, and how it changes across and down; `None` beyond the
    /// outermost pixel centres.
    pub(super) fn slope_at(&self, x: f64, y: f64) -> Option<(f64, f64, f64)> {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        if left < 0.0 || top < 0.0 || left as usize + 1 >= self.width || top as usize + 1 >= self.height {
            return None;
        }
        let (fx, fy) = (x - left, y - top);
        let start = top as usize * self.width + left as usize;
        let (above, below) = (
            self.values.get(start..start + 2)?,
            self.values.get(start + self.width..start + self.width + 2)?,
        );
        let ([a, b], [c, d]) = (<[f32; 2]>::try_from(above).ok()?, <[f32; 2]>::try_from(below).ok()?);
        let (a, b, c, d) = (f64::from(a), f64::from(b), f64::from(c), f64::from(d));
        let value = (a * (1.0 - fx) + b * fx) * (1.0 - fy) + (c * (1.0 - fx) + d * fx) * fy;
        Some((value, (b - a) * (1.0 - fy) + (d - c) * fy, (c - a) * (1.0 - fx) + (d - b) * fx))
    }

    /// The plane without what is larger than about `radius` pixels.
    pub(super) fn details(&self, radius: usize) -> Self {
        let blurred = self.blurred(radius).blurred(radius);
        Self {
            values: self.values.iter().zip(&blurred.values).map(|(one, smooth)| one - smooth).collect(),
            ..*self
        }
    }

    /// Box blur, edges held.
    pub(super) fn blurred(&self, radius: usize) -> Self {
        let mut across = self.clone();
        for y in 0..self.height {
            let row = y * self.width;
            blur_line(
                |x| self.values.get(row + x).copied().unwrap_or(0.0),
                self.width,
                radius,
                |x, value| {
                    if let Some(out) = across.values.get_mut(row + x) {
                        *out = value;
                    }
                },
            );
        }
        let mut down = across.clone();
        for x in 0..self.width {
            blur_line(
                |y| across.at(x, y),
                self.height,
                radius,
                |y, value| {
                    if let Some(out) = down.values.get_mut(y * self.width + x) {
                        *out = value;
                    }
                },
            );
        }
        down
    }
}

fn blur_line(get: impl Fn(usize) -> f32, length: usize, radius: usize, mut put: impl FnMut(usize, f32)) {
    let last = length.saturating_sub(1);
    let span = (2 * radius + 1) as f32;
    let mut sum: f32 = (0..=2 * radius).map(|at| get(at.saturating_sub(radius).min(last))).sum();
    for at in 0..length {
        put(at, sum / span);
        sum += get((at + radius + 1).min(last)) - get(at.saturating_sub(radius));
    }
}

/// Averages rows given by `read` down to `size`.
fn shrink(from: Size, size: Size, mut read: impl FnMut(usize, &mut [f32])) -> Plane {
    let (width, height) = (size.width as usize, size.height as usize);
    let columns = shares(from.width as usize, width);
    let rows = shares(from.height as usize, height);
    let mut values = vec![0.0_f32; width * height];
    let mut row = vec![0.0_f32; from.width as usize];
    let mut across = vec![0.0_f32; width];
    let mut read_row = usize::MAX;
    for (out, (first, weights)) in values.chunks_exact_mut(width.max(1)).zip(&rows) {
        for (step, weight) in weights.iter().enumerate() {
            let y = first + step;
            if y != read_row {
                read(y, &mut row);
                read_row = y;
                for (sum, (first, weights)) in across.iter_mut().zip(&columns) {
                    let taken = row.get(*first..first + weights.len()).unwrap_or_default();
                    *sum = taken.iter().zip(weights).map(|(value, weight)| value * weight).sum();
                }
            }
            for (sum, value) in out.iter_mut().zip(&across) {
                *sum += value * weight;
            }
        }
    }
    Plane { width, height, values }
}

/// For each new pixel the first old one and the weights of it and the following; their sum is 1.
fn shares(from: usize, to: usize) -> Vec<(usize, Vec<f32>)> {
    let step = from as f64 / to.max(1) as f64;
    (0..to)
        .map(|index| {
            let (begin, end) = (index as f64 * step, (index + 1) as f64 * step);
            let first = (begin.floor() as usize).min(from.saturating_sub(1));
            let last = ((end - 1e-9).floor() as usize).clamp(first, from.saturating_sub(1));
            let weights: Vec<f32> = (first..=last)
                .map(|at| ((end.min(at as f64 + 1.0) - begin.max(at as f64)).max(0.0) / step) as f32)
                .collect();
            (first, weights)
        })
        .collect()
}
