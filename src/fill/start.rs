//! The first solution of a hole, at its coarsest scale, where the structure is decided.
//!
//! Two ways are tried, which costs little as the scale is small. The peel goes on with what touches the rim and
//! stays sharp; but it copies whatever goes on well at first, wherever that leads, and where it meets itself
//! nothing fits. Rounds from the membrane find a compromise, softer as a rule. The peel is taken unless the
//! compromise fits clearly better.
//!
//! A second solution may start at the next finer scale, where thin things are still to be seen; its peel is cheaper
//! and has no rival, since the two solutions are compared later (`fitness`).

use super::peel::{Effort, peel};
use super::progress::{Progress, SEARCH_WORK};
use super::random::Random;
use super::solution::Solution;
use super::vote::{Ballot, Sharpness};

/// The membrane's solution is taken when its error is below this percentage of the peel's.
const CLEARLY_BETTER_PERCENT: u64 = 92;

/// The peel's at the coarsest scale, where all sources are compared as a rule, and at the next finer one, where they
/// are sampled: as many comparisons for a small hole as for a large one took half the time of a small fill.
const COARSEST_EFFORT: Effort = Effort { in_all: 12_000_000, each: usize::MAX };
const FINER_EFFORT: Effort = Effort { in_all: 3_000_000, each: 2000 };

/// Completes the coarsest level, on whose hole the membrane lies.
pub(super) fn start(
    solution: &mut Solution<'_>,
    rounds: usize,
    random: &mut Random,
    progress: &mut Progress<'_>,
) {
    // Of the work that is counted for the scale, the peel is about a half and the two ways of rounds the rest.
    let smooth = solution.level.own.plane.pixels.clone();
    peel(solution, COARSEST_EFFORT, &mut |peeled| {
        progress.add(peeled * rounds as u64 * SEARCH_WORK / 2);
    });
    let mut settle = |solution: &mut Solution<'_>| {
        settle(solution, rounds, random, &mut |done| progress.add(done * SEARCH_WORK / 4))
    };
    let missed = settle(solution);
    let peeled = std::mem::replace(&mut solution.level.own.plane.pixels, smooth);
    let peeled_field = solution.field.clone();
    solution.field.forget();
    let takes_peel = settle(solution) * 100 >= missed * CLEARLY_BETTER_PERCENT;
    if takes_peel {
        solution.level.own.plane.pixels = peeled;
        solution.field = peeled_field;
    }
}

/// Completes a level by the peel and rounds from it.
pub(super) fn start_finer(
    solution: &mut Solution<'_>,
    rounds: usize,
    random: &mut Random,
    progress: &mut Progress<'_>,
) {
    peel(solution, FINER_EFFORT, &mut |peeled| progress.add(peeled * rounds as u64 * SEARCH_WORK / 2));
    settle(solution, rounds, random, &mut |done| progress.add(done * SEARCH_WORK / 2));
}

/// Matches and votes in turn; gives the sum of what the matches miss.
fn settle(
    solution: &mut Solution<'_>,
    rounds: usize,
    random: &mut Random,
    report: &mut dyn FnMut(u64),
) -> u64 {
    solution.field.draw_missing(&solution.level, random);
    let reach = solution.level.own.plane.width.max(solution.level.own.plane.height);
    for round in 0..rounds {
        solution.field.sweep(&solution.level, round % 2 == 0, reach, random, report);
        Ballot::cast(solution, Sharpness::SHARP, &mut |_| ());
    }
    let field = &solution.field;
    let matches = field.targets.iter().filter_map(|&target| field.get(target as usize));
    matches.map(|found| u64::from(found.distance)).sum()
}
