//! Which of two solutions of one scale is the better one.
//!
//! The sum of what all patches miss, which matching and voting make small, says little: a smear fits anything, and
//! what went wrong is a small part of a hole, hidden among what went well. So a solution is judged by what its worst
//! tenth misses, against the texture that it has.

use super::plane::Cell;
use super::solution::Solution;

/// Percentile of the match error that is compared.
const RANK_PERCENT: usize = 90;
/// A rival is better when its squared error, divided by its texture, is below this percentage of the other's.
const BETTER_PERCENT: f64 = 80.0;
/// And its texture is at least this percentage of the other's: less of it is a smear.
const LEAST_TEXTURE_PERCENT: f64 = 80.0;

/// How well a solution fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fitness {
    /// What the worst tenth of the matches misses by more, in squared levels and farness.
    missed: u32,
    /// The mean gradient in the hole, in levels, and 1.
    texture: f64,
}

impl Fitness {
    /// The fitness of a solution.
    pub(super) fn of(solution: &Solution<'_>) -> Self {
        let Solution { level, field, .. } = solution;
        let matches = field.targets.iter().filter_map(|&target| field.get(target as usize));
        let mut distances: Vec<u32> = matches.map(|found| found.distance).collect();
        let missed = if distances.is_empty() {
            0
        } else {
            let rank = distances.len() * RANK_PERCENT / 100;
            *distances.select_nth_unstable(rank).1
        };
        let plane = &level.own.plane;
        let hole = plane.pixels.iter().zip(&plane.cells);
        let hole = hole.filter(|(_, cell)| **cell == Cell::Hole);
        let (sum, count) =
            hole.fold((1_u64, 1_u64), |(sum, count), (pixel, _)| (sum + u64::from(pixel[3]), count + 1));
        Self { missed, texture: 1.0 + sum as f64 / count as f64 }
    }

    /// True when this solution is clearly better than the `usual` one.
    pub(super) fn is_clearly_better_than(self, usual: Self) -> bool {
        let square = |fitness: Self| f64::from(fitness.missed) * f64::from(fitness.missed);
        self.texture * 100.0 >= usual.texture * LEAST_TEXTURE_PERCENT
            && square(self) * usual.texture * 100.0 < square(usual) * self.texture * BETTER_PERCENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(missed: (u32, u32), texture: (f64, f64), is_better: bool) {
        let fitness = |missed, texture| Fitness { missed, texture };
        let (rival, usual) = (fitness(missed.0, texture.0), fitness(missed.1, texture.1));
        assert_eq!(rival.is_clearly_better_than(usual), is_better);
    }

    #[test]
    fn a_rival_must_fit_clearly_better_and_be_no_smear() {
        check((88_000, 100_000), (30.0, 30.0), true);
        check((92_000, 100_000), (30.0, 30.0), false);
        // More texture excuses a worse fit, less of it does not.
        check((104_000, 100_000), (45.0, 30.0), true);
        check((88_000, 100_000), (26.0, 30.0), false);
        check((10_000, 100_000), (20.0, 30.0), false);
        check((0, 0), (1.0, 1.0), false);
    }
}
