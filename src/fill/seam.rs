//! Joins what was copied without seams, among the patches and with the rim.
//!
//! Patches from different places differ in light where they meet. So the vote is taken over the steps from
//! pixel to pixel as well: a step is voted by the patches that hold both of its pixels, and knows nothing of a
//! seam between them. The colours are corrected until their steps are the voted ones as nearly as they can be,
//! the known pixels at the rim held fast, as in gradient-domain fusion (Pérez et al., "Poisson Image Editing",
//! 2003; for completion, Darabi et al., "Image Melding", 2012). Solved coarse to fine, as the membrane.

use super::plane::{Cell, Plane, Window};
use super::vote::Steps;

/// Sweeps at each scale; the coarse solution leaves only local error.
const SWEEPS: usize = 8;
/// Over-relaxation, stable below 2.
const RELAXATION: f32 = 1.5;
/// What it costs to change a colour by a level, against a step that misses by one: a correction fades within
/// some 25 px.
const COST: f32 = 0.0015;
/// A step that misses by more levels than this is structure rather than light, and counts less the more it is.
const STRUCTURE_STEP: f32 = 6.0;
/// The same for a step over the rim, which shows more.
const STRUCTURE_STEP_AT_RIM: f32 = 120.0;

/// Corrects the hole's pixels so that their steps become those voted for in a window that holds the hole. Reports how
/// many pixels are done, part by part.
pub(super) fn join(plane: &mut Plane, window: Window, voted: Vec<Steps>, report: &mut dyn FnMut(u64)) {
    let width = plane.width;
    let position = |inside: usize| window.position(inside, width);
    let is_hole = |plane: &Plane, at: usize| plane.cells.get(at) == Some(&Cell::Hole);
    let mut correction = Correction {
        width: window.width,
        is_free: (0..voted.len()).map(|inside| is_hole(plane, position(inside))).collect(),
        values: vec![[0.0; 3]; voted.len()],
        steps: voted,
        cost: COST,
    };
    let count = correction.steps.len();
    for (inside, [right, down]) in correction.steps.iter_mut().enumerate() {
        let at = position(inside);
        let (has_right, has_down) = (inside % window.width + 1 < window.width, inside + window.width < count);
        for (step, has_next, next) in [(right, has_right, at + 1), (down, has_down, at + width)] {
            *step = if has_next { missed(plane, at, next, *step) } else { [0.0; 4] };
        }
    }
    correction.settle(report);
    for (inside, change) in correction.values.iter().enumerate() {
        let at = position(inside);
        if is_hole(plane, at)
            && let Some(pixel) = plane.pixels.get_mut(at)
        {
            for (value, change) in pixel.iter_mut().zip(change) {
                *value = (f32::from(*value) + change + 0.5) as u8;
            }
        }
    }
}

/// By how much the step from one pixel to the next misses the voted one; less where that is structure.
fn missed(plane: &Plane, at: usize, next: usize, voted: [f32; 4]) -> [f32; 4] {
    let cell = |at: usize| plane.cells.get(at).copied().unwrap_or(Cell::Void);
    let limit = match (cell(at), cell(next)) {
        (Cell::Hole, Cell::Hole) => STRUCTURE_STEP,
        (Cell::Hole, Cell::Known) | (Cell::Known, Cell::Hole) => STRUCTURE_STEP_AT_RIM,
        _ => return [0.0; 4],
    };
    let (true, Some(own), Some(other)) = (voted[3] > 0.0, plane.pixels.get(at), plane.pixels.get(next))
    else {
        return [0.0; 4];
    };
    let mut missed = voted;
    for (step, (own, other)) in missed.iter_mut().zip(own.iter().zip(other)).take(3) {
        *step -= f32::from(*other) - f32::from(*own);
        *step /= 1.0 + (*step / limit) * (*step / limit);
    }
    missed
}

/// What is to be added to the colours, and the steps it should make.
struct Correction {
    width: usize,
    /// False where it is held at nothing.
    is_free: Vec<bool>,
    values: Vec<[f32; 3]>,
    /// Wanted to the right and down; of each the fourth number means nothing here.
    steps: Vec<Steps>,
    cost: f32,
}

