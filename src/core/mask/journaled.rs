//! The mask itself: plane, reduced copies, journal, count.

use super::StrokeMode;
use super::brush::{self, Falloff, Profile, Segment};
use super::history::{History, TILE_PX};
use super::mips::Mips;
use super::plane::Plane;
use super::shapes;
use crate::geometry::{Point, Rect, Size};

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

#[derive(Clone, Copy, Debug)]
struct Stroke {
    mode: StrokeMode,
    hardness: f32,
    last: Option<Point>,
}

/// A mask over a picture of the same size. See [`Plane`] for the meaning of its bytes.
#[derive(Clone, Debug)]
pub struct Mask {
    plane: Plane,
    mips: Mips,
    history: History,
    covered_px: u64,
    revision: u64,
    stroke: Option<Stroke>,
    /// Of the last dab: strokes mostly keep their size.
    falloff: Option<Falloff>,
}

impl Mask {
    /// An empty mask.
    pub fn new(size: Size) -> Self {
        Self {
            plane: Plane::empty(size),
            mips: Mips::empty(size),
            history: History::default(),
            covered_px: 0,
            revision: 0,
            stroke: None,
            falloff: None,
        }
    }

    /// Width and height.
    pub const fn size(&self) -> Size {
        self.plane.size()
    }

    /// The smallest rectangle round all pixels with any coverage.
    pub fn covered_rect(&self) -> Rect {
        self.plane.covered_rect()
    }

    /// The coverage, row-major, 1 byte per pixel.
    pub fn coverage(&self) -> &[u8] {
        self.plane.data()
    }

    /// The plane.
    pub const fn plane(&self) -> &Plane {
        &self.plane
    }

    /// The reduced copies.
    pub const fn mips(&self) -> &Mips {
        &self.mips
    }

    /// Pixels with any coverage.
    pub const fn covered_px(&self) -> u64 {
        self.covered_px
    }

    /// Rises with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Begins a stroke; one under way is ended first.
    pub fn begin_stroke(&mut self, mode: StrokeMode, hardness: f32) {
        self.end_stroke();
        self.history.begin();
        self.stroke = Some(Stroke {
            mode,
            hardness,
            last: None,
        });
    }

    /// Draws the stroke on to a picture point, with a radius in pixels; the first call sets a dab. Gives what
    /// changed. Without a stroke under way nothing happens.
    pub fn stroke_to(&mut self, point_in_image: Point, radius_px: f32) -> Rect {
        let Some(mut stroke) = self.stroke else {
            return Rect::default();
        };
        if !point_in_image.x.is_finite() || !point_in_image.y.is_finite() {
            return Rect::default();
        }
        let segment = Segment {
            from: stroke.last.unwrap_or(point_in_image),
            to: point_in_image,
        };
        let profile = Profile::new(radius_px, stroke.hardness);
        let dirty = segment.bounding_rect(f64::from(profile.outer_px()), Rect::of_size(self.size()));
        // Taken out and put back: a change borrows the whole mask.
        let falloff = self.falloff.take().filter(|falloff| falloff.profile() == profile);
        let falloff = falloff.unwrap_or_else(|| Falloff::new(profile));
        self.change(dirty, |plane| {
            brush::rasterise(plane, segment, &falloff, stroke.mode, dirty);
        });
        self.falloff = Some(falloff);
        stroke.last = Some(point_in_image);
        self.stroke = Some(stroke);
        dirty
    }

    /// Ends the stroke: it is one step of the history.
    pub fn end_stroke(&mut self) {
        if self.stroke.take().is_some() {
            self.history.finish();
        }
    }

    /// Takes the stroke back as if it had not been; gives what changed.
    pub fn abort_stroke(&mut self) -> Rect {
        if self.stroke.take().is_none() {
            return Rect::default();
        }
        self.swap(|history, plane, after| Some(history.abort(plane, after)))
            .unwrap_or_default()
    }

    /// A stroke is under way.
    pub const fn is_stroking(&self) -> bool {
        self.stroke.is_some()
    }

    /// Undoes a step; gives what changed, `None` when there is none. A stroke under way is ended first.
    pub fn undo(&mut self) -> Option<Rect> {
        self.end_stroke();
        self.swap(History::undo)
    }

    /// Redoes a step; gives what changed, `None` when there is none. A stroke under way is ended first.
    pub fn redo(&mut self) -> Option<Rect> {
        self.end_stroke();
        self.swap(History::redo)
    }

    /// Steps that can be undone.
    pub fn undo_steps(&self) -> usize {
        self.history.undo_steps()
    }

    /// There is a step to undo.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// There is a step to redo.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Keeps everything: coverage 0.
    pub fn clear(&mut self) -> Rect {
        if self.covered_px == 0 {
            return Rect::default();
        }
        self.step(Rect::of_size(self.size()), |row| row.fill(0))
    }

    /// Marks everything: coverage 255.
    pub fn fill_all(&mut self) -> Rect {
        self.step(Rect::of_size(self.size()), |row| row.fill(255))
    }

    /// Swaps kept and marked.
    pub fn invert(&mut self) -> Rect {
        self.end_stroke();
        self.swap(|history, plane, after| Some(history.invert(plane, after)))
            .unwrap_or_default()
    }

    /// Paints or erases a polygon, given by its corners in picture pixels; even-odd where it crosses itself.
    pub fn fill_polygon(&mut self, corners: &[Point], mode: StrokeMode) -> Rect {
        let dirty = shapes::bounding_rect(corners, Rect::of_size(self.size()));
        if dirty.is_empty() {
            return dirty;
        }
        self.end_stroke();
        self.history.begin();
        self.change(dirty, |plane| shapes::rasterise(plane, corners, mode, dirty));
        self.history.finish();
        dirty
    }

