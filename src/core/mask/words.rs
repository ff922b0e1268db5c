//! Row operations on 16 bytes at a time.
//!
//! The page is built for size, so the compiler does not vectorise loops by itself. What must be fast is therefore
//! written with [`super::lanes`], which are vectors in a browser.

use super::lanes::{self, LANES};

/// How many bytes are not zero.
pub(crate) fn count_non_zero(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks::<LANES>();
    let count: u64 = chunks.iter().map(|chunk| u64::from(lanes::count_non_zero(chunk))).sum();
    count + rest.iter().filter(|&&byte| byte > 0).count() as u64
}

/// All bytes have this value.
pub(crate) fn all_are(bytes: &[u8], value: u8) -> bool {
    let (chunks, rest) = bytes.as_chunks::<LANES>();
    chunks.iter().all(|chunk| lanes::all_are(chunk, value)) && rest.iter().all(|&byte| byte == value)
}

/// From the first byte that is not zero to after the last; `None` when all are zero.
pub(crate) fn span_of_non_zero(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let (chunks, _) = bytes.as_chunks::<LANES>();
    let is_zero = |chunk: &[u8; LANES]| lanes::all_are(chunk, 0);
    let skipped = chunks.iter().take_while(|chunk| is_zero(chunk)).count() * LANES;
    let first = skipped + bytes.get(skipped..)?.iter().position(|&byte| byte > 0)?;
    let (_, chunks) = bytes.as_rchunks::<LANES>();
    let skipped = chunks.iter().rev().take_while(|chunk| is_zero(chunk)).count() * LANES;
    let last = bytes.get(..bytes.len() - skipped)?.iter().rposition(|&byte| byte > 0)?;
    Some(first..last + 1)
}

/// Each byte becomes 255 less it.
pub(crate) fn invert(bytes: &mut [u8]) {
    let (chunks, rest) = bytes.as_chunks_mut::<LANES>();
    for chunk in chunks {
        lanes::invert(chunk);
    }
    for byte in rest {
        *byte = 255 - *byte;
    }
}

/// Swaps two rows of one length.
pub(crate) fn swap(one: &mut [u8], other: &mut [u8]) {
    let (one, one_rest) = one.as_chunks_mut::<LANES>();
    let (other, other_rest) = other.as_chunks_mut::<LANES>();
    for (one, other) in one.iter_mut().zip(other) {
        lanes::swap(one, other);
    }
    for (one, other) in one_rest.iter_mut().zip(other_rest) {
        std::mem::swap(one, other);
    }
}

/// Bytes that [`halve`] makes at once.
pub(crate) const HALVED: usize = LANES / 2;

/// Rounded means of 2 x 2 bytes, [`HALVED`] at a time: as many of them as the shorter row has whole pairs for.
pub(crate) fn halve(above: &[u8], below: &[u8], out: &mut [u8]) {
    let (out, _) = out.as_chunks_mut::<HALVED>();
    let rows = above.as_chunks::<LANES>().0.iter().zip(below.as_chunks::<LANES>().0);
    for (out, (above, below)) in out.iter_mut().zip(rows) {
        *out = lanes::halve(above, below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_bytes_say() {
        let bytes: Vec<u8> = (0..561_u32).map(|index| (index * index % 7 * 40) as u8).collect();
        for length in (0..70).chain(230..500) {
            let part = &bytes[..length];
            let slow = part.iter().filter(|&&byte| byte != 0).count() as u64;
            assert_eq!(count_non_zero(part), slow, "{length}");
        }
        assert_eq!(count_non_zero(&[255, 128, 1, 0, 127, 0, 0, 2, 0]), 5);
        assert!(all_are(&[7; 19], 7) && all_are(&[], 3));
        assert!(!all_are(&[7, 7, 7, 7, 7, 7, 7, 7, 6], 7) && !all_are(&[7, 7, 7, 6, 7, 7, 7, 7], 7));
    }

    #[test]
    fn the_span_of_what_is_not_zero() {
        for length in 0..70 {
            let mut bytes = vec![0; length];
            assert_eq!(span_of_non_zero(&bytes), None);
            for (one, other) in [(3, 3), (0, 40), (17, 63), (40, 69)] {
                if other < length {
                    bytes.fill(0);
                    bytes[one] = 1;
                    bytes[other] = 255;
                    assert_eq!(span_of_non_zero(&bytes), Some(one..other + 1), "{length}");
                }
            }
        }
    }

    #[test]
    fn halves_are_rounded_means() {
        let above: Vec<u8> = (0..24_u32).map(|index| (index * 97 % 256) as u8).collect();
        let below: Vec<u8> = (0..24_u32).map(|index| (index * 31 % 256) as u8).collect();
        let mut out = [0; 12];
        halve(&above, &below, &mut out);
        for (index, &mean) in out.iter().enumerate().take(HALVED) {
            let sum: u32 = [above[2 * index], above[2 * index + 1], below[2 * index], below[2 * index + 1]]
                .map(u32::from)
                .iter()
                .sum();
            assert_eq!(u32::from(mean), (sum + 2) / 4);
        }
    }
}