impl Correction {
    fn settle(&mut self, report: &mut dyn FnMut(u64)) {
        if self.width < 2 || self.is_free.len() < 2 * self.width || !self.is_free.contains(&true) {
            return;
        }
        let mut half = self.halved();
        half.settle(&mut |_| ());
        let free: Vec<usize> =
            (0..self.is_free.len()).filter(|&index| self.is_free.get(index) == Some(&true)).collect();
        for &index in &free {
            let (x, y) = (index % self.width, index / self.width);
            let guess = half.values.get(y / 2 * half.width + x / 2).copied();
            if let (Some(value), Some(guess)) = (self.values.get_mut(index), guess) {
                *value = guess;
            }
        }
        for _ in 0..SWEEPS {
            for &index in &free {
                self.relax(index);
            }
            report((free.len() / SWEEPS) as u64);
        }
    }

    /// The same problem for the means of 2 x 2 pixels: two such means step by the step between them and half of
    /// each of those beside it, in the mean of both rows.
    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), (self.is_free.len() / self.width).div_ceil(2));
        let mut half = Self {
            width,
            is_free: vec![true; width * height],
            values: vec![[0.0; 3]; width * height],
            steps: vec![[[0.0; 4]; 2]; width * height],
            cost: self.cost * 4.0,
        };
        for (index, (&is_free, [right, down])) in self.is_free.iter().zip(&self.steps).enumerate() {
            let (x, y) = (index % self.width, index / self.width);
            let at = y / 2 * width + x / 2;
            if let Some(free) = half.is_free.get_mut(at) {
                *free &= is_free;
            }
            for (direction, along, stride, step) in [(0, x, 1, right), (1, y, width, down)] {
                // An even step lies within a mean and counts for the steps on both of its sides.
                let shares = if along % 2 == 1 { [0.5, 0.0] } else { [0.25, 0.25] };
                let before = if along < 2 { usize::MAX } else { at - stride };
                for (at, share) in [at, before].into_iter().zip(shares) {
                    let sums = half.steps.get_mut(at).and_then(|steps| steps.get_mut(direction));
                    for (sum, part) in sums.into_iter().flatten().zip(step) {
                        *sum += part * share;
                    }
                }
            }
        }
        half
    }

    fn relax(&mut self, index: usize) {
        let x = index % self.width;
        let mut sum = [0.0; 3];
        let mut count = self.cost;
        let mut pull = |at: usize, step_at: usize, direction: usize, sign: f32| {
            let step = self.steps.get(step_at).and_then(|steps| steps.get(direction));
            if let (Some(value), Some(step)) = (self.values.get(at), step) {
                count += 1.0;
                for ((total, part), step) in sum.iter_mut().zip(value).zip(step) {
                    *total += part + sign * step;
                }
            }
        };
        if x > 0 {
            pull(index - 1, index - 1, 0, 1.0);
        }
        if x + 1 < self.width {
            pull(index + 1, index, 0, -1.0);
        }
        if index >= self.width {
            pull(index - self.width, index - self.width, 1, 1.0);
        }
        pull(index + self.width, index, 1, -1.0);
        if let Some(value) = self.values.get_mut(index) {
            for (own, total) in value.iter_mut().zip(sum) {
                *own += RELAXATION * (total / count - *own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seam_is_spread_and_the_held_stay() {
        // A row-constant step of 6 levels in the middle of 40 free columns between held ones.
        let (width, height) = (42, 30);
        let mut correction = Correction {
            width,
            is_free: (0..width * height).map(|at| (1..=40).contains(&(at % width))).collect(),
            values: vec![[0.0; 3]; width * height],
            steps: (0..width * height)
                .map(|at| [[if at % width == 20 { 6.0 } else { 0.0 }; 4], [0.0; 4]])
                .collect(),
            cost: 0.0,
        };
        correction.settle(&mut |_| ());
        let row = |x: usize| correction.values[15 * width + x][0];
        assert_eq!((row(0), row(41)), (0.0, 0.0));
        let jump = row(21) - row(20);
        assert!((5.0..6.2).contains(&jump), "the seam is filled by {jump}");
        assert!(row(20) < -2.0 && row(21) > 2.0, "shared by both sides: {} {}", row(20), row(21));
        assert!(row(5).abs() < 1.2 && row(36).abs() < 1.2, "fades: {} {}", row(5), row(36));
    }
}
