//! What is done to the whole mask or a large part of it, in pieces: nobody waits for all of a large plane at once.

use super::StrokeMode;
use super::history::TILE_PX;
use super::journaled::{Mask, Sweep, Sweeping};
use super::shapes;
use crate::geometry::{Point, Rect};

impl Mask {
    /// Undoes a step; gives what changed, `None` when there is none. A running stroke is ended first.
    pub fn undo(&mut self) -> Option<Rect> {
        self.begin(Sweep::Undo).then(|| self.settle())
    }

    /// Redoes a step; gives what changed, `None` when there is none. A running stroke is ended first.
    pub fn redo(&mut self) -> Option<Rect> {
        self.begin(Sweep::Redo).then(|| self.settle())
    }

    /// Begins something that [`Self::advance`] does in pieces, as one step; `false` when there is nothing to do.
    /// A running stroke is ended first. Any other change of the mask finishes it first.
    pub fn begin(&mut self, sweep: Sweep) -> bool {
        self.end_stroke();
        let size = self.size();
        let whole = Rect::of_size(size);
        let (does_begin, rest) = match &sweep {
            Sweep::Fill(value) => (*value > 0 || self.covered_px > 0, whole),
            Sweep::Polygon(corners, _) => {
                let rect = shapes::bounding_rect(corners, whole);
                (!rect.is_empty(), rect)
            }
            Sweep::Polygons(all, _) => {
                let rects = all.iter().map(|corners| shapes::bounding_rect(corners, whole));
                let rect = rects.fold(Rect::default(), Rect::union);
                (!rect.is_empty(), rect)
            }
            Sweep::Invert => (self.history.begin_inversion(size), whole),
            Sweep::Undo => (self.history.begin_undo(), whole),
            Sweep::Redo => (self.history.begin_redo(), whole),
        };
        if does_begin {
            if !self.history.is_moving() {
                self.history.begin();
            }
            self.sweeping = Some(Sweeping { sweep, rest });
        }
        does_begin
    }

    /// Something that was begun is not finished yet.
    pub const fn is_sweeping(&self) -> bool {
        self.is_unfilled || self.sweeping.is_some()
    }

    /// Not all of it is there yet.
    pub const fn is_unfilled(&self) -> bool {
        self.is_unfilled
    }

    /// Continues what was begun, for about `most_px` pixels; returns what changed.
    pub fn advance(&mut self, most_px: u64) -> Rect {
        if self.is_unfilled {
            let mut left = most_px;
            left -= self.plane.fill_up(left);
            left -= self.mips.fill_up(left);
            let touched = left.min((self.room.capacity() - self.room.len()) as u64);
            self.room.resize(self.room.len() + touched as usize, 0);
            self.is_unfilled = left == touched;
            if !self.is_unfilled {
                self.room = Vec::new();
            }
            return Rect::default();
        }
        let Some(mut sweeping) = self.sweeping.take() else {
            return Rect::default();
        };
        if self.history.is_moving() {
            let dirty = self.swap(|history, plane, after| history.advance(plane, most_px, after));
            self.sweeping = self.history.is_moving().then_some(sweeping);
            return dirty;
        }
        let (mut dirty, mut done_px) = (Rect::default(), 0);
        while done_px < most_px && !sweeping.rest.is_empty() {
            // A row of tiles at a time.
            let rest = sweeping.rest;
            let bottom = (rest.top / TILE_PX + 1) * TILE_PX;
            let band = Rect::new(rest.left, rest.top, rest.right, bottom.min(rest.bottom));
            self.change(band, |plane, strip| match &sweeping.sweep {
                Sweep::Fill(value) => {
                    for y in strip.top..strip.bottom {
                        plane.row_mut(y, strip.left, strip.right).fill(*value);
                    }
                }
                Sweep::Polygon(corners, mode) => shapes::rasterise(plane, corners, *mode, strip),
                Sweep::Polygons(all, mode) => {
                    for corners in all {
                        let part = shapes::bounding_rect(corners, strip);
                        if !part.is_empty() {
                            shapes::rasterise(plane, corners, *mode, part);
                        }
                    }
                }
                // The history's.
                Sweep::Invert | Sweep::Undo | Sweep::Redo => (),
            });
            dirty = dirty.union(band);
            done_px += u64::from(band.width()) * u64::from(band.height());
            sweeping.rest = Rect::new(rest.left, band.bottom, rest.right, rest.bottom);
        }
        if sweeping.rest.is_empty() {
            self.history.finish();
        } else {
            self.sweeping = Some(sweeping);
        }
        dirty
    }

    /// Finishes what was begun; gives what changed.
    pub fn settle(&mut self) -> Rect {
        let mut dirty = Rect::default();
        while self.is_sweeping() {
            dirty = dirty.union(self.advance(u64::MAX));
        }
        dirty
    }

    /// Unmarks everything: coverage 0.
    pub fn clear(&mut self) -> Rect {
        self.sweep(Sweep::Fill(0))
    }

    /// Marks everything: coverage 255.
    pub fn fill_all(&mut self) -> Rect {
        self.sweep(Sweep::Fill(255))
    }

    /// Swaps marked and unmarked.
    pub fn invert(&mut self) -> Rect {
        self.sweep(Sweep::Invert)
    }

    /// Paints or erases a polygon, given by its corners in picture pixels; even-odd where it crosses itself.
    pub fn fill_polygon(&mut self, corners: &[Point], mode: StrokeMode) -> Rect {
        self.sweep(Sweep::Polygon(corners.to_vec(), mode))
    }

    fn sweep(&mut self, sweep: Sweep) -> Rect {
        if self.begin(sweep) { self.settle() } else { Rect::default() }
    }

    /// Paints or erases the rectangle between two points.
    pub fn fill_rect(&mut self, one: Point, other: Point, mode: StrokeMode) -> Rect {
        self.fill_polygon(&shapes::rectangle(one, other), mode)
    }

    /// Paints or erases the ellipse inside the rectangle between two points.
    pub fn fill_ellipse(&mut self, one: Point, other: Point, mode: StrokeMode) -> Rect {
        self.fill_polygon(&shapes::ellipse(one, other), mode)
    }
}
