//! Thin holes, strokes and scratches: a smooth surface, or patches where what lies round repeats.

use super::depths::Depths;
use super::field::Field;
use super::level::Level;
use super::progress::{Progress, SEARCH_WORK, VOTE_WORK};
use super::random::Random;
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
pub(super) fn complete_thin(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &Depths,
    random: &mut Random,
    progress: &mut Progress<'_>,
) {
    let smooth = level.own.plane.pixels.clone();
    let bands = field.targets.len() / PROBED_TARGETS + 1;
    let is_worth_it = bands == 1 || {
        let mut probe = field.clone();
        let width = level.own.plane.width;
        // Aslant, so that a line of text and a scratch down the picture are cut alike.
        probe.targets.retain(|&target| {
            let (x, y) = (target as usize % width, target as usize / width);
            ((x + y) / PROBED_PX).is_multiple_of(bands)
        });
        let does_repeat = settle_thin(level, &mut probe, depths, random, progress);
        level.own.plane.pixels.clone_from(&smooth);
        does_repeat
    };
    if !is_worth_it || !settle_thin(level, field, depths, random, progress) {
        level.own.plane.pixels = smooth;
    }
}

/// Rounds of a thin hole; false when they were given up because what lies round it does not repeat.
fn settle_thin(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &Depths,
    random: &mut Random,
    progress: &mut Progress<'_>,
) -> bool {
    field.draw_missing(level, random);
    let mut missed = u64::MAX;
    for round in 0..THIN_ROUNDS {
        field.sweep(level, round % 2 == 0, THIN_REACH_PX, random, &mut |done| {
            progress.add(done * SEARCH_WORK);
        });
        let ballot = Ballot::collect(level, field, depths, Sharpness::SOFT, &mut |done| {
            progress.add(done * VOTE_WORK);
        });
        missed = ballot.mean_square_missed(level, field);
        if round > 0 && missed > HOPELESS_SQUARE {
            return false;
        }
        ballot.apply(level, field);
    }
    missed <= REPEATING_SQUARE && !field.targets.is_empty()
}
