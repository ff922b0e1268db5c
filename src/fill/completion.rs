//! Completes one hole, from the coarsest scale to the finest.
//!
//! At each scale matching and voting alternate, as in Wexler et al. (2007), with many rounds where the
//! structure is decided and few where only texture is left. Coarse scales look at the whole picture; fine
//! ones at a region round the hole when the picture is large. A thin hole has one scale, the full one.
//!
//! What goes wrong at the coarsest scale is not mended later: a wire is not seen there, a pole is a pixel wide. So a
//! large hole is begun a second time at the next finer scale, and where the two meet the better one goes on.

use super::components::Component;
use super::depths::Depths;
use super::field::Field;
use super::fitness::Fitness;
use super::level::{Level, Match, Source};
use super::membrane::Membrane;
use super::plane::{Cell, Crop, Plane};
use super::progress::{Progress, SEARCH_WORK, VOTE_WORK};
use super::random::Random;
use super::seam;
use super::settings::Settings;
use super::solution::Solution;
use super::start::{start, start_finer};
use super::thin::{THIN_ROUNDS, complete_thin};
use super::vote::{Ballot, Sharpness};

/// Time that a patch's vote on steps and a pixel of seams and of the membrane take, in tenths of a search.
const STEPS_WORK: u64 = 5;
const JOIN_WORK: u64 = 6;
const MEMBRANE_WORK: u64 = 3;
/// Rounds at the coarsest scale.
const TOP_ROUNDS: usize = 10;
/// Solutions from two scales meet this many scales below the coarsest, and at no finer scale than the second.
const MEET_BELOW: usize = 2;
const FINEST_MEETING: usize = 2;
/// Farthest random step at the scales below the coarsest, in pixels.
const FINE_REACH_PX: usize = 24;

/// Completes the hole of `crops` (the finest scale first) and returns the finest plane.
///
/// A thin hole has one scale.
pub(super) fn complete(
    mut crops: Vec<Crop>,
    is_thin: bool,
    margin_px: Option<usize>,
    references: &[Vec<Source>],
    settings: Settings,
    random: &mut Random,
    progress: &mut Progress<'_>,
) -> Plane {
    let scales = Scales { margin_px, references, settings };
    if is_thin {
        let Some(crop) = crops.pop() else {
            return Plane::default();
        };
        return match scales.begin(crop, 0, progress) {
            Ok(mut solution) => {
                complete_thin(&mut solution, random, progress);
                solution.level.own.plane
            }
            Err(smooth) => smooth,
        };
    }
    let mut above = None;
    let has_references = references.iter().any(|of_scale| !of_scale.is_empty());
    if let Some(meeting) = meeting(crops.len().saturating_sub(1), has_references) {
        above = scales.complete_twice(&crops, meeting, random, progress);
        if above.is_some() {
            crops.truncate(meeting);
        }
    }
    let mut smooth = Plane::default();
    while let Some(crop) = crops.pop() {
        match scales.complete(crop, crops.len(), above.take(), random, progress) {
            Ok(solution) => above = Some(solution),
            // All patches touch the hole: the membrane is this scale's answer, and finer ones start from nothing.
            Err(plane) => smooth = plane,
        }
    }
    let Some(mut solution) = above else {
        return smooth;
    };
    let ballot = vote(&mut solution, Sharpness::FINAL, progress);
    let steps = ballot.into_steps(&solution, &mut |done| progress.add(done * STEPS_WORK));
    let Solution { level, field, .. } = solution;
    let window = field.window;
    drop(field);
    let mut plane = level.own.plane;
    seam::join(&mut plane, window, steps, &mut |done| progress.add(done * JOIN_WORK));
    plane
}

/// The scale at which two solutions of a hole meet, one from the coarsest scale and one from the next finer; `None`
/// when there is one only. With references there is: the place in one that shows what is missing is found at the
/// coarsest scale.
fn meeting(coarsest: usize, has_references: bool) -> Option<usize> {
    (coarsest > FINEST_MEETING && !has_references)
        .then(|| coarsest.saturating_sub(MEET_BELOW).max(FINEST_MEETING))
}

/// What a hole has in common at all scales.
struct Scales<'a> {
    /// How deep it is when it reaches the picture's edge.
    margin_px: Option<usize>,
    references: &'a [Vec<Source>],
    settings: Settings,
}

