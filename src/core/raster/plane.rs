//! Planes of grey levels, for the registration.

use crate::core::geometry::Size;
use crate::core::picture::Picture;
use crate::core::resample::resample_rows;

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
        let luma = |pixel: &[u8; 4]| {
            let [red, green, blue, _] = pixel.map(f32::from);
            [red * 0.2126 + green * 0.7152 + blue * 0.0722]
        };
        let rows = picture.rgba().chunks_exact(picture.size().width as usize * 4);
        Self::averaged(rows.map(|row| row.as_chunks().0.iter().map(luma).collect()), picture.size(), size)
    }

    /// A plane of bytes, averaged down to `size`, which is no larger.
    pub(super) fn of_bytes(bytes: &[u8], from: Size, size: Size) -> Self {
        let rows = bytes.chunks_exact(from.width as usize);
        Self::averaged(rows.map(|row| row.iter().map(|&byte| [f32::from(byte)]).collect()), from, size)
    }

    fn averaged(rows: impl Iterator<Item = Vec<[f32; 1]>>, from: Size, size: Size) -> Self {
        let values = resample_rows(rows, from, size);
        Self { width: size.width as usize, height: size.height as usize, values }
    }

    /// Its pixels for each of a picture of `size`, across and down.
    pub(super) fn reduction_of(&self, size: Size) -> (f64, f64) {
        (self.width as f64 / f64::from(size.width), self.height as f64 / f64::from(size.height))
    }

    /// This plane averaged down to `size`, which is no larger.
    pub(super) fn shrunk(&self, size: Size) -> Self {
        let from = Size::new(self.width as u32, self.height as u32);
        let rows = self.values.chunks_exact(self.width);
        Self::averaged(rows.map(|row| row.iter().map(|&value| [value]).collect()), from, size)
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
