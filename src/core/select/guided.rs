//! The guided filter: coverage that follows the colours of the picture near an outline.
//!
//! Source: He, Sun & Tang, "Guided Image Filtering", 2010, with colours as the guide; worked out on the reduced
//! copy and laid over the full picture ("Fast Guided Filter", 2015). Sums are whole numbers.

use super::cells::Cells;

/// Sums over a window: count, coverage, colours, products of colours with coverage, products of colours.
type Sums = [u32; 14];

/// Coverage as a linear function of a pixel's colour: three factors and what is added.
pub(super) type Line = [f32; 4];

/// A guide: colours of a reduced copy.
pub(super) struct Guide<'a> {
    pub(super) rgb: &'a [[u8; 3]],
    pub(super) width: usize,
    pub(super) height: usize,
}

/// For each pixel that `is_wanted`, the line that gives coverage from colour, averaged over its window.
/// `coverage` is 0..=255; the lines give 0..=1 from colours of 0..=255.
pub(super) fn lines(
    guide: &Guide<'_>,
    coverage: &[u8],
    radius: usize,
    smoothing: f32,
    is_wanted: &dyn Fn(usize) -> bool,
) -> Vec<Line> {
    let (width, height) = (guide.width, guide.height);
    // The rows that are wanted, and from where to where.
    let mut spans: Vec<Option<(usize, usize)>> = vec![None; height];
    for (y, span) in spans.iter_mut().enumerate() {
        let row = y * width;
        let first = (0..width).find(|x| is_wanted(row + x));
        let last = (0..width).rev().find(|x| is_wanted(row + x));
        *span = first.zip(last).map(|(first, last)| (first, last + 1));
    }
    let wide: Vec<Option<(usize, usize)>> = (0..height)
        .map(|y| {
            let near = spans.get(y.saturating_sub(radius)..(y + radius + 1).min(height)).unwrap_or_default();
            near.iter().flatten().fold(None, |all: Option<(usize, usize)>, &(first, last)| {
                let (first, last) = (first.saturating_sub(radius), (last + radius).min(width));
                Some(all.map_or((first, last), |(a, b)| (a.min(first), b.max(last))))
            })
        })
        .collect();
    let mut raw: Vec<Line> = vec![[0.0; 4]; width * height];
    let mut columns: Vec<Sums> = vec![[0; 14]; width];
    let (mut top, mut bottom) = (0, 0);
    for y in 0..height {
        let Some((from, to)) = wide.at(y) else { continue };
        let (want_top, want_bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
        if want_top >= bottom {
            columns.fill([0; 14]);
            (top, bottom) = (want_top, want_top);
        }
        while bottom < want_bottom {
            add_row(guide, coverage, bottom, &mut columns, true);
            bottom += 1;
        }
        while top < want_top {
            add_row(guide, coverage, top, &mut columns, false);
            top += 1;
        }
        let mut sums: Sums = [0; 14];
        let (mut left, mut right) = (from.saturating_sub(radius), from.saturating_sub(radius));
        for x in from..to {
            while right < (x + radius + 1).min(width) {
                let column = columns.at(right);
                sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
                right += 1;
            }
            while left < x.saturating_sub(radius) {
                let column = columns.at(left);
                sums.iter_mut().zip(column).for_each(|(sum, value)| *sum -= value);
                left += 1;
            }
            raw.put(y * width + x, fitted(&sums, smoothing));
        }
    }
    averaged(&raw, width, height, radius, &spans)
}

fn add_row(guide: &Guide<'_>, coverage: &[u8], y: usize, columns: &mut [Sums], adds: bool) {
    let span = y * guide.width..(y + 1) * guide.width;
    let pixels = guide.rgb.get(span.clone()).unwrap_or_default();
    for ((pixel, covered), column) in
        pixels.iter().zip(coverage.get(span).unwrap_or_default()).zip(columns.iter_mut())
    {
        let [r, g, b] = pixel.map(u32::from);
        let p = u32::from(*covered);
        let values: Sums = [1, p, r, g, b, r * p, g * p, b * p, r * r, r * g, r * b, g * g, g * b, b * b];
        if adds {
            column.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        } else {
            column.iter_mut().zip(values).for_each(|(sum, value)| *sum -= value);
        }
    }
}

/// The line that fits a window best.
fn fitted(sums: &Sums, smoothing: f32) -> Line {
    let [count, covered, ..] = *sums;
    let share = 1.0 / count.max(1) as f32;
    let covered = covered as f32 * share;
    if covered <= 0.0 || covered >= 255.0 {
        return [0.0, 0.0, 0.0, covered / 255.0];
    }
    let exact = |product: u32, one: u32, other: u32| {
        // The difference of two large numbers: in whole numbers until the end.
        let difference =
            (u64::from(product) * u64::from(count)) as i64 - (u64::from(one) * u64::from(other)) as i64;
        difference as f32 * share * share
    };
    let [_, ps, rs, gs, bs, rps, gps, bps, rrs, rgs, rbs, ggs, gbs, bbs] = *sums;
    let with = [exact(rps, rs, ps), exact(gps, gs, ps), exact(bps, bs, ps)];
    let (a, d, f) =
        (exact(rrs, rs, rs) + smoothing, exact(ggs, gs, gs) + smoothing, exact(bbs, bs, bs) + smoothing);
    let (b_, c, e) = (exact(rgs, rs, gs), exact(rbs, rs, bs), exact(gbs, gs, bs));
    let (m0, m1, m2) = (d * f - e * e, c * e - b_ * f, b_ * e - c * d);
    let determinant = a * m0 + b_ * m1 + c * m2;
    let (m3, m4, m5) = (a * f - c * c, b_ * c - a * e, a * d - b_ * b_);
    let scale = 1.0 / (determinant * 255.0);
    let factors = [
        (m0 * with[0] + m1 * with[1] + m2 * with[2]) * scale,
        (m1 * with[0] + m3 * with[1] + m4 * with[2]) * scale,
        (m2 * with[0] + m4 * with[1] + m5 * with[2]) * scale,
    ];
    let base =
        covered / 255.0 - share * (factors[0] * rs as f32 + factors[1] * gs as f32 + factors[2] * bs as f32);
    [factors[0], factors[1], factors[2], base]
}

fn averaged(
    raw: &[Line],
    width: usize,
    height: usize,
    radius: usize,
    spans: &[Option<(usize, usize)>],
) -> Vec<Line> {
    let mut out: Vec<Line> = vec![[0.0; 4]; width * height];
    let mut columns: Vec<Line> = vec![[0.0; 4]; width];
    let (mut top, mut bottom) = (0, 0);
    let add = |y: usize, sign: f32, columns: &mut Vec<Line>| {
        let row = raw.get(y * width..(y + 1) * width).unwrap_or_default();
        for (column, line) in columns.iter_mut().zip(row) {
            column.iter_mut().zip(line).for_each(|(sum, value)| *sum += sign * value);
        }
    };
    for y in 0..height {
        let Some((from, to)) = spans.at(y) else { continue };
        let (want_top, want_bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
        if want_top >= bottom {
            columns.fill([0.0; 4]);
            (top, bottom) = (want_top, want_top);
        }
        while bottom < want_bottom {
            add(bottom, 1.0, &mut columns);
            bottom += 1;
        }
        while top < want_top {
            add(top, -1.0, &mut columns);
            top += 1;
        }
        let rows = (want_bottom - want_top) as f32;
        let mut sums: Line = [0.0; 4];
        let (mut left, mut right) = (from.saturating_sub(radius), from.saturating_sub(radius));
        for x in from..to {
            while right < (x + radius + 1).min(width) {
                sums.iter_mut().zip(columns.at(right)).for_each(|(sum, value)| *sum += value);
                right += 1;
            }
            while left < x.saturating_sub(radius) {
                sums.iter_mut().zip(columns.at(left)).for_each(|(sum, value)| *sum -= value);
                left += 1;
            }
            let share = 1.0 / (rows * (right - left) as f32);
            out.put(y * width + x, sums.map(|sum| sum * share));
        }
    }
    out
}