impl<'a> Scales<'a> {
    /// Completes the scales down to the `meeting` one from the coarsest and from the next finer, and gives the better
    /// solution.
    fn complete_twice(
        &self,
        crops: &[Crop],
        meeting: usize,
        random: &mut Random,
        progress: &mut Progress<'_>,
    ) -> Option<Solution<'a>> {
        let mut usual = None;
        let mut chance = random.clone();
        for (scale, crop) in crops.iter().enumerate().skip(meeting).rev() {
            usual = self.complete(crop.clone(), scale, usual, &mut chance, progress).ok();
        }
        let usual = usual?;
        let mut finer = None;
        let mut other_chance = random.clone();
        for (scale, crop) in crops.iter().enumerate().skip(meeting).rev().skip(1) {
            let crop = crop.clone();
            finer = match finer {
                None => self.begin_finer(crop, scale, &mut other_chance, progress),
                above => self.complete(crop, scale, above, &mut other_chance, progress).ok(),
            };
        }
        let is_better = |finer: &Solution<'_>| Fitness::of(finer).is_clearly_better_than(Fitness::of(&usual));
        let (better, chance) = match finer.filter(is_better) {
            Some(finer) => (finer, other_chance),
            None => (usual, chance),
        };
        *random = chance;
        Some(better)
    }

    /// A scale with the membrane on its hole; that alone when there is nothing to copy.
    fn begin(&self, crop: Crop, scale: usize, progress: &mut Progress<'_>) -> Result<Solution<'a>, Plane> {
        let references = self.references.get(scale).map_or(&[][..], Vec::as_slice);
        let mut level = level_of(crop, references, self.settings);
        guess_smoothly(&mut level, self.margin_px.map(|px| px >> scale), progress);
        level.scale_farness(self.settings.farness_percent, self.settings.near_percent);
        let field = if level.has_source() { Field::new(&level) } else { None };
        match field {
            Some(field) => {
                let depths = Depths::of(&level.own.plane, field.window);
                Ok(Solution { level, field, depths })
            }
            None => Err(level.own.plane),
        }
    }

    /// Completes a scale from the solution of the next coarser one, or from nothing.
    fn complete(
        &self,
        crop: Crop,
        scale: usize,
        above: Option<Solution<'a>>,
        random: &mut Random,
        progress: &mut Progress<'_>,
    ) -> Result<Solution<'a>, Plane> {
        let mut solution = self.begin(crop, scale, progress)?;
        let rounds = rounds(scale, above.is_none());
        if let Some(coarse) = above {
            inherit(&mut solution, &coarse);
            drop(coarse);
            solution.field.draw_missing(&solution.level, random);
            vote(&mut solution, Sharpness::SOFT, progress);
            for round in 0..rounds {
                solution.field.sweep(&solution.level, round % 2 == 0, FINE_REACH_PX, random, &mut |done| {
                    progress.add(done * SEARCH_WORK);
                });
                if round + 1 < rounds {
                    vote(&mut solution, Sharpness::SOFT, progress);
                } else if scale > 0 {
                    vote(&mut solution, Sharpness::SHARP, progress);
                }
                progress.show(&solution.level, solution.field.window, scale);
            }
        } else {
            start(&mut solution, rounds, random, progress);
            progress.show(&solution.level, solution.field.window, scale);
        }
        Ok(solution)
    }

    /// The second solution's first scale.
    fn begin_finer(
        &self,
        crop: Crop,
        scale: usize,
        random: &mut Random,
        progress: &mut Progress<'_>,
    ) -> Option<Solution<'a>> {
        let mut solution = self.begin(crop, scale, progress).ok()?;
        start_finer(&mut solution, TOP_ROUNDS, random, progress);
        Some(solution)
    }
}

/// The work that a hole will take, in tenths of the search for a patch.
pub(super) fn work(hole: &Component, halvings: usize, radius: usize, has_references: bool) -> u64 {
    // As many patches overlap a square of that area.
    let targets = |scale: usize| ((hole.area.isqrt() >> scale) + 2 * radius).pow(2) as u64;
    let of_scale = |scale: usize| {
        let rounds = rounds(scale, scale == halvings) as u64;
        targets(scale) * (rounds * (SEARCH_WORK + VOTE_WORK) + VOTE_WORK + MEMBRANE_WORK)
    };
    let again: u64 =
        meeting(halvings, has_references).map_or(0, |meeting| (meeting..halvings).map(of_scale).sum());
    (0..=halvings).map(of_scale).sum::<u64>() + again + targets(0) * (STEPS_WORK + JOIN_WORK)
}

