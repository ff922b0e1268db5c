//! The first solution of a hole, at its coarsest scale, where the structure is decided.
//!
//! Two ways are tried, which costs little as the scale is small. The peel goes on with what touches the rim and
//! keeps it sharp; but it copies whatever goes on well at first, wherever that leads, and where it meets itself
//! nothing fits. Rounds from the membrane find a compromise, softer as a rule. The peel is taken unless the
//! compromise fits clearly better.
//!
//! A second solution may start at the next finer scale, where thin things are still to be seen; its peel is cheaper
//! and has no rival, since the two solutions are compared later (`fitness`).

use super::depths::Depths;
use super::field::Field;
use super::level::Level;
use super::peel::{Effort, peel};
use super::progress::{Progress, SEARCH_WORK};
use super::random::Random;
use super::vote::{Ballot, Sharpness};

/// The membrane's solution is taken when it misses by less than so many hundredths of what the peel's does.
const CLEARLY_BETTER_PERCENT: u64 = 92;

/// The peel's at the coarsest scale, where all sources are compared as a rule, and at the next finer one, where they
/// are sampled: as many comparisons for a small hole as for a large one took half the time of a small fill.
const COARSEST_EFFORT: Effort = Effort { in_all: 12_000_000, each: usize::MAX };
const FINER_EFFORT: Effort = Effort { in_all: 3_000_000, each: 2000 };

/// Completes the coarsest level, on whose hole the membrane lies.
pub(super) fn start(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &Depths,
    rounds: usize,
    random: &mut Random,
    progress: &mut Progress<'_>,
) {
    // Of the work that is counted for the scale, the peel is about a half and the two ways of rounds the rest.
    let smooth = level.own.plane.pixels.clone();
    peel(level, field, depths, COARSEST_EFFORT, &mut |peeled| {
        progress.add(peeled * rounds as u64 * SEARCH_WORK / 2);
    });
    let mut settle = |level: &mut Level<'_>, field: &mut Field| {
        settle(level, field, depths, rounds, random, &mut |done| {
            progress.add(done * SEARCH_WORK / 4);
        })
    };
    let missed = settle(level, field);
    let peeled = std::mem::replace(&mut level.own.plane.pixels, smooth);
    let peeled_field = field.clone();
    field.forget();
    let takes_peel = settle(level, field) * 100 >= missed * CLEARLY_BETTER_PERCENT;
    if takes_peel {
        level.own.plane.pixels = peeled;
        *field = peeled_field;
    }
}

/// Completes a level by the peel and rounds from it.
pub(super) fn start_finer(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &Depths,
    rounds: usize,
    random: &mut Random,
    progress: &mut Progress<'_>,
) {
    peel(level, field, depths, FINER_EFFORT, &mut |peeled| {
        progress.add(peeled * rounds as u64 * SEARCH_WORK / 2);
    });
    settle(level, field, depths, rounds, random, &mut |done| {
        progress.add(done * SEARCH_WORK / 2);
    });
}

/// Matches and votes in turn; gives the sum of what the matches miss.
fn settle(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &Depths,
    rounds: usize,
    random: &mut Random,
    tell: &mut dyn FnMut(u64),
) -> u64 {
    field.draw_missing(level, random);
    let reach = level.own.plane.width.max(level.own.plane.height);
    for round in 0..rounds {
        field.sweep(level, round % 2 == 0, reach, random, tell);
        Ballot::collect(level, field, depths, Sharpness::SHARP, &mut |_| ()).apply(level, field);
    }
    let matches = field.targets.iter().filter_map(|&target| field.get(target as usize));
    matches.map(|found| u64::from(found.distance)).sum()
}
