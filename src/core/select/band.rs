//! The outline, sharpened: a cut of single pixels in a band round the outline of the superpixels.
//!
//! Each pixel is judged by the colours of the whole and by those of the patches near it (Bai et al., "Video
//! Snap Cut", 2009, has such local models).

use super::cells::Cells;
use super::curves::exp_neg;
use super::frame::{chamfer, forward_neighbours, squared_distance};
use super::max_flow::Graph;

const UNIT: f32 = 64.0;

pub(super) struct BandTuning {
    pub(super) radius_px: u16,
    pub(super) smooth: f32,
    pub(super) global: f32,
    pub(super) local: f32,
    pub(super) local_variance: f32,
}

/// What the pixels look like.
pub(super) struct Look<'a> {
    pub(super) planes: &'a [Vec<f32>; 3],
    pub(super) width: usize,
    pub(super) height: usize,
    /// Log odds of each pixel by the colours of the whole.
    pub(super) log_odds: &'a dyn Fn(usize) -> f32,
    /// What strokes say of single pixels: positive for the object, negative for the ground.
    pub(super) marks: &'a [i8],
}

impl Look<'_> {
    fn colour(&self, at: usize) -> [f32; 3] {
        let [light, red_green, yellow_blue] = self.planes;
        [light.at(at), red_green.at(at), yellow_blue.at(at)]
    }
}

/// Cuts the band again, in place.
pub(super) fn sharpen(mask: &mut [bool], look: &Look<'_>, tuning: &BandTuning) {
    let (width, height) = (look.width, look.height);
    let on_outline = |at: usize| {
        let own = mask.at(at);
        let (x, y) = (at % width, at / width);
        (x + 1 < width && mask.at(at + 1) != own)
            || (y + 1 < height && mask.at(at + width) != own)
            || (x > 0 && mask.at(at - 1) != own)
            || (y > 0 && mask.at(at - width) != own)
    };
    let most = tuning.radius_px * 3;
    let away = chamfer((0..mask.len()).map(on_outline), width, height, most);
    let members: Vec<u32> = (0..mask.len()).filter(|&at| away.at(at) < most).map(|at| at as u32).collect();
    if members.is_empty() {
        return;
    }
    let mut node_of = vec![u32::MAX; mask.len()];
    for (node, &at) in members.iter().enumerate() {
        node_of.put(at as usize, node as u32);
    }
    let local = LocalColours::of(mask, look, &away, most);
    let mut unary: Vec<f32> = members
        .iter()
        .map(|&at| {
            let at = at as usize;
            match look.marks.at(at) {
                0 => {}
                mark => return 1e4 * f32::from(mark),
            }
            let near = local.log_odds(at % width, at / width, look.colour(at), tuning.local_variance);
            tuning.global * (look.log_odds)(at) + tuning.local * near
        })
        .collect();
    let mut pairs: Vec<(u32, u32, f32, bool)> = Vec::with_capacity(members.len() * 4);
    let mut total = 0.0_f32;
    let mut add = |at: usize, other: usize, is_diagonal: bool, pairs: &mut Vec<(u32, u32, f32, bool)>| {
        let step = squared_distance(look.colour(at), look.colour(other));
        total += step;
        pairs.push((at as u32, other as u32, step, is_diagonal));
    };
    for &at in &members {
        for (other, is_diagonal) in forward_neighbours(at as usize, width, height) {
            add(at as usize, other, is_diagonal, &mut pairs);
        }
        // Pairs whose first pixel is outside of the band.
        let (x, y) = (at as usize % width, at as usize / width);
        let behind = [
            (x > 0).then(|| (at as usize - 1, false)),
            (y > 0).then(|| (at as usize - width, false)),
            (y > 0 && x > 0).then(|| (at as usize - width - 1, true)),
            (y > 0 && x + 1 < width).then(|| (at as usize - width + 1, true)),
        ];
        for (other, is_diagonal) in behind.into_iter().flatten() {
            if node_of.at(other) == u32::MAX {
                add(at as usize, other, is_diagonal, &mut pairs);
            }
        }
    }
    let mean = (total / pairs.len().max(1) as f32).max(1.0);
    let mut graph = Graph::new(members.len(), pairs.len());
    for &(at, other, step, is_diagonal) in &pairs {
        let length = if is_diagonal { std::f32::consts::FRAC_1_SQRT_2 } else { 1.0 };
        let cost = tuning.smooth * length * (exp_neg(step / (2.0 * mean)) + 0.01);
        let (one, two) = (node_of.at(at as usize), node_of.at(other as usize));
        if two == u32::MAX {
            unary.change(one as usize, |value| *value += if mask.at(other as usize) { cost } else { -cost });
        } else {
            graph.join(one as usize, two as usize, (cost * UNIT) as i32);
        }
    }
    for (node, value) in unary.iter().enumerate() {
        graph.set_terminal(node, (value * UNIT) as i32);
    }
    for (&at, is_object) in members.iter().zip(graph.cut()) {
        mask.put(at as usize, is_object);
    }
}

/// Mean colours of object and ground in small squares, off the outline.
struct LocalColours {
    columns: usize,
    rows: usize,
    /// For each square and side: colour sums and count.
    sums: Vec<[[f32; 4]; 2]>,
}

/// Side of a square.
const SQUARE_PX: usize = 8;

impl LocalColours {
    fn of(mask: &[bool], look: &Look<'_>, away: &[u16], most: u16) -> Self {
        let (columns, rows) = (look.width.div_ceil(SQUARE_PX), look.height.div_ceil(SQUARE_PX));
        let mut sums = vec![[[0.0_f32; 4]; 2]; columns * rows];
        for y in 0..look.height {
            for x in 0..look.width {
                let at = y * look.width + x;
                if away.at(at) < 6 && most > 6 {
                    continue;
                }
                let colour = look.colour(at);
                sums.change(y / SQUARE_PX * columns + x / SQUARE_PX, |sides| {
                    sides.change(usize::from(!mask.at(at)), |sum| {
                        for (total, value) in sum.iter_mut().zip(colour) {
                            *total += value;
                        }
                        sum[3] += 1.0;
                    });
                });
            }
        }
        Self { columns, rows, sums }
    }

    /// Which side's colours are nearer, as log odds.
    fn log_odds(&self, x: usize, y: usize, colour: [f32; 3], variance: f32) -> f32 {
        const REACH: usize = 2;
        let (column, row) = (x / SQUARE_PX, y / SQUARE_PX);
        let mut nearest = [f32::INFINITY; 2];
        for near_row in row.saturating_sub(REACH)..(row + REACH + 1).min(self.rows) {
            for near_column in column.saturating_sub(REACH)..(column + REACH + 1).min(self.columns) {
                let sides = self.sums.at(near_row * self.columns + near_column);
                for (best, sum) in nearest.iter_mut().zip(sides) {
                    if sum[3] >= 6.0 {
                        let mean = [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]];
                        *best = best.min(squared_distance(mean, colour));
                    }
                }
            }
        }
        let [object, ground] = nearest;
        if object.is_finite() && ground.is_finite() {
            ((ground - object) / variance).clamp(-3.0, 3.0)
        } else {
            0.0
        }
    }
}
