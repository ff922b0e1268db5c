//! Sums of squared differences of bytes, the innermost loop of a fill: eight bytes a step with WebAssembly's
//! SIMD, one a step elsewhere, where the compiler makes vectors of it by itself.
//!
//! Whole numbers only, so every way gives the same sum. What is used of `core::arch::wasm32` takes values,
//! not pointers, and is safe.

/// A running sum; it must stay below 2^31.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[derive(Clone, Copy)]
pub(super) struct Squares(u32);

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
impl Squares {
    /// Nothing yet.
    #[inline]
    pub(super) fn none() -> Self {
        Self(0)
    }

    /// Adds those of two rows.
    #[inline]
    pub(super) fn add<const BYTES: usize>(&mut self, one: &[u8; BYTES], other: &[u8; BYTES]) {
        for (one, other) in one.iter().zip(other) {
            let difference = u16::from(one.abs_diff(*other));
            self.0 += u32::from(difference * difference);
        }
    }

    /// Adds those of two rows where the mask is 255; it is 0 elsewhere, and so is `one`.
    #[inline]
    pub(super) fn add_masked<const BYTES: usize>(
        &mut self,
        one: &[u8; BYTES],
        other: &[u8; BYTES],
        mask: &[u8; BYTES],
    ) {
        for ((one, other), mask) in one.iter().zip(other).zip(mask) {
            let difference = u16::from(one.abs_diff(*other & *mask));
            self.0 += u32::from(difference * difference);
        }
    }

    /// The sum.
    #[inline]
    pub(super) fn total(self) -> u32 {
        self.0
    }
}

/// A running sum, in four parts; each must stay below 2^31.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[derive(Clone, Copy)]
pub(super) struct Squares(core::arch::wasm32::v128);

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
impl Squares {
    /// Nothing yet.
    #[inline]
    pub(super) fn none() -> Self {
        Self(core::arch::wasm32::i32x4_splat(0))
    }

    /// Adds those of two rows.
    #[inline]
    pub(super) fn add<const BYTES: usize>(&mut self, one: &[u8; BYTES], other: &[u8; BYTES]) {
        self.add_masked(one, other, &[255; BYTES]);
    }

    /// Adds those of two rows where the mask is 255; it is 0 elsewhere, and so is `one`.
    #[inline]
    pub(super) fn add_masked<const BYTES: usize>(
        &mut self,
        one: &[u8; BYTES],
        other: &[u8; BYTES],
        mask: &[u8; BYTES],
    ) {
        let (one, one_end) = one.as_chunks::<8>();
        let (other, other_end) = other.as_chunks::<8>();
        let (mask, mask_end) = mask.as_chunks::<8>();
        for ((one, other), mask) in one.iter().zip(other).zip(mask) {
            let other = u64::from_le_bytes(*other) & u64::from_le_bytes(*mask);
            self.add_eight(u64::from_le_bytes(*one), other);
        }
        // Rows are whole pixels, so what is left is one or none.
        if let (Some(one), Some(other), Some(mask)) =
            (one_end.first_chunk(), other_end.first_chunk(), mask_end.first_chunk())
        {
            let other = u32::from_le_bytes(*other) & u32::from_le_bytes(*mask);
            self.add_eight(u32::from_le_bytes(*one).into(), other.into());
        }
    }

    #[inline]
    fn add_eight(&mut self, one: u64, other: u64) {
        use core::arch::wasm32::{i16x8_sub, i32x4_add, i32x4_dot_i16x8, u16x8_extend_low_u8x16, u64x2};
        let wide = |bytes: u64| u16x8_extend_low_u8x16(u64x2(bytes, 0));
        let difference = i16x8_sub(wide(one), wide(other));
        self.0 = i32x4_add(self.0, i32x4_dot_i16x8(difference, difference));
    }

    /// The sum.
    #[inline]
    pub(super) fn total(self) -> u32 {
        use core::arch::wasm32::u32x4_extract_lane;
        u32x4_extract_lane::<0>(self.0)
            + u32x4_extract_lane::<1>(self.0)
            + u32x4_extract_lane::<2>(self.0)
            + u32x4_extract_lane::<3>(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_row_counts_once() {
        let one: [u8; 28] = std::array::from_fn(|index| (index * 9) as u8);
        for at in 0..28 {
            let mut other = one;
            other[at] = other[at].wrapping_add(100);
            let expected = u32::from(one[at].abs_diff(other[at])).pow(2);
            let mut squares = Squares::none();
            squares.add(&one, &other);
            assert_eq!(squares.total(), expected, "byte {at}");
        }
        let mut squares = Squares::none();
        for _ in 0..7 {
            squares.add(&[0; 28], &[255; 28]);
        }
        assert_eq!(squares.total(), 196 * 255 * 255);
    }
}
