//! How far each patch is from marked ones, counted in colour along the way.
//!
//! Source: Price, Morse & Cohen, "Geodesic Graph Cut for Interactive Image Segmentation", 2010: a place that is
//! only reached across strong edges is another thing, though it looks the same.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::cells::Cells;
use super::superpixels::Superpixels;

/// Distance of each patch from the nearest seed, in levels of colour; infinite where there is no seed.
/// `step` is what a step to a neighbour costs besides colour.
pub(super) fn distances(superpixels: &Superpixels, seeds: &[usize], step: f32) -> Vec<f32> {
    let mut distances = vec![f32::INFINITY; superpixels.patches.len()];
    let mut queue = BinaryHeap::new();
    for &seed in seeds {
        distances.put(seed, 0.0);
        // The bits of a positive number are in the order of the numbers.
        queue.push(Reverse((0_u32, seed as u32)));
    }
    while let Some(Reverse((bits, patch))) = queue.pop() {
        let distance = f32::from_bits(bits);
        if distance > distances.at(patch as usize) {
            continue;
        }
        for (other, border) in superpixels.neighbours(patch as usize) {
            let through = distance + step + border.contrast;
            if through < distances.at(other) {
                distances.put(other, through);
                queue.push(Reverse((through.to_bits(), other as u32)));
            }
        }
    }
    distances
}
