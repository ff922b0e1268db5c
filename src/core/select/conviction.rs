//! How convincing an answer is, to choose among answers of several sizes: a dab says where something is, but not how
//! large.
//!
//! An object is bounded by strong edges, and its colours are not found right beside it.

use super::cells::Cells;
use super::curves::ln;
use super::models::{Models, Tally};
use super::superpixels::Superpixels;

/// Contrast beyond this convinces no further, in levels.
const MOST_CONTRAST: f32 = 60.0;
/// Width of the ring round an answer whose colours are compared, in square roots of its area; and its least width in
/// reduced pixels.
const RING: f32 = 0.35;
const LEAST_RING_PX: f32 = 6.0;
/// Share of the picture that an object has most often, and the logarithm over which that is less likely.
const USUAL_SHARE: f32 = 0.1;
const SHARE_SPREAD: f32 = 1.0;
/// From this contrast on, and up to this overlap of colours, an answer is good.
const GOOD: (f32, f32) = (45.0, 0.2);
/// ... so good that no larger one is looked at.
const PERFECT: (f32, f32) = (50.0, 0.06);
/// A stroke, however short, says more about size than a dab: its first answer is taken from here on.
const GOOD_FOR_STROKE: (f32, f32) = (45.0, 0.16);
/// A good answer that grows no more than so much, when twice the size is looked for, is the object.
const STEADY: f32 = 1.25;

/// What speaks for an answer.
pub(super) struct Conviction {
    /// Mean distance of the colours on both sides of its outline, in levels;
    contrast: f32,
    /// Share of its colours that the ring round it has, too.
    overlap: f32,
    /// Share of the picture that it covers.
    share: f32,
}

impl Conviction {
    /// `whole_px` is the area of the whole picture, in reduced pixels. `None` when nothing or all of it is the object.
    pub(super) fn of(
        superpixels: &Superpixels,
        tally: &Tally,
        is_object: &[bool],
        whole_px: f32,
    ) -> Option<Self> {
        let (mut length, mut contrast) = (0.0_f32, 0.0_f32);
        for border in &superpixels.borders {
            if is_object.at(border.one as usize) != is_object.at(border.other as usize) {
                length += border.length;
                contrast += border.length * border.contrast.min(MOST_CONTRAST);
            }
        }
        if length <= 0.0 {
            return None;
        }
        let members = superpixels.patches.iter().zip(is_object).filter(|(_, is_object)| **is_object);
        let area_px: f32 = members.map(|(patch, _)| patch.area).sum();
        let away = away(superpixels, is_object, (area_px.sqrt() * RING).max(LEAST_RING_PX));
        let mut models = Models::new();
        for (patch, bin, count) in tally.entries() {
            let is_inside = is_object.at(patch);
            if is_inside {
                models.count(bin, count, 0.0);
            } else if away.at(patch).is_finite() {
                models.count(bin, 0.0, count);
            }
        }
        Some(Self {
            contrast: contrast / length,
            overlap: models.overlap(),
            share: area_px / whole_px.max(1.0),
        })
    }

    fn reaches(&self, (contrast, overlap): (f32, f32)) -> bool {
        self.contrast >= contrast && self.overlap <= overlap
    }

    fn score(&self) -> f32 {
        let off = ln((self.share / USUAL_SHARE).max(f32::MIN_POSITIVE)) / SHARE_SPREAD;
        ln(self.contrast.max(1.0)) + 2.0 * ln((1.0 - self.overlap).max(0.01)) - 0.5 * off * off
    }
}

/// How far patches beside the object are from it, from middle to middle; infinite beyond `reach_px`.
fn away(superpixels: &Superpixels, is_object: &[bool], reach_px: f32) -> Vec<f32> {
    let mut away = vec![f32::INFINITY; superpixels.patches.len()];
    let mut front: Vec<usize> = (0..away.len()).filter(|&patch| is_object.at(patch)).collect();
    for &patch in &front {
        away.put(patch, 0.0);
    }
    while !front.is_empty() {
        let mut next = Vec::new();
        for patch in front {
            let own = superpixels.patches.at(patch);
            for (other, _) in superpixels.neighbours(patch) {
                let there = superpixels.patches.at(other);
                let (across, down) = (there.x - own.x, there.y - own.y);
                let through = away.at(patch) + (across * across + down * down).sqrt();
                if through < away.at(other) && through < reach_px {
                    away.put(other, through);
                    next.push(other);
                }
            }
        }
        front = next;
    }
    away
}

/// Which of the answers so far, each looked for at twice the size of the one before, needs no further one.
pub(super) fn decided(answers: &[Conviction], is_dab: bool) -> Option<usize> {
    let (last, before) = answers.split_last()?;
    let is_settled = last.reaches(PERFECT) || (!is_dab && before.is_empty() && last.reaches(GOOD_FOR_STROKE));
    if is_settled {
        return Some(before.len());
    }
    let previous = before.last()?;
    let is_steady = last.share <= previous.share * STEADY;
    (is_steady && previous.reaches(GOOD)).then(|| before.len() - 1)
}

/// The answer that most speaks for; the first of equals.
pub(super) fn most_convincing(answers: &[Conviction]) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (index, answer) in answers.iter().enumerate() {
        let score = answer.score();
        if best.is_none_or(|(_, most)| score > most) {
            best = Some((index, score));
        }
    }
    best.map(|(index, _)| index)
}
