//! The vote: each pixel becomes the weighted mean of what the patches over it say.

use super::nnf::Field;
use super::pyramid::{REACH, Sheet};

/// How strongly the best patches count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharpness {
    /// All patches have a say.
    Soft,
    /// The best ones decide: no blur at the end.
    Sharp,
}

/// Most weight of a patch by how deep its centre lies: the rim knows more than the middle. Halves every
/// three pixels; integers, so that every machine agrees.
fn confidence(depth: u16) -> u64 {
    let steps = u32::from(depth.min(30));
    let mut weight = 4096_u64;
    for _ in 0..steps {
        weight = weight * 4 / 5;
    }
    weight.max(8)
}

/// The voted colour of a pixel of the region; `None` when no patch covers it.
pub(crate) fn vote_at(
    sheet: &Sheet,
    field: &Field,
    depths: &[u16],
    scale: u64,
    sharpness: Sharpness,
    (x, y): (usize, usize),
) -> Option<[u8; 4]> {
    let (width, height) = (sheet.region_width, sheet.region_height);
    let mut sums = [0_u64; 4];
    let mut total = 0_u64;
    for near_y in y.saturating_sub(REACH)..(y + REACH + 1).min(height) {
        for near_x in x.saturating_sub(REACH)..(x + REACH + 1).min(width) {
            let at = near_y * width + near_x;
            let entry = field.matches[at];
            if entry.distance == u32::MAX {
                continue;
            }
            let source_x = usize::from(entry.x) + x - near_x;
            let source_y = usize::from(entry.y) + y - near_y;
            let distance = u64::from(entry.distance);
            let mut closeness = (scale << 10) / (scale + distance);
            if sharpness == Sharpness::Sharp {
                closeness = closeness * closeness * closeness / (1 << 16);
            }
            let weight = ((closeness * closeness * confidence(depths[at])) >> 10).max(1);
            total += weight;
            for (sum, value) in sums.iter_mut().zip(sheet.pixels[sheet.at(source_x, source_y)]) {
                *sum += weight * u64::from(value);
            }
        }
    }
    (total > 0).then(|| sums.map(|sum| ((sum + total / 2) / total) as u8))
}

/// Votes on all pixels of the hole.
pub(crate) fn vote(sheet: &mut Sheet, field: &Field, depths: &[u16], sharpness: Sharpness) {
    let scale = typical_distance(field, sheet.region_width);
    let mut voted = Vec::new();
    for &(x, y) in &field.targets {
        let (x, y) = (usize::from(x), usize::from(y));
        if depths[y * sheet.region_width + x] > 0
            && let Some(pixel) = vote_at(sheet, field, depths, scale, sharpness, (x, y))
        {
            voted.push((sheet.at(x, y), pixel));
        }
    }
    for (at, pixel) in voted {
        sheet.pixels[at] = pixel;
    }
}

/// The lower quartile of the distances: what a good match is here.
pub(crate) fn typical_distance(field: &Field, region_width: usize) -> u64 {
    let mut distances: Vec<u32> = field
        .targets
        .iter()
        .map(|&(x, y)| field.matches[usize::from(y) * region_width + usize::from(x)].distance)
        .collect();
    let quartile = distances.len() / 4;
    if distances.is_empty() {
        return 1;
    }
    u64::from(*distances.select_nth_unstable(quartile).1).max(196)
}
