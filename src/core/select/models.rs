//! What colours an object and its ground have: smoothed histograms of 16 x 16 x 16 colours.

use super::cells::Cells;
use super::curves::ln;
use super::frame::opponent;

/// Bins along each of the three axes.
const SIDE: usize = 16;
const BINS: usize = SIDE * SIDE * SIDE;
/// Width of a bin of the colour differences, in levels.
const CHROMA_STEP: f32 = 10.0;
/// Share of a colour that nobody has seen, so that no colour is impossible.
const FLOOR: f32 = 0.05;
/// Most that one pixel's colour says, in natural logarithms of odds.
const MOST_LOG_ODDS: f32 = 4.0;

/// The bin of a colour.
pub(super) fn bin_of(rgb: [u8; 3]) -> u16 {
    let [light, red_green, yellow_blue] = opponent(rgb);
    let chroma = |value: f32| ((value / CHROMA_STEP + SIDE as f32 * 0.5).max(0.0) as usize).min(SIDE - 1);
    let light = ((light / 16.0) as usize).min(SIDE - 1);
    ((light * SIDE + chroma(red_green)) * SIDE + chroma(yellow_blue)) as u16
}

/// How often each patch has each colour.
pub(super) struct Tally {
    /// Patch, bin and pixels, ordered by patch.
    entries: Vec<(u32, u16, u16)>,
}

impl Tally {
    pub(super) fn of(labels: &[u32], bins: &[u16], patches: usize) -> Self {
        let mut ends = vec![0_u32; patches + 1];
        for &label in labels {
            ends.change(label as usize, |count| *count += 1);
        }
        let mut total = 0;
        for end in &mut ends {
            let count = *end;
            *end = total;
            total += count;
        }
        let mut by_patch = vec![0_u16; labels.len()];
        for (&label, &bin) in labels.iter().zip(bins) {
            by_patch.put(ends.at(label as usize) as usize, bin);
            ends.change(label as usize, |next| *next += 1);
        }
        let mut entries = Vec::new();
        let mut start = 0;
        for patch in 0..patches {
            let end = ends.at(patch) as usize;
            let own = by_patch.get_mut(start..end).unwrap_or_default();
            own.sort_unstable();
            for run in own.chunk_by(|one, other| one == other) {
                entries.push((patch as u32, run.at(0), run.len().min(usize::from(u16::MAX)) as u16));
            }
            start = end;
        }
        Self { entries }
    }

    /// Patch, bin, and how many pixels of the patch are in the bin.
    pub(super) fn entries(&self) -> impl Iterator<Item = (usize, u16, f32)> {
        self.entries.iter().map(|&(patch, bin, count)| (patch as usize, bin, f32::from(count)))
    }
}

/// How much of each colour the object and the ground have.
#[derive(Clone)]
pub(super) struct Models {
    object: Vec<f32>,
    ground: Vec<f32>,
}

impl Models {
    pub(super) fn new() -> Self {
        Self { object: vec![0.0; BINS], ground: vec![0.0; BINS] }
    }

    /// Counts a pixel, by how much it belongs to either.
    #[inline]
    pub(super) fn count(&mut self, bin: u16, object: f32, ground: f32) {
        self.object.change(bin as usize, |total| *total += object);
        self.ground.change(bin as usize, |total| *total += ground);
    }

    /// Share of the colours that both have, 0..=1.
    pub(super) fn overlap(&self) -> f32 {
        let (object, ground) = (smoothed(&self.object), smoothed(&self.ground));
        let (object_sum, ground_sum) = (object.iter().sum::<f32>(), ground.iter().sum::<f32>());
        let (object_share, ground_share) = (1.0 / object_sum.max(1.0), 1.0 / ground_sum.max(1.0));
        object.iter().zip(&ground).map(|(one, other)| (one * object_share).min(other * ground_share)).sum()
    }

    /// For each bin, the logarithm of the odds that its colour is the object's.
    pub(super) fn log_odds(&self) -> Vec<f32> {
        let (object, ground) = (smoothed(&self.object), smoothed(&self.ground));
        let (object_sum, ground_sum) = (object.iter().sum::<f32>(), ground.iter().sum::<f32>());
        let (object_share, ground_share) = (1.0 / object_sum.max(1.0), 1.0 / ground_sum.max(1.0));
        let floor = FLOOR / BINS as f32;
        object
            .iter()
            .zip(&ground)
            .map(|(object, ground)| {
                ln((object * object_share + floor) / (ground * ground_share + floor))
                    .clamp(-MOST_LOG_ODDS, MOST_LOG_ODDS)
            })
            .collect()
    }
}

/// Spread to the bins beside, along each axis by 1, 2, 1.
fn smoothed(counts: &[f32]) -> Vec<f32> {
    let mut from = counts.to_vec();
    let mut to = vec![0.0; BINS];
    for stride in [1, SIDE, SIDE * SIDE] {
        for (index, value) in to.iter_mut().enumerate() {
            let along = index / stride % SIDE;
            let before = if along > 0 { from.at(index - stride) } else { from.at(index) };
            let after = if along + 1 < SIDE { from.at(index + stride) } else { from.at(index) };
            *value = 0.25 * before + 0.5 * from.at(index) + 0.25 * after;
        }
        std::mem::swap(&mut from, &mut to);
    }
    from
}
