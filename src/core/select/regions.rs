//! The first answer: which superpixels are the object's, by a cut under two colour models.
//!
//! Sources: Boykov & Jolly, "Interactive Graph Cuts", 2001; Rother, Kolmogorov & Blake, "Interactive Foreground Extraction", 2004 (models
//! and cut in turns); Li et al., "Lazy Snapping", 2004 (on patches instead of pixels).

use super::cells::Cells;
use super::curves::exp_neg;
use super::frame::squared_distance;
use super::geodesic;
use super::hints::{Hints, Seed};
use super::max_flow::Graph;
use super::models::{Models, Tally};
use super::superpixels::Superpixels;

/// Weight of the place against the colours.
const PLACE: f32 = 0.5;
/// What parting two patches of one colour costs, per pixel of their border.
const SMOOTH: f32 = 20.0;
/// Log odds on a stroke's neighbours, and the distance in colour along the way over which they fall.
const NEAR: f32 = 4.0;
const NEAR_REACH: f32 = 40.0;
/// What a step from patch to patch costs at least, in levels of colour.
const LEAST_STEP: f32 = 5.0;
/// Share of a model that strokes are worth.
const STROKE_SHARE: f32 = 0.1;
/// Log odds of staying what it was, far from strokes.
const STAY: f32 = 0.5;
/// Share of the largest part below which another part is a stray.
const STRAY_SHARE: f32 = 0.03;

/// Colours that are this far apart are hardly alike, in levels.
const LIKE: f32 = 10.0;

/// Cost units of one natural logarithm of one pixel.
const UNIT: f32 = 64.0;

pub(super) struct Regions {
    pub(super) is_object: Vec<bool>,
    /// Log odds of each colour bin, of the last round.
    pub(super) log_odds: Vec<f32>,
}

fn odds_to_share(log_odds: f32) -> f32 {
    if log_odds >= 0.0 { 1.0 / (1.0 + exp_neg(log_odds)) } else { 1.0 - 1.0 / (1.0 + exp_neg(-log_odds)) }
}

/// Models and cuts in turns, from the answer before if there is one.
pub(super) fn solve(
    superpixels: &Superpixels,
    tally: &Tally,
    hints: &Hints,
    before: Option<&[bool]>,
    rounds: usize,
) -> Regions {
    let patches = &superpixels.patches;
    let near = nearness(superpixels, hints);
    let alike: Vec<(f32, bool)> = if before.is_some() { likeness(superpixels, hints) } else { Vec::new() };
    let mut membership: Vec<f32> = (0..patches.len())
        .map(|index| match (hints.seeds.at(index), before) {
            (Seed::Object, _) => 1.0,
            (Seed::Ground, _) => 0.0,
            (Seed::Open, Some(before)) => {
                let was = if before.at(index) { 1.0 } else { 0.0 };
                let (like, adds) = alike.at(index);
                let was = was + like * (f32::from(u8::from(adds)) - was);
                (was + near.at(index)).clamp(0.0, 1.0)
            }
            (Seed::Open, None) => odds_to_share(hints.place.at(index) + 4.0 * near.at(index)),
        })
        .collect();
    let mut is_object = vec![false; patches.len()];
    let mut log_odds = Vec::new();
    for _ in 0..rounds {
        let models = counted(superpixels, tally, hints, &membership);
        log_odds = models.log_odds();
        let mut colour = vec![0.0_f32; patches.len()];
        for (patch, bin, count) in tally.entries() {
            colour.change(patch, |total| *total += count * log_odds.at(bin as usize));
        }
        let unary = (0..patches.len()).map(|index| {
            let area = patches.at(index).area;
            match hints.seeds.at(index) {
                Seed::Object => 20.0 * area + 1e3,
                Seed::Ground => -20.0 * area - 1e3,
                Seed::Open => {
                    let near = near.at(index);
                    // Far from strokes the answer before stays, unless colours speak clearly against it.
                    let stays = match before {
                        Some(before) if before.at(index) => 1.0 - near.abs(),
                        Some(_) => near.abs() - 1.0,
                        None => 0.0,
                    };
                    colour.at(index) + area * (PLACE * hints.place.at(index) + NEAR * near + STAY * stays)
                }
            }
        });
        let cut = cut(superpixels, unary);
        let is_same = cut == is_object;
        is_object = cut;
        if is_same {
            break;
        }
        for (index, share) in membership.iter_mut().enumerate() {
            *share = match hints.seeds.at(index) {
                Seed::Object => 1.0,
                Seed::Ground => 0.0,
                Seed::Open => f32::from(u8::from(is_object.at(index))),
            };
        }
    }
    drop_strays(superpixels, hints, &mut is_object);
    Regions { is_object, log_odds }
}

