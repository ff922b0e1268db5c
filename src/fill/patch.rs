//! How unlike two square patches are: the sum of squared differences over the 4 bytes of each pixel.
//!
//! A row of a patch is compared as one array of fixed length (`lanes`). A patch that leaves its plane at the
//! top or bottom is infinitely unlike; callers keep it off the sides.

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
        let row_one = one
            .pixels
            .get(start_one..)
            .and_then(|row| row.as_flattened().first_chunk::<BYTES>());
        let row_other = other
            .pixels
            .get(start_other..)
            .and_then(|row| row.as_flattened().first_chunk::<BYTES>());
        let (Some(row_one), Some(row_other)) = (row_one, row_other) else {
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

/// The distance over those pixels of a patch of which `is_given` holds, row by row.
pub(super) fn masked_distance(
    given: &[(isize, [u8; 4])],
    (other, at_other): (&Plane, usize),
    limit: u32,
) -> u32 {
    let mut sum = 0;
    for (offset, pixel) in given {
        let Some(found) = at_other
            .checked_add_signed(*offset)
            .and_then(|at| other.pixels.get(at))
        else {
            return NEVER;
        };
        for (one, other) in pixel.iter().zip(found) {
            sum += u32::from(one.abs_diff(*other)).pow(2);
        }
        if sum >= limit {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fill::plane::Cell;

    fn plane(pixel: impl Fn(usize) -> u8) -> Plane {
        let pixels = (0..81).map(|index| [pixel(index); 4]).collect();
        Plane {
            width: 9,
            height: 9,
            pixels,
            cells: vec![Cell::Known; 81],
        }
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
    fn the_masked_distance_counts_the_given_only() {
        let other = plane(|index| index as u8);
        let given = [(0, [40; 4]), (1, [43; 4]), (-9, [31; 4])];
        assert_eq!(masked_distance(&given, (&other, 40), NEVER), 16);
        assert_eq!(masked_distance(&given, (&other, 5), NEVER), NEVER);
    }
}
