//! The original at one size, and how a result's plane is brought onto it: search by correlation, then steps
//! downhill. What [`super::register`] tries its guesses with.

use super::frame::Frame;
use super::plane::Plane;
use crate::core::geometry::Size;
use crate::core::picture::Picture;

/// Longest side of the coarsest plane, in pixels.
const COARSE_PX: u32 = 56;
/// Longest side of the finest, in pixels.
pub(super) const FINE_PX: u32 = 896;
/// Longest side at which the two are judged to be of the same picture, in pixels.
const JUDGE_PX: u32 = 224;
/// Scales tried around each guess.
const SCALES: [f64; 7] = [0.88, 0.92, 0.96, 1.0, 1.04, 1.08, 1.12];
/// Steps at each size.
const STEPS: usize = 12;
/// Least share of the original's unmasked part that the result must show.
const LEAST_OVERLAP: f64 = 0.35;

/// Where the result lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Registration {
    /// The frame.
    pub frame: Frame,
    /// Correlation of details outside the mask, -1.0 to 1.0; 1.0 when there was nothing to compare.
    pub correlation: f64,
    /// Root mean square of what differs outside the mask, in grey levels, brightness and contrast matched.
    pub residual_levels: f64,
}

/// The original at one size: grey levels, and 1.0 where they count.
pub(super) struct Level {
    grey: Plane,
    counts: Plane,
}

/// A frame between two planes: `at_result = (at_original - middle) * scale + place`.
#[derive(Clone, Copy)]
struct Motion {
    scale: [f64; 2],
    place: [f64; 2],
    middle: [f64; 2],
}

impl Motion {
    fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let ([sx, sy], [px, py], [mx, my]) = (self.scale, self.place, self.middle);
        ((x - mx) * sx + px, (y - my) * sy + py)
    }

    /// The frame as it shows between planes of other sizes.
    fn of_frame(frame: Frame, from: Size, original: &Plane, to: Size, result: &Plane) -> Self {
        let ((ox, oy), (rx, ry)) = (original.reduction_of(from), result.reduction_of(to));
        let middle = [original.width as f64 / 2.0, original.height as f64 / 2.0];
        let [mx, my] = middle;
        let (x, y) = frame.result_from_original(mx / ox, my / oy);
        Self { scale: [frame.scale_x * rx / ox, frame.scale_y * ry / oy], place: [x * rx, y * ry], middle }
    }

    fn to_frame(self, from: Size, original: &Plane, to: Size, result: &Plane) -> Frame {
        let ((ox, oy), (rx, ry)) = (original.reduction_of(from), result.reduction_of(to));
        let ([sx, sy], (x, y)) = (self.scale, self.apply(0.0, 0.0));
        Frame { scale_x: sx * ox / rx, scale_y: sy * oy / ry, offset_x: x / rx, offset_y: y / ry }
    }
}

impl Level {
    pub(super) fn new(original: &Picture, coverage: &[u8], size: Size) -> Self {
        let mut counts = Plane::of_bytes(coverage, original.size(), size);
        for value in &mut counts.values {
            *value = if *value > 0.0 { 0.0 } else { 1.0 };
        }
        Self { grey: Plane::of_picture(original, size), counts }
    }

    fn shrunk(&self, longest_px: u32) -> Self {
        let own = Size::new(self.grey.width as u32, self.grey.height as u32);
        let size = own.fit_within(Size::new(longest_px, longest_px));
        let mut counts = self.counts.shrunk(size);
        for value in &mut counts.values {
            *value = if *value > 0.99 { 1.0 } else { 0.0 };
        }
        Self { grey: self.grey.shrunk(size), counts }
    }

    /// Standard deviation of the details that count.
    pub(super) fn detail(&self) -> f64 {
        let details = self.grey.details(4);
        let (mut sum, mut count) = (0.0, 0.0);
        for (value, counts) in details.values.iter().zip(&self.counts.values) {
            sum += f64::from(value * value * counts);
            count += f64::from(*counts);
        }
        if count < 64.0 { 0.0 } else { (sum / count).sqrt() }
    }

    /// The result's plane at the size at which `frame` shows it about as large as this level.
    fn result_plane(&self, result: &Picture, frame: Frame, from: Size) -> Plane {
        let to = result.size();
        let side = |side: u32, scale: f64, own: usize, from: u32| {
            let wanted = f64::from(side) / scale * own as f64 / f64::from(from);
            (wanted.round() as u32).clamp(1, side)
        };
        let size = Size::new(
            side(to.width, frame.scale_x, self.grey.width, from.width),
            side(to.height, frame.scale_y, self.grey.height, from.height),
        );
        Plane::of_picture(result, size)
    }

