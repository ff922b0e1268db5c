//! The first guess at the scale a solution starts from: the hole is peeled ring by ring, each pixel taken from the
//! patch that best fits the pixels already there, found by comparing with the source patches.
//!
//! Only known and already peeled pixels are compared, so nothing invented steers the choice (as in the
//! onion-peel start of Newson et al., IPOL 2017.189).

use super::depths::Depths;
use super::field::{Field, Match};
use super::level::Level;
use super::patch::{Given, NEVER};
use super::plane::Cell;

/// Sets matches and pixels of the whole hole, as far as patches reach it. Tells how many pixels are done, ring by
/// ring. When every source patch would take more than `most_comparisons`, sources are sampled.
pub(super) fn peel(
    level: &mut Level<'_>,
    field: &mut Field,
    depths: &Depths,
    most_comparisons: usize,
    tell: &mut dyn FnMut(u64),
) {
    let mut is_given: Vec<bool> = level
        .own
        .plane
        .cells
        .iter()
        .map(|cell| *cell == Cell::Known)
        .collect();
    let is_hole = |at: &usize| level.own.plane.cells.get(*at) == Some(&Cell::Hole);
    let mut order: Vec<usize> = field
        .targets
        .iter()
        .map(|&target| target as usize)
        .filter(is_hole)
        .collect();
    order.sort_by_key(|&target| (depths.at(target), target));
    let candidates = candidates(level, order.len(), most_comparisons);
    let mut start = 0;
    while let Some(&first) = order.get(start) {
        let depth = depths.at(first);
        let ring = order.get(start..).unwrap_or_default();
        let ring: Vec<usize> = ring
            .iter()
            .copied()
            .take_while(|&target| depths.at(target) == depth)
            .collect();
        start += ring.len();
        tell(ring.len() as u64);
        for target in ring {
            let Some(best) = best_fit(level, field, &is_given, &candidates, target) else {
                continue;
            };
            field.set(target, best);
            let from = level.source(best.source as usize);
            let copied = from
                .and_then(|source| source.plane.pixels.get(best.at(source)))
                .copied();
            if let (Some(copied), Some(pixel)) = (copied, level.own.plane.pixels.get_mut(target)) {
                *pixel = copied;
            }
            if let Some(given) = is_given.get_mut(target) {
                *given = true;
            }
        }
    }
}

/// The columns and rows to compare with, per source.
fn candidates(level: &Level<'_>, targets: usize, most_comparisons: usize) -> Vec<Vec<(u16, u16)>> {
    let allowed = |index: usize| {
        let source = level.source(index);
        let whole = source.map_or(&[][..], |source| &source.is_whole);
        let rows = whole.chunks_exact(source.map_or(1, |source| source.plane.width.max(1)));
        rows.enumerate().flat_map(|(y, row)| {
            let places = row.iter().enumerate().filter(|(_, whole)| **whole);
            places.map(move |(x, _)| (x as u16, y as u16))
        })
    };
    let count: usize = (0..level.source_count())
        .map(|index| allowed(index).count())
        .sum();
    let step = (count.saturating_mul(targets) / most_comparisons + 1).max(1);
    (0..level.source_count())
        .map(|index| allowed(index).step_by(step).collect())
        .collect()
}

/// The best match of a target by the given pixels of its patch; `None` when there are none.
fn best_fit(
    level: &Level<'_>,
    field: &Field,
    is_given: &[bool],
    candidates: &[Vec<(u16, u16)>],
    target: usize,
) -> Option<Match> {
    let plane = &level.own.plane;
    let given = Given::of(level.radius, (plane, target), |at| {
        is_given.get(at) == Some(&true)
    })?;
    let mut best = Match::unmeasured(0, 0, 0);
    let target_place = (target % plane.width, target / plane.width);
    let side = 2 * level.radius + 1;
    for (index, places) in candidates.iter().enumerate() {
        let source = level.source(index)?;
        let width = source.plane.width;
        let mut compare = |x: usize, y: usize| {
            // Its share, as only a part of the patch is compared.
            let far = level.farness(target_place, source, (x, y)) / (side * side) as u32 * given.count;
            if far >= best.distance {
                return;
            }
            let at = y * width + x;
            let found = given
                .distance((&source.plane, at), best.distance - far)
                .saturating_add(far);
            if found < best.distance {
                best = Match {
                    distance: found,
                    ..Match::unmeasured(index, x, y)
                };
            }
        };
        // What follows on from a neighbour's match is likely good and makes the others end early.
        for (neighbour, right, down) in [
            (target.wrapping_sub(1), 1, 0),
            (target + 1, -1, 0),
            (target.wrapping_sub(plane.width), 0, 1),
            (target + plane.width, 0, -1),
        ] {
            let near = field
                .get(neighbour)
                .filter(|near| usize::from(near.source) == index);
            let next = near.and_then(|near| {
                let x = usize::from(near.x).checked_add_signed(right)?;
                Some((x, usize::from(near.y).checked_add_signed(down)?))
            });
            if let Some((x, y)) = next.filter(|&(x, y)| source.allows(y * width + x)) {
                compare(x, y);
            }
        }
        for &(x, y) in places {
            compare(x.into(), y.into());
        }
    }
    (best.distance != NEVER).then_some(best)
}
