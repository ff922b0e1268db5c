//! Superpixels: small patches of like colour, and which of them touch.
//!
//! Source: Achanta et al., "SLIC Superpixels Compared to State-of-the-art Superpixel Methods", 2012, with each
//! pixel choosing among the nine centres of the cells round it (Ren, Prisacariu & Reid, "gSLICr", 2015). All
//! rounds but the last look at every fourth pixel only.

use super::cells::Cells;
use super::curves::exp_neg;
use super::frame::squared_distance;

/// How much place counts against colour: levels of colour that a cell's width is worth.
const COMPACTNESS: f32 = 18.0;
/// Rounds of moving the centres on a quarter of the pixels.
const ROUNDS: usize = 4;

/// A patch.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Patch {
    /// Mean colour.
    pub(super) colour: [f32; 3],
    /// Middle, in reduced pixels.
    pub(super) x: f32,
    pub(super) y: f32,
    /// Pixels in it.
    pub(super) area: f32,
}

/// Two patches that touch.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Border {
    pub(super) one: u32,
    pub(super) other: u32,
    /// Pixel pairs along the border.
    pub(super) length: f32,
    /// How alike the two sides are, 0..=1.
    pub(super) likeness: f32,
    /// Distance of the colours, in levels.
    pub(super) contrast: f32,
}

/// A partition of a frame.
pub(super) struct Superpixels {
    /// For each pixel, its patch.
    pub(super) labels: Vec<u32>,
    pub(super) patches: Vec<Patch>,
    pub(super) borders: Vec<Border>,
    /// For each patch, its borders: where in `beside` they begin.
    starts: Vec<u32>,
    /// Borders by patch.
    beside: Vec<u32>,
}

impl Superpixels {
    /// Cuts three planes of colour into about `count` patches.
    pub(super) fn of(planes: &[Vec<f32>; 3], width: usize, height: usize, count: usize) -> Self {
        let area = width * height;
        let side = (area as f32 / count.max(1) as f32).sqrt().max(2.0);
        let (columns, rows) =
            (((width as f32 / side) as usize).max(1), ((height as f32 / side) as usize).max(1));
        let cells = Cells2 {
            width,
            height,
            columns,
            rows,
            place_weight: (COMPACTNESS / side) * (COMPACTNESS / side),
        };
        let mut centres = cells.initial(planes);
        for _ in 0..ROUNDS {
            let mut sums = vec![[0.0_f32; 6]; centres.len()];
            cells.assign(planes, &centres, 2, |at, x, y, label| {
                sums.change(label as usize, |sum| {
                    for (total, plane) in sum.iter_mut().zip(planes) {
                        *total += plane.at(at);
                    }
                    sum[3] += x as f32;
                    sum[4] += y as f32;
                    sum[5] += 1.0;
                });
            });
            for (centre, sum) in centres.iter_mut().zip(&sums) {
                if sum[5] > 0.0 {
                    for (value, total) in centre.iter_mut().zip(sum) {
                        *value = total / sum[5];
                    }
                }
            }
        }
        let mut labels = vec![0; area];
        cells.assign(planes, &centres, 1, |at, _, _, label| labels.put(at, label));
        let (labels, count) = connected(&labels, width, height, (side * side / 8.0) as usize);
        Self::with_labels(planes, width, labels, count)
    }

