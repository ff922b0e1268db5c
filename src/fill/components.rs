//! Splits a mask into separate problems.
//!
//! Hole pixels are gathered on a grid of cells; touching cells are one component. Components whose windows come
//! nearer than patches and their coarser scales reach are joined, so no problem sees another's hole near
//! its own.

use super::depths::depths;
use super::plane::Window;
use crate::core::geometry::Size;

/// Side of a grid cell, in pixels.
const CELL_PX: usize = 16;
/// Rim round a component that is always its own, in pixels.
const REACH_PX: usize = 14;

/// One separate hole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Component {
    /// The smallest window that holds it.
    pub(super) window: Window,
    /// Steps from its innermost pixel to the nearest one outside.
    pub(super) depth: usize,
    /// Its pixels.
    pub(super) area: usize,
}

impl Component {
    /// True when the hole reaches an edge of the picture of that size.
    pub(super) fn is_at_edge(&self, picture: Size) -> bool {
        let window = self.window;
        window.left == 0
            || window.top == 0
            || window.left + window.width == picture.width as usize
            || window.top + window.height == picture.height as usize
    }
}

/// The components of coverage (above 0 = hole), `width` pixels a row, from top to bottom.
pub(super) fn components(coverage: &[u8], width: usize) -> Vec<Component> {
    let height = coverage.len() / width.max(1);
    let mut found: Vec<Component> =
        cell_windows(coverage, width).into_iter().map(|window| measured(coverage, width, window)).collect();
    while let Some((kept, joined)) = first_overlap(&found, width, height) {
        let other = found.swap_remove(joined);
        if let Some(part) = found.get_mut(kept) {
            *part = measured(coverage, width, union(part.window, other.window));
        }
    }
    found.sort_by_key(|part| (part.window.top, part.window.left));
    found
}

/// The first pair where the reach of one touches the other's window, the smaller index first.
fn first_overlap(found: &[Component], width: usize, height: usize) -> Option<(usize, usize)> {
    let touches = |one: Window, other: Window| {
        one.left < other.left + other.width
            && other.left < one.left + one.width
            && one.top < other.top + other.height
            && other.top < one.top + one.height
    };
    found.iter().enumerate().find_map(|(one, part)| {
        let reach = part.window.grown(REACH_PX.max(part.depth), width, height);
        let other = (0..found.len()).find(|other| {
            *other != one && found.get(*other).is_some_and(|part| touches(reach, part.window))
        })?;
        Some((one.min(other), one.max(other)))
    })
}

fn union(one: Window, other: Window) -> Window {
    let (left, top) = (one.left.min(other.left), one.top.min(other.top));
    Window {
        left,
        top,
        width: (one.left + one.width).max(other.left + other.width) - left,
        height: (one.top + one.height).max(other.top + other.height) - top,
    }
}

/// The tight windows of the groups of touching cells.
fn cell_windows(coverage: &[u8], width: usize) -> Vec<Window> {
    let columns = width.div_ceil(CELL_PX);
    let height = coverage.len() / width.max(1);
    let mut cells: Vec<Option<Window>> = vec![None; columns * height.div_ceil(CELL_PX)];
    for (y, row) in coverage.chunks_exact(width.max(1)).enumerate() {
        for (column, part) in row.chunks(CELL_PX).enumerate() {
            let Some(first) = part.iter().position(|cover| *cover > 0) else {
                continue;
            };
            let last = part.iter().rposition(|cover| *cover > 0).unwrap_or(first);
            let run = Window { left: column * CELL_PX + first, top: y, width: last - first + 1, height: 1 };
            if let Some(cell) = cells.get_mut(y / CELL_PX * columns + column) {
                *cell = Some(cell.map_or(run, |window| union(window, run)));
            }
        }
    }
    let mut windows = Vec::new();
    for start in 0..cells.len() {
        let mut open = vec![start];
        let mut group: Option<Window> = None;
        while let Some(at) = open.pop() {
            let Some(window) = cells.get_mut(at).and_then(Option::take) else {
                continue;
            };
            group = Some(group.map_or(window, |sum| union(sum, window)));
            let (x, y) = (at % columns, at / columns);
            for row in y.saturating_sub(1)..=y + 1 {
                for column in x.saturating_sub(1)..=(x + 1).min(columns - 1) {
                    open.push(row * columns + column);
                }
            }
        }
        windows.extend(group);
    }
    windows
}

/// Depth and area of what a window holds.
fn measured(coverage: &[u8], width: usize, window: Window) -> Component {
    let height = coverage.len() / width.max(1);
    let around = window.grown(1, width, height);
    let mut is_hole = Vec::with_capacity(around.width * around.height);
    for row in coverage.chunks_exact(width.max(1)).skip(around.top).take(around.height) {
        let row = row.get(around.left..around.left + around.width).unwrap_or_default();
        is_hole.extend(row.iter().map(|cover| *cover > 0));
    }
    let deepest = depths(around.width, &is_hole).into_iter().max().unwrap_or(0) as usize;
    let area = is_hole.iter().filter(|hole| **hole).count();
    Component { window, depth: deepest.min(around.width.max(around.height)), area }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(holes: &[Window]) -> Vec<Component> {
        let mut coverage = vec![0; 200 * 150];
        for hole in holes {
            for y in hole.top..hole.top + hole.height {
                coverage[y * 200 + hole.left..y * 200 + hole.left + hole.width].fill(255);
            }
        }
        components(&coverage, 200)
    }

    #[test]
    fn far_holes_are_apart_and_near_ones_together() {
        let hole = |left, top, width, height| Window { left, top, width, height };
        let one = Component { window: hole(10, 10, 5, 5), depth: 3, area: 25 };
        let far = Component { window: hole(150, 100, 7, 3), depth: 2, area: 21 };
        assert_eq!(found(&[one.window]), [one]);
        assert_eq!(found(&[one.window, far.window]), [one, far]);
        let together = found(&[one.window, hole(20, 12, 2, 2)]);
        assert_eq!(together, [Component { window: hole(10, 10, 12, 5), depth: 3, area: 29 }]);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn a_full_mask_has_a_finite_depth() {
        let all = found(&[Window { left: 0, top: 0, width: 200, height: 150 }]);
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].depth, 200);
    }
}