    /// Paints or erases the rectangle between two points.
    pub fn fill_rect(&mut self, one: Point, other: Point, mode: StrokeMode) -> Rect {
        self.fill_polygon(&shapes::rectangle(one, other), mode)
    }

    /// Paints or erases the ellipse inside the rectangle between two points.
    pub fn fill_ellipse(&mut self, one: Point, other: Point, mode: StrokeMode) -> Rect {
        self.fill_polygon(&shapes::ellipse(one, other), mode)
    }

    /// Replaces all coverage, as one step.
    ///
    /// # Errors
    /// When the byte count does not fit the picture.
    pub fn replace(&mut self, coverage: &[u8]) -> Result<Rect, MaskError> {
        let size = self.size();
        if coverage.len() as u64 != size.area() {
            return Err(MaskError::Size {
                pixels: coverage.len(),
                size,
            });
        }
        let mut rows = coverage.chunks_exact(size.width.max(1) as usize);
        Ok(self.step(Rect::of_size(size), |row| {
            if let Some(new) = rows.next() {
                row.copy_from_slice(new);
            }
        }))
    }

    /// Begins a change that is made in several pieces by [`Self::set_rows`]: a stroke as any other, ended or
    /// taken back as one.
    pub fn begin_change(&mut self) {
        self.begin_stroke(StrokeMode::Paint, 1.0);
    }

    /// Sets rows of `rect` from `bytes`, row-major, `rect`'s size. A row that is so already is not written.
    pub fn set_rows(&mut self, rect: Rect, bytes: &[u8]) {
        let width = rect.width() as usize;
        if self.stroke.is_none() || width == 0 {
            return;
        }
        // Tile by tile, so that what does not change is not kept for undoing it.
        for left in (rect.left..rect.right).step_by(TILE_PX as usize) {
            let right = (left + TILE_PX).min(rect.right);
            let skipped = (left - rect.left) as usize;
            let part = |row: &[u8]| {
                let part = row.get(skipped..skipped + (right - left) as usize);
                part.map(<[u8]>::to_vec).unwrap_or_default()
            };
            let rows = || bytes.chunks_exact(width).zip(rect.top..rect.bottom);
            let is_same = |plane: &Plane| rows().all(|(row, y)| plane.row(y, left, right) == part(row));
            if is_same(&self.plane) {
                continue;
            }
            self.change(Rect::new(left, rect.top, right, rect.bottom), |plane| {
                for (row, y) in rows() {
                    let (pixels, new) = (plane.row_mut(y, left, right), part(row));
                    if pixels.len() == new.len() {
                        pixels.copy_from_slice(&new);
                    }
                }
            });
        }
    }

    /// Takes coverage that was kept before, without a step: what was undoable is forgotten.
    ///
    /// # Errors
    /// When the byte count does not fit the picture.
    pub fn restore(&mut self, coverage: Vec<u8>) -> Result<Rect, MaskError> {
        let size = self.size();
        let pixels = coverage.len();
        self.plane = Plane::from_data(size, coverage).ok_or(MaskError::Size { pixels, size })?;
        self.stroke = None;
        self.history = History::default();
        let dirty = Rect::of_size(size);
        self.covered_px = self.plane.count_covered(dirty);
        self.mips.update(&self.plane, dirty);
        self.revision += 1;
        Ok(dirty)
    }

    /// Codes up to so many of the history's tiles; gives whether there are more. Call it when nobody waits.
    pub fn compact(&mut self, most_tiles: usize) -> bool {
        self.history.compact(most_tiles)
    }

    /// Steps that were dropped to keep to the memory that they may take.
    pub const fn dropped_steps(&self) -> usize {
        self.history.dropped()
    }

    /// Bytes that the history holds.
    pub fn history_bytes(&self) -> usize {
        self.history.bytes()
    }

    /// One step that changes rows inside `dirty`.
    fn step(&mut self, dirty: Rect, mut change_row: impl FnMut(&mut [u8])) -> Rect {
        self.end_stroke();
        self.history.begin();
        self.change(dirty, |plane| {
            for y in dirty.top..dirty.bottom {
                change_row(plane.row_mut(y, dirty.left, dirty.right));
            }
        });
        self.history.finish();
        dirty
    }

    /// Changes the plane inside `dirty`: journal first, then count and reduced copies.
    fn change(&mut self, dirty: Rect, change: impl FnOnce(&mut Plane)) {
        if dirty.is_empty() {
            return;
        }
        self.history.will_write(&self.plane, dirty);
        let before = self.plane.count_covered(dirty);
        change(&mut self.plane);
        self.covered_px = self.covered_px - before + self.plane.count_covered(dirty);
        self.mips.update(&self.plane, dirty);
        self.revision += 1;
    }

    /// Lets the journal write to the plane; count and reduced copies follow each rectangle.
    fn swap(
        &mut self,
        swap: impl FnOnce(&mut History, &mut Plane, &mut dyn FnMut(&Plane, Rect, u64)) -> Option<Rect>,
    ) -> Option<Rect> {
        let (mips, covered) = (&mut self.mips, &mut self.covered_px);
        let mut after = |plane: &Plane, rect: Rect, before: u64| {
            *covered = *covered - before + plane.count_covered(rect);
            mips.update(plane, rect);
        };
        let dirty = swap(&mut self.history, &mut self.plane, &mut after)?;
        self.revision += 1;
        Some(dirty)
    }
}
