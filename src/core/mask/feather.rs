//! Soft edges: three box blurs, which together are close to a Gaussian, by running sums.
//!
//! What lies outside the plane counts as its nearest edge, so that a mask that reaches the picture's edge stays
//! whole there.

use super::plane::Plane;

/// Largest radius of a box in pixels.
pub const MAX_RADIUS_PX: u32 = 250;
/// Boxes, one after another.
pub const PASSES: u32 = 3;

/// Blurs the plane [`PASSES`] times by a box of `2 * radius_px + 1` pixels a side. `progress` gets the
/// share that is done.
pub fn feather(plane: &mut Plane, radius_px: u32, progress: &mut dyn FnMut(f32)) {
    let radius = radius_px.min(MAX_RADIUS_PX) as usize;
    let size = plane.size();
    if radius == 0 || size.is_empty() {
        return;
    }
    let width = size.width as usize;
    let mean = Mean::of(2 * radius as u64 + 1);
    let mut copy = vec![0; plane.data().len()];
    for pass in 0..PASSES {
        for y in 0..size.height {
            let start = y as usize * width;
            let row = plane.row(y, 0, size.width);
            if let Some(out) = copy.get_mut(start..start + width) {
                blur_row(row, out, radius, mean);
            }
        }
        progress((2 * pass + 1) as f32 / (2 * PASSES) as f32);
        blur_columns(&copy, plane, radius, mean);
        progress((2 * pass + 2) as f32 / (2 * PASSES) as f32);
    }
}

/// Division by a constant of at most 501, rounded to the nearest: exact for sums of that many bytes.
#[derive(Clone, Copy)]
struct Mean {
    half: u64,
    reciprocal: u64,
}

impl Mean {
    const fn of(count: u64) -> Self {
        Self { half: count / 2, reciprocal: (1_u64 << 32).div_ceil(count) }
    }

    const fn apply(self, sum: u32) -> u8 {
        (((sum as u64 + self.half) * self.reciprocal) >> 32) as u8
    }
}

fn blur_row(row: &[u8], out: &mut [u8], radius: usize, mean: Mean) {
    let (Some(&first), Some(&last)) = (row.first(), row.last()) else {
        return;
    };
    let at = |index: usize| u32::from(row.get(index).copied().unwrap_or(last));
    let mut sum = u32::from(first) * (radius as u32 + 1) + (1..=radius).map(at).sum::<u32>();
    for (x, out) in out.iter_mut().enumerate() {
        *out = mean.apply(sum);
        let leaving = x
            .checked_sub(radius)
            .map_or(u32::from(first), |index| u32::from(row.get(index).copied().unwrap_or(last)));
        sum = sum + at(x + radius + 1) - leaving;
    }
}

fn blur_columns(from: &[u8], to: &mut Plane, radius: usize, mean: Mean) {
    let size = to.size();
    let (width, height) = (size.width as usize, size.height as usize);
    let row = |y: usize| {
        let start = y.min(height - 1) * width;
        from.get(start..start + width).unwrap_or_default()
    };
    let mut sums: Vec<u32> = row(0).iter().map(|&byte| u32::from(byte) * (radius as u32 + 1)).collect();
    for y in 1..=radius {
        for (sum, &byte) in sums.iter_mut().zip(row(y)) {
            *sum += u32::from(byte);
        }
    }
    for y in 0..height {
        let (entering, leaving) = (row(y + radius + 1), row(y.saturating_sub(radius)));
        let out = to.row_mut(y as u32, 0, size.width);
        for (((out, sum), &entering), &leaving) in out.iter_mut().zip(&mut sums).zip(entering).zip(leaving) {
            *out = mean.apply(*sum);
            *sum = *sum + u32::from(entering) - u32::from(leaving);
        }
    }
}
