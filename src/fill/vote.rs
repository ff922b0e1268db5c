//! The vote: every pixel of the hole becomes the weighted mean of what the patches over it propose (Wexler,
//! Shechtman, Irani, "Space-Time Completion of Video", 2007).
//!
//! A patch weighs more when it fits better and when it lies near the rim, where more of it is known. Weights
//! are whole numbers, so the bytes are the same on every machine.

use super::field::{Field, REPORTED_TARGETS};
use super::level::{Level, Match, Source};
use super::plane::Cell;
use super::solution::Solution;

/// How much a vote favours the best fits: the power to which a fit is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sharpness(u32);

impl Sharpness {
    /// Many patches share in each pixel: finds how the texture goes on.
    pub(super) const SOFT: Self = Self(5);
    /// A few patches decide: finds the structure, and ends a scale.
    pub(super) const SHARP: Self = Self(8);
    /// The best patch takes nearly all: keeps the texture of what is copied.
    pub(super) const FINAL: Self = Self(20);
}

/// A step to the pixel on the right and one to the pixel below, in levels of red, green and blue, and the weight of
/// those who voted for it: 0 when there are none.
pub(super) type Steps = [[f32; 4]; 2];

/// Sums of a vote over the field's window, row-major: red, green, blue, gradient, weight.
pub(super) struct Ballot {
    sums: Vec<[u32; 5]>,
    /// The weight of each target's patch, in their order.
    weights: Vec<u32>,
}

/// Weight of a patch at the rim, in 1/256.
const FULL_CONFIDENCE: u32 = 256;

impl Ballot {
    /// Collects the votes of all targets and sets the hole's pixels to the outcome.
    pub(super) fn cast(
        solution: &mut Solution<'_>,
        sharpness: Sharpness,
        report: &mut dyn FnMut(u64),
    ) -> Self {
        let ballot = Self::collect(solution, sharpness, report);
        ballot.apply(solution);
        ballot
    }

    /// Collects the votes of all targets. Reports how many targets are counted, part by part.
    pub(super) fn collect(
        solution: &Solution<'_>,
        sharpness: Sharpness,
        report: &mut dyn FnMut(u64),
    ) -> Self {
        let Solution { level, field, depths } = solution;
        let window = field.window;
        let mut sums = vec![[0; 5]; window.width * window.height];
        let typical = typical_distance(field);
        let confidences = confidences();
        let side = 2 * level.radius + 1;
        let weights: Vec<u32> = field
            .targets
            .iter()
            .map(|&target| {
                let Some(found) = field.get(target as usize) else {
                    return 0;
                };
                let depth = usize::from(depths.at(target as usize));
                let confidence = confidences.get(depth).or(confidences.last());
                let confidence = confidence.copied().unwrap_or(1);
                weight(found.distance, typical, sharpness) * confidence / FULL_CONFIDENCE + 1
            })
            .collect();
        for (index, (&target, &weight)) in field.targets.iter().zip(&weights).enumerate() {
            report_each(index, report);
            let Some(found) = field.get(target as usize) else {
                continue;
            };
            let Some(source) = level.source(found.source as usize) else {
                continue;
            };
            let (from, to) = corners(level, field, source, target as usize, found);
            for row in 0..side {
                let from = from + row * source.plane.width;
                let to = to + row * window.width;
                let proposed = source.plane.pixels.get(from..from + side).unwrap_or_default();
                let voted = sums.get_mut(to..to + side).unwrap_or_default();
                for (sum, pixel) in voted.iter_mut().zip(proposed) {
                    for (total, value) in sum.iter_mut().zip(pixel) {
                        *total += weight * u32::from(*value);
                    }
                    sum[4] += weight;
                }
            }
        }
        Self { sums, weights }
    }

    /// The outcome at a place of the window, if anyone voted.
    pub(super) fn outcome(&self, at_in_window: usize) -> Option<[u8; 4]> {
        let [red, green, blue, gradient, weight] = *self.sums.get(at_in_window)?;
        let mean = |sum: u32| ((sum + weight / 2) / weight) as u8;
        (weight > 0).then(|| [mean(red), mean(green), mean(blue), mean(gradient)])
    }

    /// For each place of the window, the voted steps to the pixel on the right and to the one below. Where no patch
    /// holds both pixels there is none. Lets go of the colours, which take as much memory.
    /// Reports how many targets are counted, part by part.
    pub(super) fn into_steps(self, solution: &Solution<'_>, report: &mut dyn FnMut(u64)) -> Vec<Steps> {
        let (Solution { level, field, .. }, Self { weights, sums }) = (solution, self);
        drop(sums);
        let window = field.window;
        let side = 2 * level.radius + 1;
        let mut sums = vec![[[0_i32; 4]; 2]; window.width * window.height];
        let mut add = |at: usize, direction: usize, weight: i32, from: [u8; 4], to: [u8; 4]| {
            if let Some([red, green, blue, total]) = sums.get_mut(at).and_then(|sum| sum.get_mut(direction)) {
                let step = |from: u8, to: u8| weight * (i32::from(to) - i32::from(from));
                *red += step(from[0], to[0]);
                *green += step(from[1], to[1]);
                *blue += step(from[2], to[2]);
                *total += weight;
            }
        };
        for (index, (&target, &weight)) in field.targets.iter().zip(&weights).enumerate() {
            report_each(index, report);
            let found = field.get(target as usize);
            let Some(found) = found.filter(|_| weight > 0) else {
                continue;
            };
            let Some(source) = level.source(found.source as usize) else {
                continue;
            };
            let (from, to) = corners(level, field, source, target as usize, found);
            let mut above: &[[u8; 4]] = &[];
            for row in 0..side {
                let from = from + row * source.plane.width;
                let proposed = source.plane.pixels.get(from..from + side).unwrap_or_default();
                let at = to + row * window.width;
                for (column, pair) in proposed.array_windows::<2>().enumerate() {
                    add(at + column, 0, weight as i32, pair[0], pair[1]);
                }
                for (column, (above, pixel)) in above.iter().zip(proposed).enumerate() {
                    add(at + column - window.width, 1, weight as i32, *above, *pixel);
                }
                above = proposed;
            }
        }
        let mean = |[red, green, blue, weight]: [i32; 4]| {
            let mean = |sum: i32| {
                if weight > 0 { sum as f32 / weight as f32 } else { 0.0 }
            };
            [mean(red), mean(green), mean(blue), weight as f32]
        };
        sums.into_iter().map(|sums| sums.map(mean)).collect()
    }

