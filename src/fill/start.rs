//! The first solution of a hole, at its coarsest scale, where the structure is decided.
//!
//! Two ways are tried, which costs little as the scale is small. The peel goes on with what touches the rim and
//! keeps it sharp; but it copies whatever goes on well at first, wherever that leads, and where it meets itself
//! nothing fits. Rounds from the membrane find a compromise, softer as a rule. The peel is taken unless the
//! compromise fits clearly better.

use super::field::Field;
use super::level::Level;
use super::peel::peel;
use super::random::Random;
use super::settings::Settings;
use super::vote::{Ballot, Sharpness};

/// The membrane's solution is taken when it misses by less than so many hundredths of what the peel's does.
const CLEARLY_BETTER_PERCENT: u64 = 92;
/// How near to a source of the first variant another one may not lie, in pixels.
const AVOIDED_PX: usize = 2;

/// Completes the coarsest level, on whose hole the membrane lies.
pub(super) fn start(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &[u16],
    rounds: usize,
    settings: Settings,
    random: &mut Random,
) {
    let smooth = level.own.plane.pixels.clone();
    peel(level, field);
    if settings.avoids_first {
        let used = used_sources(level, field);
        level.own.forbid(&used);
        if level.has_source() {
            field.forget();
            level.own.plane.pixels.clone_from(&smooth);
            peel(level, field);
        }
    }
    let missed = settle(level, field, depths, rounds, random);
    let peeled = std::mem::replace(&mut level.own.plane.pixels, smooth);
    let peeled_field = field.clone();
    field.forget();
    if settle(level, field, depths, rounds, random) * 100 >= missed * CLEARLY_BETTER_PERCENT {
        level.own.plane.pixels = peeled;
        *field = peeled_field;
    }
}

/// Matches and votes in turn; gives the sum of what the matches miss.
fn settle(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &[u16],
    rounds: usize,
    random: &mut Random,
) -> u64 {
    field.draw_missing(level, random);
    let reach = level.own.plane.width.max(level.own.plane.height);
    for round in 0..rounds {
        field.sweep(level, round % 2 == 0, reach, random);
        Ballot::collect(level, field, depths, Sharpness::SHARP).apply(level, field);
    }
    let matches = field
        .targets
        .iter()
        .filter_map(|&target| field.get(target as usize));
    matches.map(|found| u64::from(found.distance)).sum()
}

/// Per position of the plane, whether a match lies there or next to it.
fn used_sources(level: &Level<'_>, field: &Field) -> Vec<bool> {
    let plane = &level.own.plane;
    let mut used = vec![false; plane.pixels.len()];
    for &target in &field.targets {
        let Some(found) = field.get(target as usize).filter(|found| found.source == 0) else {
            continue;
        };
        for y in usize::from(found.y).saturating_sub(AVOIDED_PX)..=usize::from(found.y) + AVOIDED_PX {
            let x = usize::from(found.x).saturating_sub(AVOIDED_PX);
            let end = (usize::from(found.x) + AVOIDED_PX + 1).min(plane.width);
            if let Some(row) = used.get_mut(y * plane.width + x..y * plane.width + end) {
                row.fill(true);
            }
        }
    }
    used
}