    pub(super) fn refine(&self, result: &Picture, guess: Frame, from: Size) -> Registration {
        let to = result.size();
        let full = self.result_plane(result, guess, from);
        let level_of = |longest: u32| {
            let level = self.shrunk(longest);
            let share = level.grey.width as f64 / self.grey.width as f64;
            let side = |side: usize| ((side as f64 * share).round() as u32).clamp(1, side.max(1) as u32);
            let plane = full.shrunk(Size::new(side(full.width), side(full.height)));
            (level, plane)
        };
        let mut frame = {
            let (level, plane) = level_of(COARSE_PX);
            let start = Motion::of_frame(guess, from, &level.grey, to, &plane);
            level.search(&plane, start).to_frame(from, &level.grey, to, &plane)
        };
        let mut longest = COARSE_PX * 2;
        let own = self.grey.width.max(self.grey.height) as u32;
        let mut residual_levels = 0.0;
        loop {
            // Both a little blurred: reading between pixels blurs by how far between, which would pull the
            // place towards whole pixels.
            let (mut level, plane) = level_of(longest.min(own));
            level.grey = level.grey.blurred(1);
            let plane = plane.blurred(1);
            let mut motion = Motion::of_frame(frame, from, &level.grey, to, &plane);
            residual_levels = level.descend(&plane, &mut motion).unwrap_or(residual_levels);
            frame = motion.to_frame(from, &level.grey, to, &plane);
            if longest >= own || longest >= FINE_PX {
                break;
            }
            longest *= 2;
        }
        let (level, plane) = level_of(JUDGE_PX);
        let motion = Motion::of_frame(frame, from, &level.grey, to, &plane);
        let (correlation, overlap) =
            correlation(&level.grey.details(3), &level.counts, &plane.details(3), motion, 1);
        Registration {
            frame,
            correlation: if overlap < LEAST_OVERLAP { -1.0 } else { correlation },
            residual_levels,
        }
    }

    /// The best of many places and scales, by the correlation of details.
    fn search(&self, plane: &Plane, start: Motion) -> Motion {
        let (own, others) = (self.grey.details(3), plane.details(3));
        let reach = (self.grey.width.max(self.grey.height) / 8) as i32;
        let mut best = (f64::MIN, start);
        for scale in SCALES {
            for down in -reach..=reach {
                for across in -reach..=reach {
                    let ([sx, sy], [px, py]) = (start.scale, start.place);
                    let motion = Motion {
                        scale: [sx * scale, sy * scale],
                        place: [px + f64::from(across), py + f64::from(down)],
                        ..start
                    };
                    let (score, overlap) = correlation(&own, &self.counts, &others, motion, 2);
                    // Of two that fit alike, the one nearer to the guess.
                    let far = f64::from(across).hypot(f64::from(down)) / f64::from(reach.max(1));
                    let score = score - 0.02 * far - 0.02 * (scale - 1.0).abs() * 8.0;
                    if overlap >= LEAST_OVERLAP && score > best.0 {
                        best = (score, motion);
                    }
                }
            }
        }
        best.1
    }

