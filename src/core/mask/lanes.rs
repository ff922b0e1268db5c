//! Sixteen bytes at once, as vector instructions where the page runs; elsewhere as plain loops with the same
//! results. Nothing here is unsafe: on wasm the instructions are there or the page does not load at all.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use plain::{all_are, brush, count_non_zero, halve, invert, paint, swap};
#[cfg(target_arch = "wasm32")]
pub(crate) use vectors::{all_are, brush, count_non_zero, halve, invert, paint, swap};

use super::StrokeMode;

/// How many at once.
pub(crate) const LANES: usize = 16;

/// Added to a number of 0.0 to 255.0, it leaves that number, rounded, in the lowest bits: one addition in place of
/// a conversion that takes care of what cannot be here.
const ROUNDING: f32 = 8_388_608.0;

/// A row of a capsule: what a brush covers of a pixel depends on its distance to a segment that begins at 0, 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// To the segment's end.
    pub dx: f32,
    /// As above.
    pub dy: f32,
    /// 1 / its length squared; 0.0 for a dab.
    pub per_length_squared: f32,
    /// No coverage from this distance on.
    pub edge_px: f32,
    /// Full coverage up to here.
    pub inner_px: f32,
    /// 1 / the width of the fall; 0.0 for a brush that is no softer than its edge.
    pub per_width: f32,
    /// The pixels' centres.
    pub y: f32,
}

#[cfg(not(target_arch = "wasm32"))]
mod plain {
    use super::{LANES, ROUNDING, Row, StrokeMode};

    pub(crate) fn count_non_zero(bytes: &[u8; LANES]) -> u32 {
        bytes.iter().map(|&byte| u32::from(byte > 0)).sum()
    }

    pub(crate) fn all_are(bytes: &[u8; LANES], value: u8) -> bool {
        *bytes == [value; LANES]
    }

    pub(crate) fn invert(bytes: &mut [u8; LANES]) {
        *bytes = bytes.map(|byte| 255 - byte);
    }

    pub(crate) fn swap(one: &mut [u8; LANES], other: &mut [u8; LANES]) {
        std::mem::swap(one, other);
    }

    pub(crate) fn halve(above: &[u8; LANES], below: &[u8; LANES]) -> [u8; LANES / 2] {
        std::array::from_fn(|index| {
            let pairs = [above, below].map(|row| u16::from(row[2 * index]) + u16::from(row[2 * index + 1]));
            ((pairs[0] + pairs[1] + 2) >> 2) as u8
        })
    }

    pub(crate) fn brush(row: &Row, x: f32) -> [u8; LANES] {
        std::array::from_fn(|lane| {
            let x = x + lane as f32;
            let share = ((x * row.dx + row.y * row.dy) * row.per_length_squared).clamp(0.0, 1.0);
            let (off_x, off_y) = (x - share * row.dx, row.y - share * row.dy);
            let distance = (off_x * off_x + off_y * off_y).sqrt();
            let edge = (row.edge_px - distance).clamp(0.0, 1.0);
            let fall = ((distance - row.inner_px) * row.per_width).clamp(0.0, 1.0);
            let body = 1.0 - fall * fall * (3.0 - 2.0 * fall);
            (edge.min(body) * 255.0 + ROUNDING).to_bits() as u8
        })
    }

