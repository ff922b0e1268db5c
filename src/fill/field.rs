//! The nearest-neighbour field and its search: PatchMatch (Barnes et al., "PatchMatch: A Randomized
//! Correspondence Algorithm for Structural Image Editing", SIGGRAPH 2009).
//!
//! Each target is a patch that overlaps the hole; its match is the most similar source patch found so far.
//! Targets lie wholly inside the plane, so border pixels are completed by the patches beside them.

use super::level::{Level, Match, Source};
use super::patch::{NEVER, distance};
use super::plane::{Cell, Window};
use super::random::Random;

/// Targets after which a sweep or a vote reports how far it is: some milliseconds' work.
pub(super) const REPORTED_TARGETS: usize = 4096;

/// The matches of all targets of a level.
#[derive(Clone)]
pub(super) struct Field {
    /// The part of the plane that any target's patch touches.
    pub(super) window: Window,
    /// Targets in scan order, as positions in the plane.
    pub(super) targets: Vec<u32>,
    /// One per pixel of the window; `None` where there is no target.
    matches: Vec<Option<Match>>,
    plane_width: usize,
}

impl Field {
    /// The targets of a level, without matches yet.
    pub(super) fn new(level: &Level<'_>) -> Option<Self> {
        let hole = level.hole_window()?;
        let plane = &level.own.plane;
        let radius = level.radius;
        let window = hole.grown(2 * radius, plane.width, plane.height);
        let is_hole = |x: usize, y: usize| plane.cells.get(y * plane.width + x) == Some(&Cell::Hole);
        // Column by column, the number of rows since the last hole pixel: a patch overlaps the hole when
        // a hole pixel lies in its rows of one of its columns.
        let mut targets = Vec::new();
        let reach = hole.grown(radius, plane.width, plane.height);
        let mut counts = vec![0_u16; plane.width];
        for y in reach.top..reach.top + reach.height {
            if y < radius || y + radius >= plane.height {
                continue;
            }
            for (x, count) in counts.iter_mut().enumerate().skip(window.left).take(window.width) {
                *count = (y - radius..=y + radius).filter(|&row| is_hole(x, row)).count() as u16;
            }
            for x in
                reach.left.max(radius)..(reach.left + reach.width).min(plane.width.saturating_sub(radius))
            {
                let columns = counts.get(x - radius..=x + radius).unwrap_or_default();
                if columns.iter().any(|count| *count > 0) {
                    targets.push((y * plane.width + x) as u32);
                }
            }
        }
        let matches = vec![None; window.width * window.height];
        Some(Self { window, targets, matches, plane_width: plane.width })
    }

    /// Where the match of a target is stored.
    fn slot(&self, target: usize) -> usize {
        let (x, y) = (target % self.plane_width, target / self.plane_width);
        y.wrapping_sub(self.window.top)
            .wrapping_mul(self.window.width)
            .wrapping_add(x.wrapping_sub(self.window.left))
    }

    /// The match of a target, if it has one.
    pub(super) fn get(&self, target: usize) -> Option<Match> {
        let (x, y) = (target % self.plane_width, target / self.plane_width);
        let window = self.window;
        let is_inside = (window.left..window.left + window.width).contains(&x)
            && (window.top..window.top + window.height).contains(&y);
        if is_inside { self.matches.get(self.slot(target)).copied().flatten() } else { None }
    }

    /// Sets the match of a target.
    pub(super) fn set(&mut self, target: usize, found: Match) {
        let slot = self.slot(target);
        if let Some(entry) = self.matches.get_mut(slot) {
            *entry = Some(found);
        }
    }

    /// Drops all matches.
    pub(super) fn forget(&mut self) {
        self.matches.fill(None);
    }

    /// Gives a match drawn at random to every target without one.
    pub(super) fn draw_missing(&mut self, level: &Level<'_>, random: &mut Random) {
        for target in self.targets.clone() {
            let target = target as usize;
            if self.get(target).is_none()
                && let Some(drawn) = level.draw(random)
            {
                self.set(target, drawn);
            }
        }
    }

