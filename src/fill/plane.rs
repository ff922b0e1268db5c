//! The pixels the engine works on: colour and texture in 4 bytes, and what each pixel is.
//!
//! The fourth byte is the strength of the local gradient, as Newson et al. (IPOL 2017.189) carry texture beside
//! colour: blurred and sharp regions of one colour then differ.

/// By how much gradients are exaggerated: squared, they count four times as much as a colour. With less, rough
/// areas blur.
const GRADIENT_WEIGHT: u8 = 2;

/// What a pixel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Unmarked and visible: may be copied from.
    Known,
    /// To be completed.
    Hole,
    /// Unmarked but transparent: its colour means nothing and is not copied.
    Void,
}

/// A picture at one scale. Row-major; per pixel red, green, blue and gradient, 8 bits each.
#[derive(Clone, Debug, Default)]
pub(super) struct Plane {
    /// Pixels from left to right.
    pub(super) width: usize,
    /// Pixels from top to bottom.
    pub(super) height: usize,
    /// 4 bytes per pixel.
    pub(super) pixels: Vec<[u8; 4]>,
    /// 1 cell per pixel.
    pub(super) cells: Vec<Cell>,
}

/// Where a window lies in a picture, in its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// First column.
    pub(super) left: usize,
    /// First row.
    pub(super) top: usize,
    /// Columns.
    pub(super) width: usize,
    /// Rows.
    pub(super) height: usize,
}

impl Window {
    /// The window grown by `margin` on each side, within `width` x `height`.
    pub(super) fn grown(self, margin: usize, width: usize, height: usize) -> Self {
        let (left, top) = (self.left.saturating_sub(margin), self.top.saturating_sub(margin));
        Self {
            left,
            top,
            width: (self.left + self.width + margin).min(width).saturating_sub(left),
            height: (self.top + self.height + margin).min(height).saturating_sub(top),
        }
    }

    /// True when a pixel lies in the window.
    pub(super) fn contains(self, x: usize, y: usize) -> bool {
        (self.left..self.left + self.width).contains(&x) && (self.top..self.top + self.height).contains(&y)
    }

    /// The position in a plane of this width of the pixel at `inside`, counted row by row in the window.
    #[inline]
    pub(super) fn position(self, inside: usize, plane_width: usize) -> usize {
        (self.top + inside / self.width) * plane_width + self.left + inside % self.width
    }

    /// A window of this size at the origin.
    pub(super) fn at_origin(self) -> Self {
        Self { left: 0, top: 0, ..self }
    }

    /// The window in a picture of half the size that covers this one.
    pub(super) fn halved(self) -> Self {
        let (left, top) = (self.left / 2, self.top / 2);
        Self {
            left,
            top,
            width: (self.left + self.width).div_ceil(2) - left,
            height: (self.top + self.height).div_ceil(2) - top,
        }
    }
}

impl Plane {
    /// The window of this plane.
    pub(super) fn cropped(&self, window: Window) -> Self {
        let mut pixels = Vec::with_capacity(window.width * window.height);
        let mut cells = Vec::with_capacity(window.width * window.height);
        for y in window.top..window.top + window.height {
            let start = y * self.width + window.left;
            pixels.extend(self.pixels.get(start..start + window.width).unwrap_or_default());
            cells.extend(self.cells.get(start..start + window.width).unwrap_or_default());
        }
        Self { width: window.width, height: window.height, pixels, cells }
    }

