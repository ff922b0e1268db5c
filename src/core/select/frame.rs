//! The window that is worked on: a part of the picture at a reduced size.

use super::cells::Cells;
use crate::core::geometry::{Point, Rect, Size};
use crate::core::picture::Picture;

/// A part of a picture, reduced, as red, green, blue of 0..=255 per pixel.
pub(super) struct Frame {
    /// The part of the picture.
    pub(super) rect: Rect,
    /// Size of the reduced copy.
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) rgb: Vec<[u8; 3]>,
}

impl Frame {
    /// Copies a part of the picture at no more than `area_px` pixels.
    pub(super) fn of(picture: &Picture, rect: Rect, area_px: u64) -> Self {
        let size = Size::new(rect.width(), rect.height());
        let reduced = if size.area() <= area_px { size } else { size.within_area(area_px) };
        let (width, height) = (reduced.width.max(1) as usize, reduced.height.max(1) as usize);
        let row_px = picture.size().width as usize;
        let columns = spans(rect.left, rect.width(), width);
        let mut rgb = Vec::with_capacity(width * height);
        let mut sums = vec![[0_u32; 4]; width];
        for rows in spans(rect.top, rect.height(), height) {
            sums.fill([0; 4]);
            for y in rows {
                let row = picture.rgba().get(y * row_px * 4..(y + 1) * row_px * 4).unwrap_or_default();
                let row = row.as_chunks::<4>().0;
                for (sum, span) in sums.iter_mut().zip(&columns) {
                    for &[red, green, blue, alpha] in row.get(span.clone()).unwrap_or_default() {
                        // What is transparent shows a grey, not the colour that it hides.
                        let behind = 128 * (255 - u32::from(alpha));
                        sum[0] += u32::from(red) * u32::from(alpha) + behind;
                        sum[1] += u32::from(green) * u32::from(alpha) + behind;
                        sum[2] += u32::from(blue) * u32::from(alpha) + behind;
                        sum[3] += 255;
                    }
                }
            }
            rgb.extend(sums.iter().map(|&[red, green, blue, weight]| {
                let mean = |sum: u32| ((sum + weight / 2) / weight.max(1)) as u8;
                [mean(red), mean(green), mean(blue)]
            }));
        }
        Self { rect, width, height, rgb }
    }

    /// Reduced pixels per picture pixel, across and down.
    pub(super) fn scale(&self) -> (f64, f64) {
        (
            self.width as f64 / f64::from(self.rect.width().max(1)),
            self.height as f64 / f64::from(self.rect.height().max(1)),
        )
    }

    /// A point of the picture, in the reduced copy.
    pub(super) fn reduced_point(&self, point: Point) -> Point {
        let (across, down) = self.scale();
        Point::new(
            (point.x - f64::from(self.rect.left)) * across,
            (point.y - f64::from(self.rect.top)) * down,
        )
    }

    pub(super) fn len(&self) -> usize {
        self.width * self.height
    }

    /// Three planes of brightness and two colour differences, in levels.
    pub(super) fn opponents(&self) -> [Vec<f32>; 3] {
        let mut planes = [(); 3].map(|()| Vec::with_capacity(self.len()));
        for pixel in &self.rgb {
            for (plane, value) in planes.iter_mut().zip(opponent(*pixel)) {
                plane.push(value);
            }
        }
        planes
    }
}

/// Brightness, red against green, yellow against blue; distances are about as the eye weighs them.
pub(super) fn opponent([red, green, blue]: [u8; 3]) -> [f32; 3] {
    let [red, green, blue] = [f32::from(red), f32::from(green), f32::from(blue)];
    [0.30 * red + 0.59 * green + 0.11 * blue, (red - green) * 0.8, ((red + green) * 0.5 - blue) * 0.6]
}

/// Cuts `length` pixels from `start` into `parts` spans that overlap by no more than a pixel.
fn spans(start: u32, length: u32, parts: usize) -> Vec<std::ops::Range<usize>> {
    let (start, length) = (start as usize, length as usize);
    (0..parts)
        .map(|part| {
            let from = part * length / parts;
            let to = ((part + 1) * length).div_ceil(parts).max(from + 1);
            start + from..start + to
        })
        .collect()
}

/// Squared distance of two colours.
pub(super) fn squared_distance(one: [f32; 3], other: [f32; 3]) -> f32 {
    let [a, b, c] = [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
    a * a + b * b + c * c
}

/// The pixels beside one, across and down, with the step to them: right, below, and the two diagonals below.
pub(super) fn forward_neighbours(
    index: usize,
    width: usize,
    height: usize,
) -> impl Iterator<Item = (usize, bool)> {
    let (x, y) = (index % width, index / width);
    let below = y + 1 < height;
    [
        (x + 1 < width).then_some((index + 1, false)),
        below.then_some((index + width, false)),
        (below && x + 1 < width).then_some((index + width + 1, true)),
        (below && x > 0).then(|| (index + width - 1, true)),
    ]
    .into_iter()
    .flatten()
}

/// Chessboard-and-diagonal distance (3-4 chamfer, in thirds of a pixel) to the marked pixels, up to `most`.
pub(super) fn chamfer(
    marked: impl Iterator<Item = bool>,
    width: usize,
    height: usize,
    most: u16,
) -> Vec<u16> {
    let mut distance: Vec<u16> = marked.map(|is_marked| if is_marked { 0 } else { most }).collect();
    let relax = |distance: &mut Vec<u16>, at: usize, from: usize, step: u16| {
        let through = distance.at(from).saturating_add(step);
        if through < distance.at(at) {
            distance.put(at, through);
        }
    };
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            if distance.at(at) == 0 {
                continue;
            }
            if x > 0 {
                relax(&mut distance, at, at - 1, 3);
            }
            if y > 0 {
                relax(&mut distance, at, at - width, 3);
                if x > 0 {
                    relax(&mut distance, at, at - width - 1, 4);
                }
                if x + 1 < width {
                    relax(&mut distance, at, at - width + 1, 4);
                }
            }
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let at = y * width + x;
            if distance.at(at) == 0 {
                continue;
            }
            if x + 1 < width {
                relax(&mut distance, at, at + 1, 3);
            }
            if y + 1 < height {
                relax(&mut distance, at, at + width, 3);
                if x + 1 < width {
                    relax(&mut distance, at, at + width + 1, 4);
                }
                if x > 0 {
                    relax(&mut distance, at, at + width - 1, 4);
                }
            }
        }
    }
    distance
}
