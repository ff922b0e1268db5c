//! A coarse grid of values, some known, that is filled as smoothly as a soap film.
//!
//! Pull and push (Gortler et al., "The Lumigraph", 1996) gives the first guess, sweeps of Laplace's equation
//! settle it.

/// Sweeps of relaxation.
const SWEEPS: usize = 24;

/// Three values per cell and how much they weigh; 0.0 = unknown.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) values: Vec<[f32; 3]>,
    pub(super) weights: Vec<f32>,
}

impl Grid {
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self { width, height, values: vec![[0.0; 3]; width * height], weights: vec![0.0; width * height] }
    }

    fn cell(&self, x: usize, y: usize) -> ([f32; 3], f32) {
        let index = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        (self.values.get(index).copied().unwrap_or_default(), self.weights.get(index).copied().unwrap_or(0.0))
    }

    /// Makes sums into means, smooths the known cells among themselves, and fills the others.
    pub(super) fn settle(&mut self) {
        for (value, weight) in self.values.iter_mut().zip(&self.weights) {
            if *weight > 0.0 {
                *value = value.map(|sum| sum / weight);
            }
        }
        self.smooth();
        let known: Vec<bool> = self.weights.iter().map(|&weight| weight > 0.0).collect();
        if !known.contains(&true) {
            return;
        }
        self.pull_and_push();
        for _ in 0..SWEEPS {
            for y in 0..self.height {
                for x in 0..self.width {
                    let index = y * self.width + x;
                    if known.get(index) == Some(&false) {
                        let around = [
                            self.cell(x.saturating_sub(1), y).0,
                            self.cell(x + 1, y).0,
                            self.cell(x, y.saturating_sub(1)).0,
                            self.cell(x, y + 1).0,
                        ];
                        if let Some(value) = self.values.get_mut(index) {
                            *value = mean(around);
                        }
                    }
                }
            }
        }
    }

    /// Each known cell becomes the weighted mean of itself and its known neighbours.
    fn smooth(&mut self) {
        let before = self.clone();
        for y in 0..self.height {
            for x in 0..self.width {
                if before.cell(x, y).1 == 0.0 {
                    continue;
                }
                let (mut sum, mut total) = ([0.0_f32; 3], 0.0_f32);
                for near_y in y.saturating_sub(2)..(y + 3).min(self.height) {
                    for near_x in x.saturating_sub(2)..(x + 3).min(self.width) {
                        let (value, weight) = before.cell(near_x, near_y);
                        for (sum, value) in sum.iter_mut().zip(value) {
                            *sum += value * weight;
                        }
                        total += weight;
                    }
                }
                if let Some(value) = self.values.get_mut(y * self.width + x) {
                    *value = sum.map(|sum| sum / total);
                }
            }
        }
    }

    fn pull_and_push(&mut self) {
        if self.width <= 1 && self.height <= 1 {
            return;
        }
        let mut half = Self::new(self.width.div_ceil(2), self.height.div_ceil(2));
        for y in 0..self.height {
            for x in 0..self.width {
                let (value, weight) = self.cell(x, y);
                let index = y / 2 * half.width + x / 2;
                let weight = weight.min(1.0);
                if let (Some(sum), Some(total)) = (half.values.get_mut(index), half.weights.get_mut(index)) {
                    for (sum, value) in sum.iter_mut().zip(value) {
                        *sum += value * weight;
                    }
                    *total += weight;
                }
            }
        }
        for (value, weight) in half.values.iter_mut().zip(&half.weights) {
            if *weight > 0.0 {
                *value = value.map(|sum| sum / weight);
            }
        }
        half.pull_and_push();
        for y in 0..self.height {
            for x in 0..self.width {
                let index = y * self.width + x;
                if self.weights.get(index) == Some(&0.0) {
                    let guess = half.at(x as f32 / 2.0 + 0.25, y as f32 / 2.0 + 0.25);
                    if let Some(value) = self.values.get_mut(index) {
                        *value = guess;
                    }
                }
            }
        }
        // From here on every cell has a value; what is known is remembered by the caller.
        self.weights.iter_mut().for_each(|weight| *weight = weight.max(1e-6));
    }

    /// The values at a point in cells, cell centres at +0.5.
    pub(super) fn at(&self, x: f32, y: f32) -> [f32; 3] {
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let (left, top) = (left as usize, top as usize);
        let (a, b) = (self.cell(left, top).0, self.cell(left + 1, top).0);
        let (c, d) = (self.cell(left, top + 1).0, self.cell(left + 1, top + 1).0);
        std::array::from_fn(|index| {
            let pick = |cell: &[f32; 3]| cell.get(index).copied().unwrap_or(0.0);
            (pick(&a) * (1.0 - fx) + pick(&b) * fx) * (1.0 - fy)
                + (pick(&c) * (1.0 - fx) + pick(&d) * fx) * fy
        })
    }
}

fn mean(cells: [[f32; 3]; 4]) -> [f32; 3] {
    let mut sum = [0.0_f32; 3];
    for cell in cells {
        for (sum, value) in sum.iter_mut().zip(cell) {
            *sum += value / 4.0;
        }
    }
    sum
}
