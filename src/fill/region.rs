//! Which holes there are, and how much of the picture round each is looked at.

use crate::core::geometry::{Rect, Size};

/// Holes closer than this are one problem, in pixels.
const NEAR_PX: u32 = 24;
/// Least surroundings on each side, in pixels.
const LEAST_MARGIN_PX: u32 = 160;
/// Most holes solved apart; the rest is one problem.
const MOST_HOLES: usize = 64;

/// A hole, or several near each other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hole {
    /// The smallest rectangle that holds it.
    pub(crate) bounds: Rect,
    /// Masked pixels in it.
    pub(crate) covered_px: u64,
}

impl Hole {
    /// The part of the picture that is looked at: the hole and its own longer side all round.
    pub(crate) fn surroundings(&self, size: Size) -> Rect {
        let margin = self.bounds.width().max(self.bounds.height()).max(LEAST_MARGIN_PX);
        grown(self.bounds, margin, size)
    }
}

/// The holes of a mask, from the top down.
pub(crate) fn find(coverage: &[u8], size: Size) -> Vec<Hole> {
    let mut open: Vec<Hole> = Vec::new();
    let mut closed: Vec<Hole> = Vec::new();
    for (y, row) in coverage.chunks_exact(size.width.max(1) as usize).enumerate() {
        let y = y as u32;
        for hole in runs(row, y) {
            absorb(&mut open, hole, size);
        }
        // What ended long enough ago can no longer grow.
        let (still_open, ended): (Vec<Hole>, Vec<Hole>) = open
            .into_iter()
            .partition(|hole| hole.bounds.bottom + NEAR_PX > y);
        open = still_open;
        closed.extend(ended);
    }
    closed.extend(open);
    merge_all(closed, size)
}

/// The runs of masked pixels in a row, those close to each other as one.
fn runs(row: &[u8], y: u32) -> Vec<Hole> {
    let mut found: Vec<Hole> = Vec::new();
    for (x, _) in row.iter().enumerate().filter(|(_, coverage)| **coverage > 0) {
        let x = x as u32;
        match found.last_mut() {
            Some(last) if last.bounds.right + NEAR_PX > x => {
                last.bounds.right = x + 1;
                last.covered_px += 1;
            }
            _ => found.push(Hole {
                bounds: Rect::new(x, y, x + 1, y + 1),
                covered_px: 1,
            }),
        }
    }
    found
}

fn absorb(holes: &mut Vec<Hole>, mut hole: Hole, size: Size) {
    while let Some(near) = holes.iter().position(|other| {
        !grown(other.bounds, NEAR_PX, size)
            .intersect(hole.bounds)
            .is_empty()
    }) {
        let other = holes.swap_remove(near);
        hole = Hole {
            bounds: hole.bounds.union(other.bounds),
            covered_px: hole.covered_px + other.covered_px,
        };
    }
    holes.push(hole);
}

fn merge_all(found: Vec<Hole>, size: Size) -> Vec<Hole> {
    let mut holes = Vec::new();
    for hole in found {
        absorb(&mut holes, hole, size);
    }
    if holes.len() > MOST_HOLES {
        let all = holes.drain(..).reduce(|one, other| Hole {
            bounds: one.bounds.union(other.bounds),
            covered_px: one.covered_px + other.covered_px,
        });
        holes.extend(all);
    }
    holes.sort_by_key(|hole| (hole.bounds.top, hole.bounds.left));
    holes
}

fn grown(rect: Rect, by: u32, size: Size) -> Rect {
    Rect::new(
        rect.left.saturating_sub(by),
        rect.top.saturating_sub(by),
        rect.right.saturating_add(by),
        rect.bottom.saturating_add(by),
    )
    .intersect(Rect::of_size(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_far_apart_are_apart() {
        let size = Size::new(300, 200);
        let mut coverage = vec![0; 300 * 200];
        for (x, y) in [(5, 5), (15, 9), (200, 5), (201, 150), (0, 199)] {
            coverage[y * 300 + x] = 9;
        }
        let found: Vec<(Rect, u64)> = find(&coverage, size)
            .iter()
            .map(|h| (h.bounds, h.covered_px))
            .collect();
        assert_eq!(
            found,
            [
                (Rect::new(5, 5, 16, 10), 2),
                (Rect::new(200, 5, 201, 6), 1),
                (Rect::new(201, 150, 202, 151), 1),
                (Rect::new(0, 199, 1, 200), 1),
            ]
        );
    }
}
