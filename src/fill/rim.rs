//! Takes away the step at the hole's rim.
//!
//! The vote also covers the known pixels beside the hole. By how much it misses them there is spread through
//! the hole as a membrane and added to what was filled, as seamless cloning does (Pérez et al., "Poisson
//! Image Editing", 2003).

use super::field::Field;
use super::level::Level;
use super::membrane::Membrane;
use super::plane::Cell;
use super::vote::Ballot;

/// Largest correction at the rim, in levels of 255: a larger miss is structure, not a change of light.
const MAX_STEP: f32 = 60.0;

/// Corrects the hole's pixels by what the vote misses at the rim.
pub(super) fn correct(level: &mut Level<'_>, field: &Field, ballot: &Ballot) {
    let window = field.window;
    let plane = &mut level.own.plane;
    let count = window.width * window.height;
    let width = plane.width;
    let position =
        |inside: usize| (window.top + inside / window.width) * width + window.left + inside % window.width;
    let mut membrane = Membrane {
        width: window.width,
        height: window.height,
        values: Vec::with_capacity(count),
        is_known: Vec::with_capacity(count),
    };
    for inside in 0..count {
        let at = position(inside);
        let is_hole = plane.cells.get(at) == Some(&Cell::Hole);
        let is_known = plane.cells.get(at) == Some(&Cell::Known);
        let missed = match (plane.pixels.get(at), ballot.outcome(inside)) {
            (Some(actual), Some(outcome)) if is_known => {
                [0, 1, 2].map(|channel: usize| difference(*actual, outcome, channel))
            }
            _ => [0.0; 3],
        };
        membrane.values.push(missed);
        membrane.is_known.push(!is_hole);
    }
    membrane.settle();
    for (inside, correction) in membrane.values.iter().enumerate() {
        let at = position(inside);
        if plane.cells.get(at) == Some(&Cell::Hole)
            && let Some(pixel) = plane.pixels.get_mut(at)
        {
            for (value, change) in pixel.iter_mut().zip(correction) {
                *value = (f32::from(*value) + change + 0.5) as u8;
            }
        }
    }
}

/// By how much the vote misses the known pixels beside the hole: the mean square over their colours, in levels.
pub(super) fn mean_square_missed(level: &Level<'_>, field: &Field, ballot: &Ballot) -> u64 {
    let (window, plane) = (field.window, &level.own.plane);
    let (mut sum, mut count) = (0_u64, 0_u64);
    for inside in 0..window.width * window.height {
        let at = (window.top + inside / window.width) * plane.width + window.left + inside % window.width;
        if plane.cells.get(at) == Some(&Cell::Known)
            && let (Some(actual), Some(outcome)) = (plane.pixels.get(at), ballot.outcome(inside))
        {
            for (one, other) in actual.iter().zip(outcome).take(3) {
                sum += u64::from(one.abs_diff(other)).pow(2);
                count += 1;
            }
        }
    }
    sum / count.max(1)
}

fn difference(actual: [u8; 4], outcome: [u8; 4], channel: usize) -> f32 {
    let value = |pixel: [u8; 4]| pixel.get(channel).copied().map_or(0.0, f32::from);
    (value(actual) - value(outcome)).clamp(-MAX_STEP, MAX_STEP)
}
