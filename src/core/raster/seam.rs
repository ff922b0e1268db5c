//! How a result's colours differ from the original's near the mask's rim, carried smoothly into the mask.

use super::frame::Frame;
use super::grid::Grid;
use super::sample::Sampler;
use crate::core::geometry::{Rect, Size};
use crate::core::picture::Picture;

/// Cells along the longer side of the region, at most.
const MOST_CELLS: usize = 256;
/// Width of the rim that is compared, in cells.
const RIM_CELLS: usize = 6;
/// A difference over this many levels is something else painted there, not another colour of the same.
const LARGEST_SHIFT: f32 = 72.0;

/// What is added to the result's colours to join the original's at the rim.
pub struct SeamColour {
    grid: Grid,
    left: f32,
    top: f32,
    cell_px: f32,
}

impl SeamColour {
    /// Compares the two in a rim outside `bounds`' covered pixels. `None` when no rim can be compared.
    pub fn fit(
        original: &Picture,
        coverage: &[u8],
        bounds: Rect,
        result: &Sampler<'_>,
        frame: Frame,
    ) -> Option<Self> {
        let size = original.size();
        let longest = bounds.width().max(bounds.height()) as usize;
        let cell = longest.div_ceil(MOST_CELLS).max(2);
        let margin = (cell * (RIM_CELLS + 1)) as u32;
        let region = Rect::new(
            bounds.left.saturating_sub(margin),
            bounds.top.saturating_sub(margin),
            (bounds.right + margin).min(size.width),
            (bounds.bottom + margin).min(size.height),
        );
        let (width, height) =
            ((region.width() as usize).div_ceil(cell), (region.height() as usize).div_ceil(cell));
        let is_near = rim(coverage, size, region, cell, (width, height));
        let mut grid = Grid::new(width, height);
        let pixels = original.rgba().as_chunks::<4>().0;
        for y in region.top..region.bottom {
            for x in region.left..region.right {
                let own = y as usize * size.width as usize + x as usize;
                let index = (y - region.top) as usize / cell * width + (x - region.left) as usize / cell;
                if coverage.get(own) != Some(&0) || is_near.get(index) != Some(&true) {
                    continue;
                }
                let (rx, ry) = frame.result_from_original(f64::from(x) + 0.5, f64::from(y) + 0.5);
                let Some(&[red, green, blue, _]) = pixels.get(own).filter(|_| result.holds(rx, ry)) else {
                    continue;
                };
                let [r, g, b, _] = result.cubic(rx, ry);
                let shift = [f32::from(red) - r, f32::from(green) - g, f32::from(blue) - b];
                if shift.iter().any(|value| value.abs() > LARGEST_SHIFT) {
                    continue;
                }
                if let (Some(sum), Some(weight)) = (grid.values.get_mut(index), grid.weights.get_mut(index)) {
                    for (sum, value) in sum.iter_mut().zip(shift) {
                        *sum += value;
                    }
                    *weight += 1.0;
                }
            }
        }
        if grid.weights.iter().all(|&weight| weight == 0.0) {
            return None;
        }
        grid.settle();
        Some(Self { grid, left: region.left as f32, top: region.top as f32, cell_px: cell as f32 })
    }

    /// What is added at an original's pixel: red, green, blue, in levels.
    pub fn at(&self, x: u32, y: u32) -> [f32; 3] {
        self.at_point(x as f32 + 0.5, y as f32 + 0.5)
    }

    /// As [`Self::at`], at a point; pixel centres lie at +0.5.
    pub fn at_point(&self, x: f32, y: f32) -> [f32; 3] {
        self.grid.at((x - self.left) / self.cell_px, (y - self.top) / self.cell_px)
    }
}

/// The cells within the rim's width of a covered one.
fn rim(coverage: &[u8], size: Size, region: Rect, cell: usize, (width, height): (usize, usize)) -> Vec<bool> {
    let mut near = vec![false; width * height];
    for y in region.top..region.bottom {
        for x in region.left..region.right {
            let own = y as usize * size.width as usize + x as usize;
            if coverage.get(own).is_some_and(|&value| value > 0)
                && let Some(flag) =
                    near.get_mut((y - region.top) as usize / cell * width + (x - region.left) as usize / cell)
            {
                *flag = true;
            }
        }
    }
    for _ in 0..RIM_CELLS {
        let before = near.clone();
        let was = |x: usize, y: usize| before.get(y * width + x) == Some(&true);
        for y in 0..height {
            for x in 0..width {
                let is_beside = (x > 0 && was(x - 1, y))
                    || (x + 1 < width && was(x + 1, y))
                    || (y > 0 && was(x, y - 1))
                    || (y + 1 < height && was(x, y + 1));
                if is_beside && let Some(flag) = near.get_mut(y * width + x) {
                    *flag = true;
                }
            }
        }
    }
    near
}