    /// The plane at half the size, rounded up: each pixel the mean of the known ones among its four.
    pub(super) fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut half = Self { width, height, pixels: vec![[0; 4]; width * height], cells: Vec::new() };
        half.cells.reserve(width * height);
        for (index, pixel) in half.pixels.iter_mut().enumerate() {
            let (x, y) = (index % width * 2, index / width * 2);
            let (mut sum, mut known, mut voids, mut cells) = ([0_u32; 3], 0, 0, 0);
            for (x, y) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                let at = y * self.width + x;
                if x >= self.width || y >= self.height {
                    continue;
                }
                cells += 1;
                match self.cells.get(at) {
                    Some(Cell::Known) => {
                        known += 1;
                        for (total, value) in sum.iter_mut().zip(self.pixels.get(at).into_iter().flatten()) {
                            *total += u32::from(*value);
                        }
                    }
                    Some(Cell::Void) => voids += 1,
                    _ => (),
                }
            }
            half.cells.push(if known * 2 >= cells {
                let [red, green, blue] = sum.map(|total| ((total + known / 2) / known) as u8);
                // The gradient is measured later.
                *pixel = [red, green, blue, 0];
                Cell::Known
            } else if voids * 2 > cells {
                Cell::Void
            } else {
                Cell::Hole
            });
        }
        half
    }

    /// Sets the fourth byte of every known pixel from its known neighbours.
    pub(super) fn measure_gradients(&mut self) {
        let lumas: Vec<u8> = self.pixels.iter().map(|&pixel| luma(pixel)).collect();
        for index in 0..self.pixels.len() {
            if self.cells.get(index) != Some(&Cell::Known) {
                continue;
            }
            let (x, y) = (index % self.width, index / self.width);
            let own = lumas.get(index).copied().unwrap_or(0);
            let near = |is_inside: bool, at: usize| {
                if is_inside && self.cells.get(at) == Some(&Cell::Known) {
                    lumas.get(at).copied().unwrap_or(own)
                } else {
                    own
                }
            };
            let across = near(x > 0, index.wrapping_sub(1)).abs_diff(near(x + 1 < self.width, index + 1));
            let below = near(y + 1 < self.height, index + self.width);
            let down = near(y > 0, index.wrapping_sub(self.width)).abs_diff(below);
            if let Some(pixel) = self.pixels.get_mut(index) {
                pixel[3] = across.saturating_add(down).saturating_mul(GRADIENT_WEIGHT);
            }
        }
    }

    /// For each pixel, whether a patch of `radius` round it holds known pixels only.
    pub(super) fn whole_patches(&self, radius: usize) -> Vec<bool> {
        let (width, height) = (self.width, self.height);
        let mut rows = vec![false; width * height];
        for y in 0..height {
            let mut run = 0;
            for x in 0..width {
                let is_known = self.cells.get(y * width + x) == Some(&Cell::Known);
                run = if is_known { run + 1 } else { 0 };
                if run > 2 * radius
                    && let Some(whole) = rows.get_mut(y * width + x - radius)
                {
                    *whole = true;
                }
            }
        }
        let mut patches = vec![false; width * height];
        let mut runs = vec![0; width];
        for y in 0..height {
            for (x, run) in runs.iter_mut().enumerate() {
                let is_whole = rows.get(y * width + x).copied().unwrap_or(false);
                *run = if is_whole { *run + 1 } else { 0 };
                if *run > 2 * radius
                    && let Some(patch) = patches.get_mut((y - radius) * width + x)
                {
                    *patch = true;
                }
            }
        }
        patches
    }
}

fn luma([red, green, blue, _]: [u8; 4]) -> u8 {
    ((u32::from(red) * 77 + u32::from(green) * 150 + u32::from(blue) * 29) >> 8) as u8
}

/// The plane of a scale round the hole: the pixels, and where they lie in the whole picture.
#[derive(Clone)]
pub(super) struct Crop {
    /// The pixels.
    pub(super) plane: Plane,
    /// First column, in pixels of that scale.
    pub(super) left: usize,
    /// First row.
    pub(super) top: usize,
    /// Columns of the whole picture at that scale.
    pub(super) picture_width: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plane(rows: &[&str]) -> Plane {
        let width = rows[0].len();
        let cells: Vec<Cell> = rows
            .concat()
            .chars()
            .map(|letter| match letter {
                'h' => Cell::Hole,
                'v' => Cell::Void,
                _ => Cell::Known,
            })
            .collect();
        let pixels = (0..cells.len()).map(|index| [index as u8 * 10; 4]).collect();
        Plane { width, height: rows.len(), pixels, cells }
    }

    #[test]
    fn halving_averages_the_known_and_keeps_the_hole() {
        let half = plane(&["..h", "hhh", "v.v"]).halved();
        assert_eq!((half.width, half.height), (2, 2));
        assert_eq!(half.cells, [Cell::Known, Cell::Hole, Cell::Known, Cell::Void]);
        assert_eq!(half.pixels[0], [5, 5, 5, 0]);
        assert_eq!(half.pixels[2], [70, 70, 70, 0]);
    }

    #[test]
    fn whole_patches_keep_off_holes_and_edges() {
        let whole = plane(&[".....", ".....", ".....", "....h"]).whole_patches(1);
        let centres: Vec<usize> = (0..20).filter(|&index| whole[index]).collect();
        assert_eq!(centres, [6, 7, 8, 11, 12]);
    }

    #[test]
    fn windows_grow_and_halve_within_the_picture() {
        let window = Window { left: 3, top: 1, width: 4, height: 2 };
        assert_eq!(window.grown(2, 8, 8), Window { left: 1, top: 0, width: 7, height: 5 });
        assert_eq!(window.halved(), Window { left: 1, top: 0, width: 3, height: 2 });
    }
}
