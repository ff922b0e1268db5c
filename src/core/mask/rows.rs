//! Coverage that comes from elsewhere: a file, the worker, a saved draft.

use super::StrokeMode;
use super::history::TILE_PX;
use super::journaled::Mask;
use crate::geometry::{Rect, Size};

/// Coverage that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MaskError {
    /// Another number of pixels.
    #[error("the mask has {pixels} pixels, the picture is {}x{} px", .size.width, .size.height)]
    Size {
        /// Pixels given.
        pixels: usize,
        /// The picture's size.
        size: Size,
    },
}

impl Mask {
    /// Replaces all coverage, as one step.
    pub fn replace(&mut self, coverage: &[u8]) -> Result<Rect, MaskError> {
        let size = self.size();
        if coverage.len() as u64 != size.area() {
            return Err(MaskError::Size { pixels: coverage.len(), size });
        }
        let whole = Rect::of_size(size);
        self.begin_change();
        self.change(whole, |plane, strip| {
            let rows = coverage.chunks_exact(size.width.max(1) as usize).zip(0..);
            for (new, y) in rows.skip(strip.top as usize).take(strip.height() as usize) {
                plane.row_mut(y, 0, size.width).copy_from_slice(new);
            }
        });
        self.end_stroke();
        Ok(whole)
    }

    /// Begins a change that is made in several pieces by [`Self::set_rows`]: a stroke as any other, ended or
    /// taken back as one.
    pub fn begin_change(&mut self) {
        self.begin_stroke(StrokeMode::Paint, 1.0);
    }

    /// Sets rows of `rect` from `bytes`, row-major, `rect`'s size. A row that is so already is not written.
    pub fn set_rows(&mut self, rect: Rect, bytes: &[u8]) {
        let width = rect.width() as usize;
        if !self.is_stroking() || width == 0 {
            return;
        }
        // Tile by tile, so that what does not change is not stored for undo.
        for left in (rect.left..rect.right).step_by(TILE_PX as usize) {
            let right = (left + TILE_PX).min(rect.right);
            let skipped = (left - rect.left) as usize;
            let columns = skipped..skipped + (right - left) as usize;
            let rows = |part: Rect| {
                let rows = bytes.chunks_exact(width).skip((part.top - rect.top) as usize);
                rows.zip(part.top..part.bottom)
            };
            let is_same =
                rows(rect).all(|(row, y)| Some(self.plane().row(y, left, right)) == row.get(columns.clone()));
            if is_same {
                continue;
            }
            self.change(Rect::new(left, rect.top, right, rect.bottom), |plane, strip| {
                for (row, y) in rows(strip) {
                    let pixels = plane.row_mut(y, left, right);
                    if let Some(new) = row.get(columns.clone()).filter(|new| new.len() == pixels.len()) {
                        pixels.copy_from_slice(new);
                    }
                }
            });
        }
    }

    /// Takes rows of coverage that was saved before, row-major, `rect`'s size: no step of the history.
    pub fn restore_rows(&mut self, rect: Rect, bytes: &[u8]) {
        self.settle();
        self.change(rect, |plane, strip| {
            let rows = bytes.chunks_exact(rect.width().max(1) as usize);
            for (row, y) in rows.skip((strip.top - rect.top) as usize).zip(strip.top..strip.bottom) {
                let pixels = plane.row_mut(y, rect.left, rect.right);
                if pixels.len() == row.len() {
                    pixels.copy_from_slice(row);
                }
            }
        });
    }
}
