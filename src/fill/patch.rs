//! How unlike two square patches are: the sum of squared differences over the 4 bytes of each pixel.
//!
//! A row of a patch is compared as one array of fixed length (`lanes`). A patch that leaves its plane at the
//! top or bottom is infinitely unlike; callers keep it off the sides.

use std::cmp::Reverse;

use super::lanes::Squares;
use super::plane::Plane;

/// The distance of patches that cannot be compared.
pub(super) const NEVER: u32 = u32::MAX;

/// The distance between the patches of `radius` round two pixels, or any number of at least `limit`
/// once it is clear that it is no less. `radius` is 1, 2 or 3.
pub(super) fn distance(radius: usize, one: (&Plane, usize), other: (&Plane, usize), limit: u32) -> u32 {
    match radius {
        1 => rows::<12>(radius, one, other, limit),
        2 => rows::<20>(radius, one, other, limit),
        _ => rows::<28>(radius, one, other, limit),
    }
}

#[inline]
fn rows<const BYTES: usize>(
    radius: usize,
    (one, at_one): (&Plane, usize),
    (other, at_other): (&Plane, usize),
    limit: u32,
) -> u32 {
    let mut start_one = at_one.wrapping_sub(radius * one.width + radius);
    let mut start_other = at_other.wrapping_sub(radius * other.width + radius);
    let mut sum = Squares::none();
    for _ in 0..=2 * radius {
        let (Some(row_one), Some(row_other)) = (row::<BYTES>(one, start_one), row(other, start_other)) else {
            return NEVER;
        };
        sum.add(row_one, row_other);
        if sum.total() >= limit {
            break;
        }
        start_one = start_one.wrapping_add(one.width);
        start_other = start_other.wrapping_add(other.width);
    }
    sum.total()
}

/// The bytes of a patch's row, from its first pixel.
#[inline]
fn row<const BYTES: usize>(plane: &Plane, start: usize) -> Option<&[u8; BYTES]> {
    plane.pixels.get(start..)?.as_flattened().first_chunk()
}

/// Bytes of a row of the largest patches.
const MOST_BYTES: usize = 28;

/// A patch of which some pixels are given, to be compared by those alone.
pub(super) struct Given {
    radius: usize,
    /// How many they are.
    pub(super) count: u32,
    rows: Vec<GivenRow>,
}

/// A row with given pixels, the one that stands out most first.
struct GivenRow {
    /// Which one of the patch, from its top.
    down: usize,
    /// 0 where it is not given.
    bytes: [u8; MOST_BYTES],
    /// 255 where it is.
    mask: [u8; MOST_BYTES],
    /// By how much it differs from the mean of all, in squared levels.
    contrast: u32,
}

impl Given {
    /// The given pixels of the patch of `radius` round a pixel; `None` when there are none.
    pub(super) fn of(
        radius: usize,
        (plane, at): (&Plane, usize),
        is_given: impl Fn(usize) -> bool,
    ) -> Option<Self> {
        let start = at.checked_sub(radius * plane.width + radius)?;
        let (mut rows, mut sums, mut count) = (Vec::with_capacity(7), [0_u32; 4], 0);
        for down in 0..=2 * radius {
            let first = start + down * plane.width;
            let (mut bytes, mut mask) = ([0; MOST_BYTES], [0; MOST_BYTES]);
            let pixels = plane.pixels.get(first..=first + 2 * radius)?.iter().enumerate();
            let places = bytes.as_chunks_mut::<4>().0.iter_mut().zip(mask.as_chunks_mut::<4>().0);
            for ((right, pixel), (bytes, mask)) in pixels.zip(places) {
                if is_given(first + right) {
                    (*bytes, *mask) = (*pixel, [255; 4]);
                    count += 1;
                    for (sum, value) in sums.iter_mut().zip(pixel) {
                        *sum += u32::from(*value);
                    }
                }
            }
            if mask.contains(&255) {
                rows.push(GivenRow { down, bytes, mask, contrast: 0 });
            }
        }
        if count == 0 {
            return None;
        }
        let mean = sums.map(|sum| (sum / count) as u8);
        for row in &mut rows {
            let pixels = row.bytes.iter().zip(&row.mask).zip(mean.iter().cycle());
            let squares = pixels.map(|((byte, mask), mean)| u32::from(byte.abs_diff(mean & mask)).pow(2));
            row.contrast = squares.sum();
        }
        // Most candidates miss what stands out by enough to be left at once.
        rows.sort_by_key(|row| Reverse(row.contrast));
        Some(Self { radius, count, rows })
    }

    /// The distance to the patch round a pixel, or any number of at least `limit`.
    #[inline]
    pub(super) fn distance(&self, other: (&Plane, usize), limit: u32) -> u32 {
        match self.radius {
            1 => self.rows::<12>(other, limit),
            2 => self.rows::<20>(other, limit),
            _ => self.rows::<28>(other, limit),
        }
    }

    #[inline]
    fn rows<const BYTES: usize>(&self, (other, at): (&Plane, usize), limit: u32) -> u32 {
        let start = at.wrapping_sub(self.radius * other.width + self.radius);
        let mut sum = Squares::none();
        for row in &self.rows {
            let found = self::row::<BYTES>(other, start.wrapping_add(row.down * other.width));
            let (Some(found), Some(bytes), Some(mask)) =
                (found, row.bytes.first_chunk(), row.mask.first_chunk())
            else {
                return NEVER;
            };
            sum.add_masked(bytes, found, mask);
            if sum.total() >= limit {
                break;
            }
        }
        sum.total()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fill::plane::Cell;

    fn plane(pixel: impl Fn(usize) -> u8) -> Plane {
        let pixels = (0..81).map(|index| [pixel(index); 4]).collect();
        Plane { width: 9, height: 9, pixels, cells: vec![Cell::Known; 81] }
    }

    #[test]
    fn distance_is_the_sum_over_the_patch() {
        let (flat, other) = (plane(|_| 10), plane(|_| 13));
        for (radius, pixels) in [(1, 9), (2, 25), (3, 49)] {
            assert_eq!(distance(radius, (&flat, 40), (&other, 40), NEVER), pixels * 4 * 9);
        }
        assert!(distance(3, (&flat, 40), (&other, 40), 300) >= 300);
        assert_eq!(distance(3, (&flat, 40), (&other, 2), NEVER), NEVER);
    }

    #[test]
    fn of_a_given_patch_only_what_is_given_counts() {
        let (one, other) = (plane(|index| index as u8), plane(|index| index as u8 + 2));
        for radius in [1, 2, 3] {
            let given = Given::of(radius, (&one, 40), |at| [31, 40, 41].contains(&at)).unwrap();
            assert_eq!((given.count, given.distance((&other, 40), NEVER)), (3, 3 * 4 * 4));
            assert!(given.distance((&other, 41), 20) >= 20);
            assert_eq!(given.distance((&other, 2), NEVER), NEVER);
        }
        assert!(Given::of(3, (&one, 40), |_| false).is_none());
    }
}
