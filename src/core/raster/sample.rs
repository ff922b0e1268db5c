//! Reads a result's pixels at points between them.

use crate::core::picture::Picture;

/// Reads pixels of a picture by points, pixel centres at +0.5; edges are held for half a pixel.
pub struct Sampler<'a> {
    rgba: &'a [u8],
    width: i64,
    height: i64,
}

impl<'a> Sampler<'a> {
    /// Of a picture.
    pub fn new(picture: &'a Picture) -> Self {
        Self {
            rgba: picture.rgba(),
            width: i64::from(picture.size().width),
            height: i64::from(picture.size().height),
        }
    }

    /// A point is within the picture.
    pub fn holds(&self, x: f64, y: f64) -> bool {
        x >= 0.0 && y >= 0.0 && x <= self.width as f64 && y <= self.height as f64
    }

    fn pixel(&self, x: i64, y: i64) -> [u8; 4] {
        let index = y.clamp(0, self.height - 1) * self.width + x.clamp(0, self.width - 1);
        self.rgba.as_chunks::<4>().0.get(index as usize).copied().unwrap_or_default()
    }

    /// By the cubic of Catmull and Rom (1974), exact at pixel centres.
    pub fn cubic(&self, x: f64, y: f64) -> [f32; 4] {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (across, down) = (weights((x - left) as f32), weights((y - top) as f32));
        let (left, top) = (left as i64 - 1, top as i64 - 1);
        let mut out = [0.0_f32; 4];
        for (row, weight_y) in down.into_iter().enumerate() {
            for (column, weight_x) in across.into_iter().enumerate() {
                let weight = weight_x * weight_y;
                for (sum, value) in out.iter_mut().zip(self.pixel(left + column as i64, top + row as i64)) {
                    *sum += weight * f32::from(value);
                }
            }
        }
        out.map(|value| value.clamp(0.0, 255.0))
    }

    /// The nearest pixel.
    pub fn nearest(&self, x: f64, y: f64) -> [u8; 4] {
        self.pixel(x.floor() as i64, y.floor() as i64)
    }
}

fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [-0.5 * t3 + t2 - 0.5 * t, 1.5 * t3 - 2.5 * t2 + 1.0, -1.5 * t3 + 2.0 * t2 + 0.5 * t, 0.5 * t3 - 0.5 * t2]
}