/// Parts that are much smaller than the largest one, and on which no stroke lies, are look-alikes.
fn drop_strays(superpixels: &Superpixels, hints: &Hints, is_object: &mut [bool]) {
    let mut part_of = vec![usize::MAX; is_object.len()];
    let mut parts: Vec<(f32, bool)> = Vec::new();
    for start in 0..is_object.len() {
        if !is_object.at(start) || part_of.at(start) != usize::MAX {
            continue;
        }
        let part = parts.len();
        let (mut area, mut is_stroked) = (0.0, false);
        let mut stack = vec![start];
        part_of.put(start, part);
        while let Some(patch) = stack.pop() {
            area += superpixels.patches.at(patch).area;
            is_stroked |= hints.is_stroked.at(patch);
            for (other, _) in superpixels.neighbours(patch) {
                if is_object.at(other) && part_of.at(other) == usize::MAX {
                    part_of.put(other, part);
                    stack.push(other);
                }
            }
        }
        parts.push((area, is_stroked));
    }
    let largest = parts.iter().map(|(area, _)| *area).fold(0.0, f32::max);
    for (patch, part) in part_of.iter().enumerate() {
        if let Some(&(area, is_stroked)) = parts.get(*part)
            && !is_stroked
            && area < STRAY_SHARE * largest
        {
            is_object.put(patch, false);
        }
    }
}

/// How near a patch is to strokes of the object (up to 1) or of the ground (down to -1).
fn nearness(superpixels: &Superpixels, hints: &Hints) -> Vec<f32> {
    let side_px = (superpixels.labels.len() as f32 / superpixels.patches.len().max(1) as f32).sqrt();
    let mut sides = [vec![0.0_f32; hints.seeds.len()], vec![0.0_f32; hints.seeds.len()]];
    for trace in &hints.traces {
        // A short stroke means something small: on even ground it reaches as far as it is long.
        let step = (NEAR_REACH * side_px / trace.length_px.max(1.0)).max(LEAST_STEP);
        let distances = geodesic::distances(superpixels, &trace.patches, step);
        if let Some(nearest) = sides.get_mut(usize::from(!trace.adds)) {
            for (near, distance) in nearest.iter_mut().zip(distances) {
                *near = near.max(exp_neg(distance / NEAR_REACH));
            }
        }
    }
    let [object, ground] = sides;
    object.iter().zip(&ground).map(|(object, ground)| object - ground).collect()
}

/// How like the colours of the last stroke a patch is, 0..=1, and whether that stroke adds.
fn likeness(superpixels: &Superpixels, hints: &Hints) -> Vec<(f32, bool)> {
    let patches = &superpixels.patches;
    let newest = hints.traces.last();
    let adds = newest.is_some_and(|trace| trace.adds);
    let colours = newest.map(|trace| trace.patches.iter().map(|&index| patches.at(index).colour));
    let colours: Vec<[f32; 3]> = colours.into_iter().flatten().collect();
    patches
        .iter()
        .map(|patch| {
            let distances = colours.iter().map(|colour| squared_distance(*colour, patch.colour));
            let nearest = distances.fold(f32::INFINITY, f32::min);
            (exp_neg(nearest / (2.0 * LIKE * LIKE)), adds)
        })
        .collect()
}

fn counted(superpixels: &Superpixels, tally: &Tally, hints: &Hints, membership: &[f32]) -> Models {
    let patches = &superpixels.patches;
    let mut masses = [0.0_f32; 2];
    let mut stroked = [0.0_f32; 2];
    for (index, patch) in patches.iter().enumerate() {
        let share = membership.at(index);
        masses[0] += patch.area * share;
        masses[1] += patch.area * (1.0 - share);
        if hints.is_stroked.at(index) {
            stroked[usize::from(hints.seeds.at(index) == Seed::Ground)] += patch.area;
        }
    }
    let extra = |side: usize| {
        let (mass, stroked) = (masses.at(side), stroked.at(side));
        if stroked > 0.0 { (STROKE_SHARE * mass / stroked).max(0.0) } else { 0.0 }
    };
    let extra = [extra(0), extra(1)];
    let weights: Vec<[f32; 2]> = (0..patches.len())
        .map(|index| {
            let share = membership.at(index);
            let mut weights = [share, 1.0 - share];
            if hints.is_stroked.at(index) {
                let side = usize::from(hints.seeds.at(index) == Seed::Ground);
                weights.change(side, |weight| *weight += extra.at(side));
            }
            weights
        })
        .collect();
    let mut models = Models::new();
    for (patch, bin, count) in tally.entries() {
        let [object, ground] = weights.at(patch);
        models.count(bin, count * object, count * ground);
    }
    models
}

fn cut(superpixels: &Superpixels, unary: impl Iterator<Item = f32>) -> Vec<bool> {
    let mut graph = Graph::new(superpixels.patches.len(), superpixels.borders.len());
    for (index, value) in unary.enumerate() {
        graph.set_terminal(index, (value * UNIT) as i32);
    }
    for border in &superpixels.borders {
        let cost = SMOOTH * border.length * (border.likeness + 0.02);
        graph.join(border.one as usize, border.other as usize, (cost * UNIT) as i32);
    }
    graph.cut()
}
