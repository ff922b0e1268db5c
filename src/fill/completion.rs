//! Completes one hole, from the coarsest scale to the finest.
//!
//! At each scale matching and voting alternate, as in Wexler et al. (2007), with many rounds where the
//! structure is decided and few where only texture is left. Coarse scales look at the whole picture; fine
//! ones at a region round the hole when the picture is large. A thin hole starts from the membrane at full
//! size and has one scale only.

use super::field::{Field, Match};
use super::level::{Level, Source};
use super::membrane::Membrane;
use super::patch::NEVER;
use super::peel::peel;
use super::plane::{Cell, Plane};
use super::progress::Progress;
use super::random::Random;
use super::rim;
use super::settings::Settings;
use super::vote::{Ballot, Sharpness};

/// Holes at most this deep are thin, in pixels.
pub(super) const THIN_PX: usize = 3;
/// Rounds at the coarsest scale.
const TOP_ROUNDS: usize = 10;
/// Farthest random step of a thin hole's matches, in pixels: what is near is alike.
const THIN_REACH_PX: usize = 64;
/// Farthest random step at the scales below the coarsest, in pixels.
const FINE_REACH_PX: usize = 24;

/// The plane of a scale round the hole: the pixels, and where they lie in the whole picture.
pub(super) struct Crop {
    /// The pixels.
    pub(super) plane: Plane,
    /// First column, in pixels of that scale.
    pub(super) left: usize,
    /// First row.
    pub(super) top: usize,
    /// Columns of the whole picture at that scale.
    pub(super) picture_width: usize,
}

/// Completes the hole of `crops` (the finest scale first) and returns the finest plane.
/// A thin hole has one scale.
pub(super) fn complete(
    crops: Vec<Crop>,
    is_thin: bool,
    references: &[Vec<Source>],
    settings: Settings,
    random: &mut Random,
    progress: &mut Progress<'_>,
) -> Plane {
    let mut above: Option<(Level<'_>, Field)> = None;
    let mut finest = Plane {
        width: 0,
        height: 0,
        pixels: Vec::new(),
        cells: Vec::new(),
    };
    for (scale, crop) in crops.into_iter().enumerate().rev() {
        let references = references.get(scale).map_or(&[][..], Vec::as_slice);
        let mut level = level_of(crop, references, settings);
        let is_finest = scale == 0;
        guess_smoothly(&mut level);
        let field = if level.has_source() {
            Field::new(&level)
        } else {
            None
        };
        let Some(mut field) = field else {
            // All patches touch the hole: the membrane is this scale's answer, and finer ones begin anew.
            above = None;
            finest = level.own.plane;
            continue;
        };
        if let Some((coarse, coarse_field)) = &above {
            inherit(&mut field, &level, coarse_field, coarse);
            field.draw_missing(&level, random);
            vote(&mut level, &field, Sharpness::Soft);
        } else if !is_thin {
            start(&mut level, &mut field, random);
        } else {
            field.draw_missing(&level, random);
        }
        let is_top = above.is_none();
        let rounds = rounds(scale, is_top);
        let reach = if is_thin {
            THIN_REACH_PX
        } else if is_top {
            level.own.plane.width.max(level.own.plane.height)
        } else {
            FINE_REACH_PX
        };
        for round in 0..rounds {
            field.sweep(&level, round % 2 == 0, reach, random);
            progress.add(field.targets.len() as u64);
            let is_last = round + 1 == rounds;
            let sharpness = if is_last && !is_thin {
                Sharpness::Sharp
            } else {
                Sharpness::Soft
            };
            let ballot = vote(&mut level, &field, sharpness);
            if is_last && is_finest {
                rim::correct(&mut level, &field, &ballot);
            }
        }
        if is_finest {
            finest = level.own.plane;
            break;
        }
        above = Some((level, field));
    }
    finest
}

/// Match-and-vote rounds at a scale.
pub(super) fn rounds(scale: usize, is_top: bool) -> usize {
    match scale {
        _ if is_top && scale > 0 => TOP_ROUNDS,
        0 if is_top => 4,
        0 => 2,
        1 => 3,
        _ => 5,
    }
}

fn level_of(crop: Crop, references: &[Source], settings: Settings) -> Level<'_> {
    let own = Source::new(crop.plane, crop.left, crop.top, settings.radius);
    let mirror = settings
        .may_mirror
        .then(|| own.mirrored(crop.picture_width, settings.radius));
    Level {
        own,
        mirror,
        references,
        radius: settings.radius,
    }
}

/// The first solution of the coarsest scale.
fn start(level: &mut Level<'_>, field: &mut Field, random: &mut Random) {
    peel(level, field);
    field.draw_missing(level, random);
}

fn vote(level: &mut Level<'_>, field: &Field, sharpness: Sharpness) -> Ballot {
    let ballot = Ballot::collect(level, field, &level.depths(), sharpness);
    ballot.apply(level, field);
    ballot
}

/// Takes the matches of the next coarser scale, twice as far from the origin.
fn inherit(field: &mut Field, level: &Level<'_>, coarse_field: &Field, coarse: &Level<'_>) {
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
        let index = parent.source as usize;
        let (Some(from), Some(to)) = (coarse.source(index), level.source(index)) else {
            continue;
        };
        let source_x = parent.at as usize % from.plane.width + from.left;
        let source_y = parent.at as usize / from.plane.width + from.top;
        let child_x =
            2 * source_x as i64 + x as i64 - 2 * (parent_x + coarse.own.left) as i64 - to.left as i64;
        let child_y = 2 * source_y as i64 + y as i64 - 2 * (parent_y + coarse.own.top) as i64 - to.top as i64;
        if child_x < 0 || child_y < 0 || child_x >= to.plane.width as i64 {
            continue;
        }
        let at = child_y as usize * to.plane.width + child_x as usize;
        if to.allows(at) {
            let distance = if parent.distance == NEVER {
                NEVER
            } else {
                parent.distance
            };
            field.set(
                target,
                Match {
                    distance,
                    at: at as u32,
                    source: parent.source,
                },
            );
        }
    }
}

/// Sets what is not known in and beside the hole to the membrane of what is.
fn guess_smoothly(level: &mut Level<'_>) {
    let Some(hole) = level.hole_window() else { return };
    let plane = &mut level.own.plane;
    let window = hole.grown(2 * level.radius + 1, plane.width, plane.height);
    let around = plane.cropped(window);
    let mut membrane = Membrane {
        width: window.width,
        height: window.height,
        values: around.pixels.iter().map(|pixel| pixel.map(f32::from)).collect(),
        is_known: around.cells.iter().map(|cell| *cell == Cell::Known).collect(),
    };
    membrane.settle();
    for (inside, (value, cell)) in membrane.values.iter().zip(&around.cells).enumerate() {
        let at = (window.top + inside / window.width) * plane.width + window.left + inside % window.width;
        if *cell != Cell::Known
            && let Some(pixel) = plane.pixels.get_mut(at)
        {
            *pixel = value.map(|value| (value + 0.5) as u8);
        }
    }
}