    /// By how much the vote misses the known pixels beside the hole: the mean square over their colours, in
    /// levels.
    pub(super) fn mean_square_missed(&self, solution: &Solution<'_>) -> u64 {
        let (window, plane) = (solution.field.window, &solution.level.own.plane);
        let (mut sum, mut count) = (0_u64, 0_u64);
        for inside in 0..window.width * window.height {
            let at = window.position(inside, plane.width);
            if plane.cells.get(at) == Some(&Cell::Known)
                && let (Some(actual), Some(outcome)) = (plane.pixels.get(at), self.outcome(inside))
            {
                for (one, other) in actual.iter().zip(outcome).take(3) {
                    sum += u64::from(one.abs_diff(other)).pow(2);
                    count += 1;
                }
            }
        }
        sum / count.max(1)
    }

    /// Sets the hole's pixels to the outcome.
    pub(super) fn apply(&self, solution: &mut Solution<'_>) {
        let window = solution.field.window;
        let plane = &mut solution.level.own.plane;
        for at_in_window in 0..self.sums.len() {
            let at = window.position(at_in_window, plane.width);
            if plane.cells.get(at) == Some(&Cell::Hole)
                && let (Some(outcome), Some(pixel)) = (self.outcome(at_in_window), plane.pixels.get_mut(at))
            {
                *pixel = outcome;
            }
        }
    }
}

/// Reports [`REPORTED_TARGETS`] more when an index comes to a multiple of them.
fn report_each(index: usize, report: &mut dyn FnMut(u64)) {
    if index % REPORTED_TARGETS == REPORTED_TARGETS - 1 {
        report(REPORTED_TARGETS as u64);
    }
}

/// Where the first pixel of a match's patch lies in its source, and that of its target's in the window.
fn corners(level: &Level<'_>, field: &Field, source: &Source, target: usize, found: Match) -> (usize, usize) {
    let (radius, width, window) = (level.radius, level.own.plane.width, field.window);
    let (x, y) = (target % width - radius, target / width - radius);
    let from = found.at(source).wrapping_sub(radius * source.plane.width + radius);
    (from, (y - window.top) * window.width + x - window.left)
}

/// The distance that three of four matches stay below.
fn typical_distance(field: &Field) -> u32 {
    let mut distances: Vec<u32> = field
        .targets
        .iter()
        .filter_map(|&target| field.get(target as usize))
        .map(|found| found.distance)
        .collect();
    if distances.is_empty() {
        return 1;
    }
    let rank = distances.len() * 3 / 4;
    let (_, typical, _) = distances.select_nth_unstable(rank);
    (*typical).max(64)
}

/// The weight of a patch, 0 to 65 535.
fn weight(distance: u32, typical: u32, sharpness: Sharpness) -> u32 {
    // 256 for a perfect fit, 128 for a typical one.
    let fit = (u64::from(typical) * 256 / (u64::from(typical) + u64::from(distance))) as u32;
    (0..sharpness.0).fold(65_535, |weight, _| (weight * fit) >> 8)
}

/// The confidence of a patch by its centre's depth in the hole: it falls by 3/16 with each pixel.
fn confidences() -> Vec<u32> {
    let mut confidences = vec![FULL_CONFIDENCE];
    let mut confidence = FULL_CONFIDENCE * 256;
    while confidence > 4 * 256 {
        confidence = confidence / 16 * 13;
        confidences.push(confidence / 256);
    }
    confidences
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn better_fits_weigh_more_and_sharply_so() {
        for sharpness in [Sharpness::SOFT, Sharpness::SHARP, Sharpness::FINAL] {
            let weights: Vec<u32> =
                [0, 100, 1000, 2000].map(|distance| weight(distance, 1000, sharpness)).to_vec();
            assert!(
                // The sharpest rounds worse fits down to nothing, and nothing stays nothing.
                weights.windows(2).all(|pair| pair[0] > pair[1] || pair == [0, 0]),
                "{sharpness:?} {weights:?}"
            );
        }
        let share = |sharpness| weight(100, 1000, sharpness) * 100 / weight(0, 1000, sharpness);
        assert!(share(Sharpness::FINAL) < share(Sharpness::SHARP));
        assert!(share(Sharpness::SHARP) < share(Sharpness::SOFT));
    }

    #[test]
    fn confidence_falls_with_depth_and_never_to_nothing() {
        let confidences = confidences();
        assert!(confidences.windows(2).all(|pair| pair[0] > pair[1]));
        assert!(confidences.last().is_some_and(|last| *last > 0));
    }
}