    fn with_labels(planes: &[Vec<f32>; 3], width: usize, labels: Vec<u32>, count: usize) -> Self {
        let mut patches = vec![Patch::default(); count];
        for (at, &label) in labels.iter().enumerate() {
            patches.change(label as usize, |patch| {
                for (total, plane) in patch.colour.iter_mut().zip(planes) {
                    *total += plane.at(at);
                }
                patch.x += (at % width) as f32;
                patch.y += (at / width) as f32;
                patch.area += 1.0;
            });
        }
        for patch in &mut patches {
            let share = 1.0 / patch.area.max(1.0);
            patch.colour = patch.colour.map(|total| total * share);
            patch.x *= share;
            patch.y *= share;
        }
        let borders = borders(planes, width, &labels, &patches);
        let mut starts = vec![0_u32; count + 1];
        for border in &borders {
            for end in [border.one, border.other] {
                starts.change(end as usize + 1, |start| *start += 1);
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut filled = starts.clone();
        let mut beside = vec![0; borders.len() * 2];
        for (index, border) in borders.iter().enumerate() {
            for end in [border.one, border.other] {
                beside.put(filled.at(end as usize) as usize, index as u32);
                filled.change(end as usize, |next| *next += 1);
            }
        }
        Self { labels, patches, borders, starts, beside }
    }

    /// The patches beside one, each with the border to it.
    pub(super) fn neighbours(&self, patch: usize) -> impl Iterator<Item = (usize, Border)> {
        let span = self.starts.at(patch) as usize..self.starts.at(patch + 1) as usize;
        self.beside.get(span).unwrap_or_default().iter().map(move |&index| {
            let border = self.borders.at(index as usize);
            let other = if border.one as usize == patch { border.other } else { border.one };
            (other as usize, border)
        })
    }
}

/// The grid of cells that the centres start in and stay near.
struct Cells2 {
    width: usize,
    height: usize,
    columns: usize,
    rows: usize,
    place_weight: f32,
}

impl Cells2 {
    fn edge(length: usize, parts: usize, part: usize) -> usize {
        part * length / parts
    }

    /// Colour and place of each cell's middle.
    fn initial(&self, planes: &[Vec<f32>; 3]) -> Vec<[f32; 5]> {
        let mut centres = Vec::with_capacity(self.columns * self.rows);
        for row in 0..self.rows {
            for column in 0..self.columns {
                let middle = |length, parts, part| {
                    usize::midpoint(Self::edge(length, parts, part), Self::edge(length, parts, part + 1))
                };
                let (x, y) = (middle(self.width, self.columns, column), middle(self.height, self.rows, row));
                let at = y * self.width + x;
                centres.push([planes[0].at(at), planes[1].at(at), planes[2].at(at), x as f32, y as f32]);
            }
        }
        centres
    }

    /// Gives each pixel (every `step`-th, across and down) the nearest centre.
    fn assign(
        &self,
        [light, red_green, yellow_blue]: &[Vec<f32>; 3],
        centres: &[[f32; 5]],
        step: usize,
        mut give: impl FnMut(usize, usize, usize, u32),
    ) {
        let mut nearest: Vec<f32> = Vec::new();
        let mut labels: Vec<u32> = Vec::new();
        for row in 0..self.rows {
            for column in 0..self.columns {
                let mut candidates = [(0_u32, [0.0_f32; 5]); 9];
                let mut count = 0;
                for near_row in row.saturating_sub(1)..(row + 2).min(self.rows) {
                    for near_column in column.saturating_sub(1)..(column + 2).min(self.columns) {
                        let index = near_row * self.columns + near_column;
                        candidates.put(count, (index as u32, centres.at(index)));
                        count += 1;
                    }
                }
                let candidates = candidates.get(..count).unwrap_or_default();
                let (left, right) = (
                    Self::edge(self.width, self.columns, column),
                    Self::edge(self.width, self.columns, column + 1),
                );
                let (top, bottom) =
                    (Self::edge(self.height, self.rows, row), Self::edge(self.height, self.rows, row + 1));
                for y in (top..bottom).step_by(step) {
                    let span = y * self.width + left..y * self.width + right;
                    let part = |plane: &'_ [f32]| -> Vec<f32> {
                        plane.get(span.clone()).unwrap_or_default().iter().step_by(step).copied().collect()
                    };
                    let (l, a, b) = (part(light), part(red_green), part(yellow_blue));
                    nearest.clear();
                    nearest.resize(l.len(), f32::INFINITY);
                    labels.clear();
                    labels.resize(l.len(), 0);
                    for &(label, [cl, ca, cb, cx, cy]) in candidates {
                        let dy = y as f32 - cy;
                        let base = dy * dy * self.place_weight;
                        let mut dx = left as f32 - cx;
                        let pixels = l.iter().zip(&a).zip(&b);
                        for (((l, a), b), (best, chosen)) in
                            pixels.zip(nearest.iter_mut().zip(labels.iter_mut()))
                        {
                            let (dl, da, db) = (l - cl, a - ca, b - cb);
                            let distance = dl * dl + da * da + db * db + dx * dx * self.place_weight + base;
                            let is_nearer = distance < *best;
                            *best = if is_nearer { distance } else { *best };
                            *chosen = if is_nearer { label } else { *chosen };
                            dx += step as f32;
                        }
                    }
                    for (offset, &label) in labels.iter().enumerate() {
                        let x = left + offset * step;
                        give(y * self.width + x, x, y, label);
                    }
                }
            }
        }
    }
}

/// Numbers connected parts of one label; parts under `least_px` join the part before them.
fn connected(labels: &[u32], width: usize, height: usize, least_px: usize) -> (Vec<u32>, usize) {
    let mut parts = vec![u32::MAX; labels.len()];
    let mut count = 0_u32;
    let mut stack: Vec<usize> = Vec::new();
    let mut members: Vec<usize> = Vec::new();
    for start in 0..labels.len() {
        if parts.at(start) != u32::MAX {
            continue;
        }
        let label = labels.at(start);
        let mut before = None;
        stack.push(start);
        members.clear();
        parts.put(start, count);
        while let Some(at) = stack.pop() {
            members.push(at);
            let (x, y) = (at % width, at / width);
            let around = [
                (x > 0).then(|| at - 1),
                (x + 1 < width).then_some(at + 1),
                (y > 0).then(|| at - width),
                (y + 1 < height).then_some(at + width),
            ];
            for next in around.into_iter().flatten() {
                let part = parts.at(next);
                if part == u32::MAX && labels.at(next) == label {
                    parts.put(next, count);
                    stack.push(next);
                } else if part < count {
                    before = Some(part);
                }
            }
        }
        if let (true, Some(before)) = (members.len() < least_px, before) {
            for &at in &members {
                parts.put(at, before);
            }
        } else {
            count += 1;
        }
    }
    (parts, count as usize)
}

fn borders(planes: &[Vec<f32>; 3], width: usize, labels: &[u32], patches: &[Patch]) -> Vec<Border> {
    let colour = |at: usize| [planes[0].at(at), planes[1].at(at), planes[2].at(at)];
    let mut pairs: Vec<(u64, f32)> = Vec::new();
    let mut add = |one: u32, other: u32, step: f32| {
        pairs.push(((u64::from(one.min(other)) << 32) | u64::from(one.max(other)), step));
    };
    for (at, &label) in labels.iter().enumerate() {
        if at % width + 1 < width {
            let right = labels.at(at + 1);
            if right != label {
                add(label, right, squared_distance(colour(at), colour(at + 1)));
            }
        }
        if at + width < labels.len() {
            let below = labels.at(at + width);
            if below != label {
                add(label, below, squared_distance(colour(at), colour(at + width)));
            }
        }
    }
    pairs.sort_by_key(|&(pair, _)| pair);
    let mut borders: Vec<Border> = Vec::new();
    for run in pairs.chunk_by(|one, other| one.0 == other.0) {
        let Some(&(pair, _)) = run.first() else { continue };
        let (one, other) = ((pair >> 32) as u32, pair as u32);
        let length = run.len() as f32;
        let step = run.iter().map(|(_, step)| step).sum::<f32>() / length;
        let apart = squared_distance(patches.at(one as usize).colour, patches.at(other as usize).colour);
        borders.push(Border { one, other, length, likeness: step, contrast: apart.sqrt() });
    }
    let total: f32 = borders.iter().map(|border| border.length).sum::<f32>().max(1.0);
    let mean_step = (borders.iter().map(|b| b.length * b.likeness).sum::<f32>() / total).max(1.0);
    let mean_apart =
        (borders.iter().map(|b| b.length * b.contrast * b.contrast).sum::<f32>() / total).max(1.0);
    for border in &mut borders {
        let step = border.likeness / (2.0 * mean_step);
        let apart = border.contrast * border.contrast / (2.0 * mean_apart);
        border.likeness = exp_neg(0.5 * step + 0.5 * apart);
    }
    borders
}