    /// Gauss-Newton steps; gives the residual in grey levels, `None` when there is too little to go by.
    fn descend(&self, plane: &Plane, motion: &mut Motion) -> Option<f64> {
        let (mut gain, mut bias, mut spread) = (1.0_f64, 0.0_f64, 24.0_f64);
        let mut residual = None;
        for _ in 0..STEPS {
            let mut normal = [[0.0_f64; 7]; 6];
            let (mut squares, mut absolutes, mut count) = (0.0, 0.0, 0.0);
            let [mx, my] = motion.middle;
            for y in 0..self.grey.height {
                for x in 0..self.grey.width {
                    if self.counts.at(x, y) == 0.0 {
                        continue;
                    }
                    let (px, py) = (x as f64 + 0.5, y as f64 + 0.5);
                    let (qx, qy) = motion.apply(px, py);
                    let Some((value, dx, dy)) = plane.slope_at(qx, qy) else {
                        continue;
                    };
                    let error = gain * value + bias - f64::from(self.grey.at(x, y));
                    let weight = if error.abs() <= spread { 1.0 } else { spread / error.abs() };
                    let row =
                        [gain * dx * (px - mx), gain * dy * (py - my), gain * dx, gain * dy, value, 1.0];
                    for (line, one) in normal.iter_mut().zip(row) {
                        for (sum, other) in line.iter_mut().zip(row) {
                            *sum += weight * one * other;
                        }
                        if let Some(sum) = line.last_mut() {
                            *sum -= weight * one * error;
                        }
                    }
                    squares += weight * error * error;
                    absolutes += error.abs();
                    count += 1.0;
                }
            }
            if count < 64.0 {
                return residual;
            }
            residual = Some((squares / count).sqrt());
            spread = (2.0 * absolutes / count).clamp(2.0, 48.0);
            let [ax, ay, tx, ty, more_gain, more_bias] = solve(normal)?;
            let ([sx, sy], [px, py]) = (motion.scale, motion.place);
            motion.scale = [sx + ax, sy + ay];
            motion.place = [px + tx, py + ty];
            gain += more_gain;
            bias += more_bias;
            let moved = ax.abs() * mx + ay.abs() * my + tx.abs() + ty.abs();
            if moved < 1e-3 {
                break;
            }
        }
        residual
    }

    pub(super) fn residual(&self, result: &Picture, frame: Frame, from: Size) -> f64 {
        let plane = self.result_plane(result, frame, from);
        let motion = Motion::of_frame(frame, from, &self.grey, result.size(), &plane);
        let (mut squares, mut count) = (0.0, 0.0);
        for y in 0..self.grey.height {
            for x in 0..self.grey.width {
                let (qx, qy) = motion.apply(x as f64 + 0.5, y as f64 + 0.5);
                if self.counts.at(x, y) > 0.0
                    && let Some((value, ..)) = plane.slope_at(qx, qy)
                {
                    squares += (value - f64::from(self.grey.at(x, y))).powi(2);
                    count += 1.0;
                }
            }
        }
        if count == 0.0 { 0.0 } else { f64::sqrt(squares / count) }
    }
}

/// Correlation of two planes where they count, and the share of what counts that both show.
fn correlation(own: &Plane, counts: &Plane, others: &Plane, motion: Motion, stride: usize) -> (f64, f64) {
    let (mut both, mut left, mut right, mut seen, mut all) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut left_sum, mut right_sum) = (0.0, 0.0);
    for y in (0..own.height).step_by(stride) {
        for x in (0..own.width).step_by(stride) {
            if counts.at(x, y) == 0.0 {
                continue;
            }
            all += 1.0;
            let (qx, qy) = motion.apply(x as f64 + 0.5, y as f64 + 0.5);
            if let Some((value, ..)) = others.slope_at(qx, qy) {
                let mine = f64::from(own.at(x, y));
                seen += 1.0;
                both += mine * value;
                left += mine * mine;
                right += value * value;
                left_sum += mine;
                right_sum += value;
            }
        }
    }
    if seen < 16.0 {
        return (-1.0, 0.0);
    }
    let left = left - left_sum * left_sum / seen;
    let right = right - right_sum * right_sum / seen;
    let scale = (left * right).sqrt();
    let score = if scale > 1e-9 { (both - left_sum * right_sum / seen) / scale } else { -1.0 };
    (score, seen / all)
}

/// Solves six equations by elimination with pivots; `None` when they do not say enough.
fn solve(mut rows: [[f64; 7]; 6]) -> Option<[f64; 6]> {
    for column in 0..6 {
        let pivot = (column..6).max_by(|&one, &other| {
            let size = |row: usize| rows.get(row).and_then(|row| row.get(column)).map_or(0.0, |v| v.abs());
            size(one).total_cmp(&size(other))
        })?;
        rows.swap(column, pivot);
        let lead = *rows.get(column)?;
        let divisor = *lead.get(column)?;
        if divisor.abs() < 1e-9 {
            return None;
        }
        for (index, row) in rows.iter_mut().enumerate() {
            if index != column {
                let factor = row.get(column)? / divisor;
                for (value, taken) in row.iter_mut().zip(lead) {
                    *value -= factor * taken;
                }
            }
        }
    }
    let mut out = [0.0; 6];
    for (index, value) in out.iter_mut().enumerate() {
        let row = rows.get(index)?;
        *value = row.last()? / row.get(index)?;
    }
    Some(out)
}
