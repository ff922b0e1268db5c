//! The membrane: values inside a hole that join its rim as smoothly as a soap film (Laplace's equation).
//!
//! Solved coarse to fine: the film of a plane of half the size is the first guess, then a few sweeps of
//! over-relaxation settle it. Beyond the plane's own edges nothing pulls.

/// Sweeps at each scale; the coarse guess leaves only local error.
const SWEEPS: usize = 12;
/// Over-relaxation, stable below 2.
const RELAXATION: f32 = 1.5;

/// Values per pixel, row-major, some of them unknown.
pub(super) struct Membrane<const CHANNELS: usize> {
    /// Pixels from left to right.
    pub(super) width: usize,
    /// Pixels from top to bottom.
    pub(super) height: usize,
    /// One value per pixel; those unknown are replaced.
    pub(super) values: Vec<[f32; CHANNELS]>,
    /// True where the value holds.
    pub(super) is_known: Vec<bool>,
}

impl<const CHANNELS: usize> Membrane<CHANNELS> {
    /// Sets every unknown value. Without any known value, nothing changes. Reports how many are set, part by part.
    pub(super) fn settle(&mut self, report: &mut dyn FnMut(u64)) {
        if !self.is_known.contains(&false) || !self.is_known.contains(&true) {
            return;
        }
        let mut half = self.halved();
        half.settle(&mut |_| ());
        let unknown: Vec<usize> =
            self.is_known.iter().enumerate().filter(|(_, known)| !**known).map(|(index, _)| index).collect();
        for &index in &unknown {
            let (x, y) = (index % self.width, index / self.width);
            let guess = half.values.get(y / 2 * half.width + x / 2).copied();
            if let (Some(value), Some(guess)) = (self.values.get_mut(index), guess) {
                *value = guess;
            }
        }
        for _ in 0..SWEEPS {
            for &index in &unknown {
                self.relax(index);
            }
            report((unknown.len() / SWEEPS) as u64);
        }
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut sums = vec![([0.0; CHANNELS], 0_u8); width * height];
        for (index, (value, &is_known)) in self.values.iter().zip(&self.is_known).enumerate() {
            let (x, y) = (index % self.width, index / self.width);
            if is_known && let Some((sum, count)) = sums.get_mut(y / 2 * width + x / 2) {
                *count += 1;
                for (total, part) in sum.iter_mut().zip(value) {
                    *total += part;
                }
            }
        }
        Self {
            width,
            height,
            values: sums
                .iter()
                .map(|(sum, count)| sum.map(|total| total / f32::from((*count).max(1))))
                .collect(),
            is_known: sums.iter().map(|(_, count)| *count > 0).collect(),
        }
    }

    fn relax(&mut self, index: usize) {
        let (x, y) = (index % self.width, index / self.width);
        let mut sum = [0.0; CHANNELS];
        let mut count = 0.0;
        let sides = [
            (x > 0, index.wrapping_sub(1)),
            (x + 1 < self.width, index + 1),
            (y > 0, index.wrapping_sub(self.width)),
            (y + 1 < self.height, index + self.width),
        ];
        for (is_inside, at) in sides {
            if is_inside && let Some(value) = self.values.get(at) {
                count += 1.0;
                for (total, part) in sum.iter_mut().zip(value) {
                    *total += part;
                }
            }
        }
        if let Some(value) = self.values.get_mut(index) {
            for (own, total) in value.iter_mut().zip(sum) {
                *own += RELAXATION * (total / count - *own);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_is_continued_through_a_hole() {
        let (width, height) = (41, 33);
        let truth: Vec<[f32; 1]> = (0..width * height)
            .map(|index| [(index % width) as f32 * 2.0 + (index / width) as f32])
            .collect();
        let is_known: Vec<bool> = (0..width * height)
            .map(|index| !(6..35).contains(&(index % width)) || !(5..28).contains(&(index / width)))
            .collect();
        let values = truth.iter().zip(&is_known).map(|(&value, &known)| if known { value } else { [0.0] });
        let mut membrane = Membrane { width, height, values: values.collect(), is_known };
        membrane.settle(&mut |_| ());
        let worst = membrane.values.iter().zip(&truth).map(|(a, b)| (a[0] - b[0]).abs()).fold(0.0, f32::max);
        assert!(worst < 2.0, "worst error {worst}");
    }

    #[test]
    fn nothing_known_changes_nothing() {
        let mut membrane =
            Membrane { width: 2, height: 1, values: vec![[3.0], [4.0]], is_known: vec![false; 2] };
        membrane.settle(&mut |_| ());
        assert_eq!(membrane.values, [[3.0], [4.0]]);
    }
}
