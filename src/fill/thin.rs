//! Thin holes, strokes and scratches: a smooth surface, or patches where what lies round repeats.

use super::progress::{Progress, SEARCH_WORK, VOTE_WORK};
use super::random::Random;
use super::solution::Solution;
use super::vote::{Ballot, Sharpness};

/// Holes at most this deep are thin, in pixels: strokes up to 7 px wide.
pub(super) const THIN_PX: usize = 4;
/// Rounds of a thin hole.
pub(super) const THIN_ROUNDS: usize = 4;
/// Farthest random step of a thin hole's matches, in pixels: what is near is alike.
const THIN_REACH_PX: usize = 64;
/// What lies round a hole repeats when patches miss it by no more than this, as a mean square of levels.
const REPEATING_SQUARE: u64 = 30;
/// After two rounds that miss by more, two others will not mend it.
const HOPELESS_SQUARE: u64 = 8 * REPEATING_SQUARE;
/// Of a thin hole with more patches than this, some bands are tried first.
const PROBED_TARGETS: usize = 1500;
/// Breadth of such a band.
const PROBED_PX: usize = 16;

/// Completes a thin hole on which the membrane lies already. Across a few pixels that is the better answer,
/// since patches add errors of structure; unless what lies round the hole repeats so exactly that patches
/// restore it, as they do tiles and weaves.
pub(super) fn complete_thin(solution: &mut Solution<'_>, random: &mut Random, progress: &mut Progress<'_>) {
    let smooth = solution.level.own.plane.pixels.clone();
    let bands = solution.field.targets.len() / PROBED_TARGETS + 1;
    let is_worth_it = bands == 1 || {
        let mut probe = solution.field.clone();
        let width = solution.level.own.plane.width;
        // Aslant, so that a line of text and a scratch down the picture are cut alike.
        probe.targets.retain(|&target| {
            let (x, y) = (target as usize % width, target as usize / width);
            ((x + y) / PROBED_PX).is_multiple_of(bands)
        });
        let whole = std::mem::replace(&mut solution.field, probe);
        let repeats = settle_thin(solution, random, progress);
        solution.field = whole;
        solution.level.own.plane.pixels.clone_from(&smooth);
        repeats
    };
    if !is_worth_it || !settle_thin(solution, random, progress) {
        solution.level.own.plane.pixels = smooth;
    }
}

/// Rounds of a thin hole; false when they were given up because what lies round it does not repeat.
fn settle_thin(solution: &mut Solution<'_>, random: &mut Random, progress: &mut Progress<'_>) -> bool {
    solution.field.draw_missing(&solution.level, random);
    let mut missed = u64::MAX;
    for round in 0..THIN_ROUNDS {
        solution.field.sweep(&solution.level, round % 2 == 0, THIN_REACH_PX, random, &mut |done| {
            progress.add(done * SEARCH_WORK);
        });
        let ballot = Ballot::collect(solution, Sharpness::SOFT, &mut |done| progress.add(done * VOTE_WORK));
        missed = ballot.mean_square_missed(solution);
        if round > 0 && missed > HOPELESS_SQUARE {
            return false;
        }
        ballot.apply(solution);
    }
    missed <= REPEATING_SQUARE && !solution.field.targets.is_empty()
}
