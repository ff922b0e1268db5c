//! The nearest-neighbour field and its search: PatchMatch (Barnes et al., "PatchMatch: A Randomized
//! Correspondence Algorithm for Structural Image Editing", SIGGRAPH 2009).
//!
//! Each target is a patch that overlaps the hole; its match is the most similar source patch found so far.
//! Targets lie wholly inside the plane, so border pixels are completed by the patches beside them.

use super::level::Level;
use super::patch::{NEVER, distance};
use super::plane::{Cell, Window};
use super::random::Random;

/// A source patch and how unlike the target it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// Squared difference, [`NEVER`] before the first comparison.
    pub(super) distance: u32,
    /// Position in the source's plane.
    pub(super) at: u32,
    /// Which source.
    pub(super) source: u16,
}

/// The matches of all targets of a level.
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
        Some(Self {
            window,
            targets,
            matches,
            plane_width: plane.width,
        })
    }

    /// Where the match of a target is kept.
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
        if is_inside {
            self.matches.get(self.slot(target)).copied().flatten()
        } else {
            None
        }
    }

    /// Sets the match of a target.
    pub(super) fn set(&mut self, target: usize, found: Match) {
        let slot = self.slot(target);
        if let Some(entry) = self.matches.get_mut(slot) {
            *entry = Some(found);
        }
    }

    /// Gives a match drawn at random to every target without one.
    pub(super) fn draw_missing(&mut self, level: &Level<'_>, random: &mut Random) {
        for target in self.targets.clone() {
            let target = target as usize;
            if self.get(target).is_none()
                && let Some((source, at)) = level.draw(random)
            {
                self.set(
                    target,
                    Match {
                        distance: NEVER,
                        at: at as u32,
                        source: source as u16,
                    },
                );
            }
        }
    }

    /// One sweep: measures every match anew, then looks for better ones beside its neighbours' matches and
    /// at random round its own, at most `reach` pixels away. `is_forward` goes down the plane, else up.
    pub(super) fn sweep(&mut self, level: &Level<'_>, is_forward: bool, reach: usize, random: &mut Random) {
        let targets = std::mem::take(&mut self.targets);
        let width = self.plane_width;
        let mut improve = |target: usize| {
            let Some(mut best) = self.get(target) else { return };
            best.distance = compare(level, target, best.source as usize, best.at as usize, NEVER);
            let neighbours = if is_forward {
                [
                    (target.wrapping_sub(1), 1),
                    (target.wrapping_sub(width), width as isize),
                ]
            } else {
                [(target + 1, -1), (target + width, -(width as isize))]
            };
            for (neighbour, step) in neighbours {
                if let Some(near) = self.get(neighbour) {
                    let down = if step.unsigned_abs() == 1 {
                        step
                    } else {
                        let source_width = level
                            .source(near.source as usize)
                            .map_or(0, |source| source.plane.width);
                        source_width as isize * step.signum()
                    };
                    if let Some(at) = (near.at as usize).checked_add_signed(down) {
                        try_match(level, target, near.source as usize, at, &mut best);
                    }
                }
            }
            search_at_random(level, target, reach, random, &mut best);
            self.set(target, best);
        };
        if is_forward {
            for &target in &targets {
                improve(target as usize);
            }
        } else {
            for &target in targets.iter().rev() {
                improve(target as usize);
            }
        }
        self.targets = targets;
    }
}

fn compare(level: &Level<'_>, target: usize, source: usize, at: usize, limit: u32) -> u32 {
    level.source(source).map_or(NEVER, |from| {
        distance(level.radius, (&level.own.plane, target), (&from.plane, at), limit)
    })
}

#[inline]
fn try_match(level: &Level<'_>, target: usize, source: usize, at: usize, best: &mut Match) {
    let Some(from) = level.source(source) else { return };
    if !from.allows(at) || (best.at as usize == at && best.source as usize == source) {
        return;
    }
    let found = distance(
        level.radius,
        (&level.own.plane, target),
        (&from.plane, at),
        best.distance,
    );
    if found < best.distance {
        *best = Match {
            distance: found,
            at: at as u32,
            source: source as u16,
        };
    }
}

fn search_at_random(level: &Level<'_>, target: usize, reach: usize, random: &mut Random, best: &mut Match) {
    let mut reach = reach;
    while reach > 0 {
        let Some(from) = level.source(best.source as usize) else {
            return;
        };
        let width = from.plane.width.max(1);
        let x = (best.at as usize % width) as i32 + random.around(reach);
        let y = (best.at as usize / width) as i32 + random.around(reach);
        if x >= 0 && y >= 0 && (x as usize) < width {
            try_match(
                level,
                target,
                best.source as usize,
                y as usize * width + x as usize,
                best,
            );
        }
        reach /= 2;
    }
    // One jump anywhere lets a target leave a source that its neighbours all share.
    if level.source_count() > 1
        && let Some((source, at)) = level.draw(random)
    {
        try_match(level, target, source, at, best);
    }
}