    pub(crate) fn paint(pixels: &mut [u8; LANES], amounts: [u8; LANES], mode: StrokeMode) {
        for (pixel, amount) in pixels.iter_mut().zip(amounts) {
            *pixel = mode.compose(*pixel, amount);
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod vectors {
    use core::arch::wasm32::{
        f32x4, f32x4_add, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_splat, f32x4_sqrt, f32x4_sub,
        i16x8_narrow_i32x4, u8x16_bitmask, u8x16_max, u8x16_min, u8x16_narrow_i16x8, u8x16_ne, u8x16_splat,
        u16x8_add, u16x8_extadd_pairwise_u8x16, u16x8_shr, u16x8_splat, u32x4_splat, u64x2,
        u64x2_extract_lane, v128, v128_and, v128_any_true, v128_not, v128_xor,
    };

    use super::{LANES, ROUNDING, Row, StrokeMode};

    fn load(bytes: &[u8; LANES]) -> v128 {
        let both = u128::from_le_bytes(*bytes);
        u64x2(both as u64, (both >> 64) as u64)
    }

    fn bytes_of(vector: v128) -> [u8; LANES] {
        let (low, high) = (u64x2_extract_lane::<0>(vector), u64x2_extract_lane::<1>(vector));
        (u128::from(low) | u128::from(high) << 64).to_le_bytes()
    }

    pub(crate) fn count_non_zero(bytes: &[u8; LANES]) -> u32 {
        u32::from(u8x16_bitmask(u8x16_ne(load(bytes), u8x16_splat(0)))).count_ones()
    }

    pub(crate) fn all_are(bytes: &[u8; LANES], value: u8) -> bool {
        !v128_any_true(v128_xor(load(bytes), u8x16_splat(value)))
    }

    pub(crate) fn invert(bytes: &mut [u8; LANES]) {
        *bytes = bytes_of(v128_not(load(bytes)));
    }

    /// `mem::swap` would go byte by byte in a page that is built for size.
    pub(crate) fn swap(one: &mut [u8; LANES], other: &mut [u8; LANES]) {
        let vectors = (load(one), load(other));
        *one = bytes_of(vectors.1);
        *other = bytes_of(vectors.0);
    }

    pub(crate) fn halve(above: &[u8; LANES], below: &[u8; LANES]) -> [u8; LANES / 2] {
        let [above, below] = [above, below].map(|row| u16x8_extadd_pairwise_u8x16(load(row)));
        let means = u16x8_shr(u16x8_add(u16x8_add(above, below), u16x8_splat(2)), 2);
        u64x2_extract_lane::<0>(u8x16_narrow_i16x8(means, means)).to_le_bytes()
    }

    pub(crate) fn brush(row: &Row, x: f32) -> v128 {
        let quarter = |first: f32| {
            let x = f32x4_add(f32x4_splat(x), f32x4(first, first + 1.0, first + 2.0, first + 3.0));
            v128_and(brush_four(row, x), u32x4_splat(255))
        };
        u8x16_narrow_i16x8(
            i16x8_narrow_i32x4(quarter(0.0), quarter(4.0)),
            i16x8_narrow_i32x4(quarter(8.0), quarter(12.0)),
        )
    }

    fn brush_four(row: &Row, x: v128) -> v128 {
        let (all, mul, sub) = (f32x4_splat, f32x4_mul, f32x4_sub);
        // Nothing here is not a number: the order of which is what makes `f32x4_min` slow.
        let limit = |value| f32x4_pmin(f32x4_pmax(value, all(0.0)), all(1.0));
        let along = f32x4_add(mul(x, all(row.dx)), all(row.y * row.dy));
        let share = limit(mul(along, all(row.per_length_squared)));
        let off_x = sub(x, mul(share, all(row.dx)));
        let off_y = sub(all(row.y), mul(share, all(row.dy)));
        let distance = f32x4_sqrt(f32x4_add(mul(off_x, off_x), mul(off_y, off_y)));
        let edge = limit(sub(all(row.edge_px), distance));
        let fall = limit(mul(sub(distance, all(row.inner_px)), all(row.per_width)));
        let rise = sub(all(3.0), mul(all(2.0), fall));
        let body = sub(all(1.0), mul(mul(fall, fall), rise));
        f32x4_add(mul(f32x4_pmin(edge, body), all(255.0)), all(ROUNDING))
    }

    pub(crate) fn paint(pixels: &mut [u8; LANES], amounts: v128, mode: StrokeMode) {
        let before = load(pixels);
        *pixels = bytes_of(match mode {
            StrokeMode::Paint => u8x16_max(before, amounts),
            StrokeMode::Erase => u8x16_min(before, v128_not(amounts)),
        });
    }
}