/// Match-and-vote rounds at a scale.
fn rounds(scale: usize, is_top: bool) -> usize {
    match scale {
        _ if is_top && scale > 0 => TOP_ROUNDS,
        0 if is_top => THIN_ROUNDS,
        0 => 2,
        1 => 6,
        _ => 10,
    }
}

fn level_of(crop: Crop, references: &[Source], settings: Settings) -> Level<'_> {
    let own = Source::new(crop.plane, crop.left, crop.top, settings.radius);
    let mirror = settings.may_mirror.then(|| own.mirrored(crop.picture_width, settings.radius));
    Level::new(own, mirror, references, settings.radius)
}

fn vote(solution: &mut Solution<'_>, sharpness: Sharpness, progress: &mut Progress<'_>) -> Ballot {
    Ballot::cast(solution, sharpness, &mut |done| progress.add(done * VOTE_WORK))
}

/// Takes the matches of the next coarser scale, twice as far from the origin.
fn inherit(solution: &mut Solution<'_>, coarse: &Solution<'_>) {
    let Solution { level, field, .. } = solution;
    let Solution { level: coarse, field: coarse_field, .. } = coarse;
    let radius = level.radius;
    let coarse_plane = &coarse.own.plane;
    for target in field.targets.clone() {
        let target = target as usize;
        let width = level.own.plane.width;
        let (x, y) = (level.own.left + target % width, level.own.top + target / width);
        let parent_x = (x / 2)
            .saturating_sub(coarse.own.left)
            .clamp(radius, coarse_plane.width.saturating_sub(radius + 1).max(radius));
        let parent_y = (y / 2)
            .saturating_sub(coarse.own.top)
            .clamp(radius, coarse_plane.height.saturating_sub(radius + 1).max(radius));
        let Some(parent) = coarse_field.get(parent_y * coarse_plane.width + parent_x) else {
            continue;
        };
        let index = usize::from(parent.source);
        let (Some(from), Some(to)) = (coarse.source(index), level.source(index)) else {
            continue;
        };
        let child = |found: u16, from: usize, own: usize, parent: usize, coarse: usize, to: usize| {
            let place = 2 * (usize::from(found) + from) + own;
            place.checked_sub(2 * (parent + coarse) + to)
        };
        let child_x = child(parent.x, from.left, x, parent_x, coarse.own.left, to.left);
        let child_y = child(parent.y, from.top, y, parent_y, coarse.own.top, to.top);
        let (Some(child_x), Some(child_y)) = (child_x, child_y) else {
            continue;
        };
        if child_x < to.plane.width && to.allows(child_y * to.plane.width + child_x) {
            let found = Match { distance: parent.distance, ..Match::unmeasured(index, child_x, child_y) };
            field.set(target, found);
        }
    }
}

/// Sets what is not known in and beside the hole to the membrane of what is.
fn guess_smoothly(level: &mut Level<'_>, margin_px: Option<usize>, progress: &mut Progress<'_>) {
    let Some(hole) = level.hole_window() else { return };
    let across_px = hole.width.max(hole.height);
    // A margin has nothing behind it: it is as long as it is deep, there and back.
    level.weigh_farness(margin_px.map_or(across_px, |depth_px| across_px.min(2 * depth_px)));
    let plane = &mut level.own.plane;
    let window = hole.grown(2 * level.radius + 1, plane.width, plane.height);
    let around = plane.cropped(window);
    let mut membrane = Membrane {
        width: window.width,
        height: window.height,
        values: around.pixels.iter().map(|pixel| pixel.map(f32::from)).collect(),
        is_known: around.cells.iter().map(|cell| *cell == Cell::Known).collect(),
    };
    membrane.settle(&mut |done| progress.add(done * MEMBRANE_WORK));
    for (inside, (value, cell)) in membrane.values.iter().zip(&around.cells).enumerate() {
        let at = window.position(inside, plane.width);
        if *cell != Cell::Known
            && let Some(pixel) = plane.pixels.get_mut(at)
        {
            *pixel = value.map(|value| (value + 0.5) as u8);
        }
    }
}
