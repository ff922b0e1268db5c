//! The first guess at the scale a solution starts from: the hole is peeled ring by ring, each pixel taken from the
//! patch that best fits the pixels already there, found by comparing with the source patches.
//!
//! Only known and already peeled pixels are compared, so nothing invented steers the choice (as in the
//! onion-peel start of Newson et al., IPOL 2017.189).

use super::field::Field;
use super::level::{Level, Match, Source};
use super::patch::{Given, NEVER};
use super::plane::Cell;
use super::solution::Solution;

/// Source patches that are looked at, at most: of a larger plane they are drawn evenly.
const MOST_PLACES: usize = 1 << 17;
/// Where sources are sampled, patches so near the best one are compared as well, in pixels.
const REFINED_PX: i32 = 1;

/// How many source patches are compared, at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// For all pixels of the hole together.
    pub(super) in_all: usize,
    /// For one of them.
    pub(super) each: usize,
}

/// Sets matches and pixels of the whole hole, as far as patches reach it. Reports how many pixels are done, ring by
/// ring. Sources are sampled when there are more than the `effort` allows.
pub(super) fn peel(solution: &mut Solution<'_>, effort: Effort, report: &mut dyn FnMut(u64)) {
    let Solution { level, field, depths } = solution;
    let mut is_given: Vec<bool> = level.own.plane.cells.iter().map(|cell| *cell == Cell::Known).collect();
    let is_hole = |at: &usize| level.own.plane.cells.get(*at) == Some(&Cell::Hole);
    let mut order: Vec<usize> = field.targets.iter().map(|&target| target as usize).filter(is_hole).collect();
    order.sort_by_key(|&target| (depths.at(target), target));
    let mut candidates = Candidates::of(level, order.len(), effort);
    let mut start = 0;
    while let Some(&first) = order.get(start) {
        let depth = depths.at(first);
        let ring = order.get(start..).unwrap_or_default();
        let ring: Vec<usize> =
            ring.iter().copied().take_while(|&target| depths.at(target) == depth).collect();
        start += ring.len();
        report(ring.len() as u64);
        for target in ring {
            candidates.take_turns();
            let Some(best) = best_fit(level, field, &is_given, &candidates, target) else {
                continue;
            };
            field.set(target, best);
            let from = level.source(best.source as usize);
            let copied = from.and_then(|source| source.plane.pixels.get(best.at(source))).copied();
            if let (Some(copied), Some(pixel)) = (copied, level.own.plane.pixels.get_mut(target)) {
                *pixel = copied;
            }
            if let Some(given) = is_given.get_mut(target) {
                *given = true;
            }
        }
    }
}

/// The source patches to compare with. When they are sampled each target has another share of them: what it finds
/// reaches its neighbours, so a few targets together have compared them all.
struct Candidates {
    /// Columns and rows, per source.
    places: Vec<Vec<(u16, u16)>>,
    /// A share has every `step`th of them.
    step: usize,
    /// The share whose turn it is, of `step` as a fraction of 2^32.
    turn: u32,
}

impl Candidates {
    fn of(level: &Level<'_>, targets: usize, effort: Effort) -> Self {
        let sources = || (0..level.source_count()).filter_map(|index| level.source(index));
        let whole = |source: &Source| source.is_whole.iter().filter(|whole| **whole).count();
        let count: usize = sources().map(whole).sum();
        let each = effort.each.min(effort.in_all / targets.max(1)).max(1);
        let thinning = count / MOST_PLACES + 1;
        let places = |source: &Source| {
            let width = source.plane.width.max(1);
            let places = source.is_whole.iter().enumerate().filter(|(_, whole)| **whole);
            places.step_by(thinning).map(|(at, _)| ((at % width) as u16, (at / width) as u16)).collect()
        };
        Self { places: sources().map(places).collect(), step: count / thinning / each + 1, turn: 0 }
    }

    fn take_turns(&mut self) {
        // By the golden ratio, so that neighbours have shares far from each other.
        self.turn = self.turn.wrapping_add(0x9E37_79B9);
    }

    /// Those of a source whose turn it is.
    fn share(&self, source: usize) -> impl Iterator<Item = &(u16, u16)> {
        let places = self.places.get(source).map_or(&[][..], Vec::as_slice);
        let first = (u64::from(self.turn) * self.step as u64) >> 32;
        places.iter().skip(first as usize).step_by(self.step)
    }
}

/// The best match of a target by the given pixels of its patch; `None` when there are none.
fn best_fit(
    level: &Level<'_>,
    field: &Field,
    is_given: &[bool],
    candidates: &Candidates,
    target: usize,
) -> Option<Match> {
    let plane = &level.own.plane;
    let given = Given::of(level.radius, (plane, target), |at| is_given.get(at) == Some(&true))?;
    let mut best = Match::unmeasured(0, 0, 0);
    let target_place = (target % plane.width, target / plane.width);
    let compare = |index: usize, source: &Source, (x, y): (usize, usize), best: &mut Match| {
        // Its share, as only a part of the patch is compared.
        let far = share(level.farness(target_place, source, (x, y)), level.radius, given.count);
        if far >= best.distance {
            return;
        }
        let at = y * source.plane.width + x;
        let found = given.distance((&source.plane, at), best.distance - far).saturating_add(far);
        if found < best.distance {
            *best = Match { distance: found, ..Match::unmeasured(index, x, y) };
        }
    };
    let compare_beside = |from: Match, (right, down): (i32, i32), best: &mut Match| {
        let index = usize::from(from.source);
        let Some(source) = level.source(index) else { return };
        let place = (i32::from(from.x) + right, i32::from(from.y) + down);
        if let (Ok(x), Ok(y)) = (usize::try_from(place.0), usize::try_from(place.1))
            && x < source.plane.width
            && source.allows(y * source.plane.width + x)
        {
            compare(index, source, (x, y), best);
        }
    };
    // What follows on from a neighbour's match is likely good and makes the others end early.
    for (right, down) in around(1) {
        let neighbour = target.checked_add_signed(down as isize * plane.width as isize + right as isize);
        if let Some(near) = neighbour.and_then(|neighbour| field.get(neighbour)) {
            compare_beside(near, (-right, -down), &mut best);
        }
    }
    for index in 0..level.source_count() {
        let source = level.source(index)?;
        for &(x, y) in candidates.share(index) {
            compare(index, source, (x.into(), y.into()), &mut best);
        }
    }
    if candidates.step > 1 {
        let centre = best;
        for step in around(REFINED_PX) {
            compare_beside(centre, step, &mut best);
        }
    }
    (best.distance != NEVER).then_some(best)
}

/// The part of a patch's distance that `pixels` of its pixels have. The division is by a constant, since this is
/// computed for every candidate.
#[inline]
fn share(distance: u32, radius: usize, pixels: u32) -> u32 {
    let of_pixel = match radius {
        1 => distance / 9,
        2 => distance / 25,
        _ => distance / 49,
    };
    of_pixel * pixels
}

/// The steps of at most `reach` pixels to the right and down, but none at all.
fn around(reach: i32) -> impl Iterator<Item = (i32, i32)> {
    let steps = (-reach..=reach).flat_map(move |down| (-reach..=reach).map(move |right| (right, down)));
    steps.filter(|step| *step != (0, 0))
}