    /// One sweep: measures every match again, then looks for better ones beside its neighbours' matches and
    /// at random round its own, at most `reach` pixels away. `is_forward` goes down the plane, else up. Reports
    /// how many targets are done, part by part.
    pub(super) fn sweep(
        &mut self,
        level: &Level<'_>,
        is_forward: bool,
        reach: usize,
        random: &mut Random,
        report: &mut dyn FnMut(u64),
    ) {
        let targets = std::mem::take(&mut self.targets);
        let width = self.plane_width;
        let mut improve = |position: usize| {
            let Some(mut best) = self.get(position) else {
                return;
            };
            let Some(source) = level.source(best.source.into()) else {
                return;
            };
            let target = Target { at: position, place: (position % width, position / width) };
            best.distance = target.compare(level, source, best.place(), NEVER);
            // The neighbours whose matches are known best in this direction, and the step from them to here.
            let (beside, above, step) = if is_forward {
                (position.wrapping_sub(1), position.wrapping_sub(width), 1)
            } else {
                (position + 1, position + width, -1)
            };
            for (neighbour, right, down) in [(beside, step, 0), (above, 0, step)] {
                if let Some(near) = self.get(neighbour) {
                    target.try_place(level, near, (right, down), &mut best);
                }
            }
            search_at_random(level, target, reach, random, &mut best);
            self.set(position, best);
        };
        for part in 0..targets.len().div_ceil(REPORTED_TARGETS) {
            let start = part * REPORTED_TARGETS;
            let length = REPORTED_TARGETS.min(targets.len() - start);
            if is_forward {
                let part = targets.get(start..start + length).unwrap_or_default();
                for &target in part {
                    improve(target as usize);
                }
            } else {
                let end = targets.len() - start;
                let part = targets.get(end - length..end).unwrap_or_default();
                part.iter().rev().for_each(|&target| improve(target as usize));
            }
            report(length as u64);
        }
        self.targets = targets;
    }
}

/// A patch to find a match for.
#[derive(Clone, Copy)]
struct Target {
    at: usize,
    place: (usize, usize),
}

impl Target {
    #[inline]
    fn compare(self, level: &Level<'_>, source: &Source, place: (usize, usize), limit: u32) -> u32 {
        let far = level.farness(self.place, source, place);
        if far >= limit {
            return far;
        }
        let at = place.1 * source.plane.width + place.0;
        distance(level.radius, (&level.own.plane, self.at), (&source.plane, at), limit - far)
            .saturating_add(far)
    }

    /// Takes the patch at this step from another match, in the same source, if it is better.
    #[inline]
    fn try_place(self, level: &Level<'_>, from: Match, (right, down): (i32, i32), best: &mut Match) {
        let Some(source) = level.source(from.source.into()) else {
            return;
        };
        let (x, y) = (i32::from(from.x) + right, i32::from(from.y) + down);
        if x < 0 || y < 0 || x as usize >= source.plane.width {
            return;
        }
        let (x, y) = (x as usize, y as usize);
        if !source.allows(y * source.plane.width + x)
            || (best.place() == (x, y) && best.source == from.source)
        {
            return;
        }
        let found = self.compare(level, source, (x, y), best.distance);
        if found < best.distance {
            *best = Match { distance: found, ..Match::unmeasured(from.source.into(), x, y) };
        }
    }
}

fn search_at_random(level: &Level<'_>, target: Target, reach: usize, random: &mut Random, best: &mut Match) {
    let mut reach = reach;
    while reach > 0 {
        let step = (random.around(reach), random.around(reach));
        target.try_place(level, *best, step, best);
        reach /= 2;
    }
    // One jump anywhere lets a target leave a source that its neighbours all share.
    if level.source_count() > 1
        && let Some(drawn) = level.draw(random)
    {
        target.try_place(level, drawn, (0, 0), best);
    }
}
