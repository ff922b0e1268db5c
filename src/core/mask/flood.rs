//! Filling what hangs together: by spans with a stack of its own, so that no shape is too deep.

use super::plane::Plane;
use crate::geometry::{Rect, Size};

/// Coverage from here on is a border to filling.
const BORDER: u8 = 128;

/// Marks (or with `is_erasing` takes off) the area round a pixel that is marked as it is. Gives what changed.
pub fn fill(plane: &mut Plane, x: u32, y: u32, is_erasing: bool) -> Rect {
    let size = plane.size();
    let is_like = |coverage: u8| (coverage >= BORDER) == is_erasing;
    let area = connected(size, x, y, |index| plane.data().get(index).copied().is_some_and(is_like));
    let value = if is_erasing { 0 } else { 255 };
    for &(y, left, right) in &area.spans {
        plane.row_mut(y, left, right).fill(value);
    }
    area.bounds
}

/// Pixels that hang together, as spans of rows: `(y, left, right)`, half-open.
#[derive(Clone, Debug, Default)]
pub struct Area {
    /// The spans, each pixel in one.
    pub spans: Vec<(u32, u32, u32)>,
    /// The smallest rectangle round all.
    pub bounds: Rect,
}

/// All pixels that are reached from one over edges by pixels that `is_inside` (by index, row-major) says yes to.
pub fn connected(size: Size, x: u32, y: u32, is_inside: impl Fn(usize) -> bool) -> Area {
    let mut area = Area::default();
    if x >= size.width || y >= size.height {
        return area;
    }
    let width = size.width as usize;
    let index = |x: u32, y: u32| y as usize * width + x as usize;
    // One bit a pixel: filled already.
    let mut seen = vec![0_u64; (size.area() as usize).div_ceil(64)];
    let is_open = |seen: &[u64], x: u32, y: u32| {
        let index = index(x, y);
        seen.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 0) && is_inside(index)
    };
    let mut waiting = vec![(x, y)];
    while let Some((x, y)) = waiting.pop() {
        if !is_open(&seen, x, y) {
            continue;
        }
        let (mut left, mut right) = (x, x + 1);
        while left > 0 && is_open(&seen, left - 1, y) {
            left -= 1;
        }
        while right < size.width && is_open(&seen, right, y) {
            right += 1;
        }
        for index in index(left, y)..index(left, y) + (right - left) as usize {
            if let Some(word) = seen.get_mut(index / 64) {
                *word |= 1 << (index % 64);
            }
        }
        area.spans.push((y, left, right));
        area.bounds = area.bounds.union(Rect::new(left, y, right, y + 1));
        for neighbour in [y.checked_sub(1), Some(y + 1).filter(|&y| y < size.height)].into_iter().flatten() {
            let mut was_open = false;
            for x in left..right {
                let is_open = is_open(&seen, x, neighbour);
                if is_open && !was_open {
                    waiting.push((x, neighbour));
                }
                was_open = is_open;
            }
        }
    }
    area
}
