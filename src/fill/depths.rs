//! How deep a pixel lies in its hole, in steps in eight directions.

use super::plane::{Cell, Plane, Window};

/// The depths of a plane's pixels: 0 outside the hole, 1 at its rim. Held for the hole's window only.
pub(super) struct Depths {
    window: Window,
    plane_width: usize,
    values: Vec<u16>,
}

impl Depths {
    /// Those of a plane whose hole lies in a window.
    pub(super) fn of(plane: &Plane, hole: Window) -> Self {
        let window = hole.grown(1, plane.width, plane.height);
        let cells = plane.cells.chunks_exact(plane.width.max(1));
        let rows = cells.skip(window.top).take(window.height);
        let is_hole: Vec<bool> = rows
            .flat_map(|row| row.iter().skip(window.left).take(window.width))
            .map(|cell| *cell == Cell::Hole)
            .collect();
        Self { window, plane_width: plane.width, values: depths(window.width, &is_hole) }
    }

    /// The depth of the pixel at a position in the plane.
    #[inline]
    pub(super) fn at(&self, position: usize) -> u16 {
        let (x, y) = (position % self.plane_width, position / self.plane_width);
        if !self.window.contains(x, y) {
            return 0;
        }
        let inside = (y - self.window.top) * self.window.width + x - self.window.left;
        self.values.get(inside).copied().unwrap_or(0)
    }
}

/// For each pixel, the number of steps (in 8 directions) to the nearest one where `is_inside` is false; 0
/// there. The plane's edges do not count as outside.
pub(super) fn depths(width: usize, is_inside: &[bool]) -> Vec<u16> {
    let mut depths: Vec<u16> = is_inside.iter().map(|inside| if *inside { u16::MAX } else { 0 }).collect();
    let lower = |depths: &mut Vec<u16>, at: usize, sides: [(bool, usize); 4]| {
        let nearest = sides
            .into_iter()
            .filter(|(is_there, _)| *is_there)
            .filter_map(|(_, near)| depths.get(near).copied())
            .min();
        if let (Some(depth), Some(nearest)) = (depths.get_mut(at), nearest) {
            *depth = (*depth).min(nearest.saturating_add(1));
        }
    };
    let count = depths.len();
    for at in 0..count {
        let x = at % width;
        let (has_left, has_right, has_up) = (x > 0, x + 1 < width, at >= width);
        let up = at.wrapping_sub(width);
        lower(
            &mut depths,
            at,
            [
                (has_left, at.wrapping_sub(1)),
                (has_up, up),
                (has_up && has_left, up.wrapping_sub(1)),
                (has_up && has_right, up.wrapping_add(1)),
            ],
        );
    }
    for at in (0..count).rev() {
        let x = at % width;
        let (has_left, has_right) = (x > 0, x + 1 < width);
        let down = at + width;
        let has_down = down < count;
        lower(
            &mut depths,
            at,
            [
                (has_right, at + 1),
                (has_down, down),
                (has_down && has_left, down.wrapping_sub(1)),
                (has_down && has_right, down + 1),
            ],
        );
    }
    depths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depths_of_a_hole_are_those_of_the_whole_plane() {
        let (width, height) = (12, 9);
        let is_hole = |at: usize| (3..9).contains(&(at % width)) && at / width > 2;
        let cells = (0..width * height).map(|at| if is_hole(at) { Cell::Hole } else { Cell::Known });
        let plane = Plane { width, height, pixels: vec![[0; 4]; width * height], cells: cells.collect() };
        let hole = Window { left: 3, top: 3, width: 6, height: 6 };
        let whole = depths(width, &(0..width * height).map(is_hole).collect::<Vec<_>>());
        let held = Depths::of(&plane, hole);
        assert_eq!((0..width * height).map(|at| held.at(at)).collect::<Vec<_>>(), whole);
    }

    #[test]
    fn depth_counts_steps_and_ignores_the_edges() {
        let inside: Vec<bool> = "...#######".chars().map(|letter| letter == '#').collect();
        assert_eq!(depths(10, &inside), [0, 0, 0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(depths(5, &inside), [0, 0, 0, 1, 2, 1, 1, 1, 1, 2]);
        assert_eq!(depths(2, &[true; 4]), [u16::MAX; 4]);
    }
}
