//! The mask itself: plane, reduced copies, journal, count.

use super::StrokeMode;
use super::brush::{Capsule, Profile, Segment};
use super::history::{After, History, TILE_PX};
use super::mips::{self, Mips};
use super::plane::Plane;
use super::shapes;
use crate::geometry::{Point, Rect, Size};

/// Room for the first steps: such a share of the picture's pixels, a byte each, and at most so many bytes.
const ROOM_SHARE: u64 = 4;
const ROOM_BYTES: u64 = 4 << 20;

/// Rows that are changed, counted and reduced together.
const STRIP_PX: u32 = 1 << mips::LEVELS;

#[derive(Clone, Copy, Debug)]
struct Stroke {
    mode: StrokeMode,
    hardness: f32,
    /// Where it is, and the profile that was painted there.
    last: Option<(Point, Profile)>,
}

/// Something that is done to the whole mask or a large part of it, in pieces: [`Mask::begin`].
#[derive(Clone, Debug, PartialEq)]
pub enum Sweep {
    /// All coverage becomes this.
    Fill(u8),
    /// Kept and marked are swapped.
    Invert,
    /// A step is undone.
    Undo,
    /// A step is redone.
    Redo,
    /// A polygon by its corners in picture pixels, even-odd where it crosses itself.
    Polygon(Vec<Point>, StrokeMode),
}

/// A sweep that is under way.
#[derive(Clone, Debug)]
struct Sweeping {
    sweep: Sweep,
    /// What is left of it.
    rest: Rect,
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
    /// Planes have not all their rows yet.
    is_unfilled: bool,
    /// Memory that is touched and let go, for the first steps' tiles to be in.
    room: Vec<u8>,
    sweeping: Option<Sweeping>,
}

impl Mask {
    /// An empty mask.
    pub fn new(size: Size) -> Self {
        let mut mask = Self::unfilled(size, 0);
        mask.settle();
        mask
    }

    /// An empty mask that [`Self::advance`] brings into being, for the first touch of its memory takes a
    /// millisecond for each MiB: that of the first steps is touched as well, or undoing would wait for it. Until
    /// all is there, no part of it can be read.
    pub fn in_pieces(size: Size) -> Self {
        Self::unfilled(size, (size.area() / ROOM_SHARE).min(ROOM_BYTES))
    }

    fn unfilled(size: Size, room_bytes: u64) -> Self {
        Self {
            plane: Plane::unfilled(size),
            mips: Mips::unfilled(size),
            history: History::default(),
            covered_px: 0,
            revision: 0,
            stroke: None,
            is_unfilled: true,
            room: Vec::with_capacity(room_bytes as usize),
            sweeping: None,
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
        let profile = Profile::new(radius_px, stroke.hardness);
        let goes_on = stroke.last.is_some_and(|(_, last)| last == profile);
        let segment = Segment {
            from: stroke.last.map_or(point_in_image, |(point, _)| point),
            to: point_in_image,
        };
        let capsule = Capsule::new(segment, profile, goes_on);
        let dirty = capsule.bounding_rect(Rect::of_size(self.size()));
        self.change_strips(
            dirty,
            |strip| capsule.narrowed(strip),
            |plane, strip| {
                capsule.rasterise(plane, strip, stroke.mode);
            },
        );
        stroke.last = Some((point_in_image, profile));
        self.stroke = Some(stroke);
        dirty
    }

    /// Ends the stroke: it is one step of the history. A sweep under way is done to its end.
    pub fn end_stroke(&mut self) {
        self.settle();
        if self.stroke.take().is_some() {
            self.history.finish();
        }
    }

    /// Takes the stroke back as if it had not been; gives what changed.
    pub fn abort_stroke(&mut self) -> Rect {
        if self.stroke.take().is_none() {
            return Rect::default();
        }
        self.swap(History::abort)
    }

    /// A stroke is under way.
    pub const fn is_stroking(&self) -> bool {
        self.stroke.is_some()
    }

    /// Undoes a step; gives what changed, `None` when there is none. A stroke under way is ended first.
    pub fn undo(&mut self) -> Option<Rect> {
        self.begin(Sweep::Undo).then(|| self.settle())
    }

    /// Redoes a step; gives what changed, `None` when there is none. A stroke under way is ended first.
    pub fn redo(&mut self) -> Option<Rect> {
        self.begin(Sweep::Redo).then(|| self.settle())
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

    /// Begins something that [`Self::advance`] does in pieces, as one step; `false` when there is nothing to do.
    /// A stroke under way is ended first. Whatever else is done to the mask before it is finished finishes it.
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

    /// Goes on with what was begun, for about so many pixels; gives what changed.
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

    /// Keeps everything: coverage 0.
    pub fn clear(&mut self) -> Rect {
        self.sweep(Sweep::Fill(0))
    }

    /// Marks everything: coverage 255.
    pub fn fill_all(&mut self) -> Rect {
        self.sweep(Sweep::Fill(255))
    }

    /// Swaps kept and marked.
    pub fn invert(&mut self) -> Rect {
        self.sweep(Sweep::Invert)
    }

    /// Paints or erases a polygon, given by its corners in picture pixels; even-odd where it crosses itself.
    pub fn fill_polygon(&mut self, corners: &[Point], mode: StrokeMode) -> Rect {
        self.sweep(Sweep::Polygon(corners.to_vec(), mode))
    }

    fn sweep(&mut self, sweep: Sweep) -> Rect {
        if self.begin(sweep) {
            self.settle()
        } else {
            Rect::default()
        }
    }

    /// Paints or erases the rectangle between two points.
    pub fn fill_rect(&mut self, one: Point, other: Point, mode: StrokeMode) -> Rect {
        self.fill_polygon(&shapes::rectangle(one, other), mode)
    }

    /// Paints or erases the ellipse inside the rectangle between two points.
    pub fn fill_ellipse(&mut self, one: Point, other: Point, mode: StrokeMode) -> Rect {
        self.fill_polygon(&shapes::ellipse(one, other), mode)
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

    /// Changes the plane inside `dirty`: journal first, then count and reduced copies. `change` is called for one
    /// strip of it after another, from the top: the rows of a large plane lie so far apart that those of a whole
    /// brush would have left the processor's cache before they are counted and reduced.
    pub(super) fn change(&mut self, dirty: Rect, change: impl FnMut(&mut Plane, Rect)) {
        self.change_strips(dirty, |strip| strip, change);
    }

    /// As [`Self::change`], but only what is `narrowed` of each strip is changed.
    fn change_strips(
        &mut self,
        dirty: Rect,
        narrowed: impl Fn(Rect) -> Rect,
        mut change: impl FnMut(&mut Plane, Rect),
    ) {
        if dirty.is_empty() {
            return;
        }
        self.history.will_write(&self.plane, dirty);
        let mut strip = Rect {
            bottom: dirty.top,
            ..dirty
        };
        while strip.bottom < dirty.bottom {
            strip.top = strip.bottom;
            // Whole rows of every reduced copy.
            strip.bottom = ((strip.top / STRIP_PX + 1) * STRIP_PX).min(dirty.bottom);
            let strip = narrowed(strip);
            let before = self.plane.count_covered(strip);
            change(&mut self.plane, strip);
            self.covered_px = self.covered_px - before + self.plane.count_covered(strip);
            self.mips.update(&self.plane, strip);
        }
        self.revision += 1;
    }

    /// Lets the journal write to the plane; count and reduced copies follow each rectangle.
    fn swap(&mut self, swap: impl FnOnce(&mut History, &mut Plane, After<'_>) -> Rect) -> Rect {
        let (mips, covered) = (&mut self.mips, &mut self.covered_px);
        let mut after = |plane: &Plane, rect: Rect, (before, after): (u64, u64)| {
            *covered = *covered - before + after;
            mips.update(plane, rect);
        };
        let dirty = swap(&mut self.history, &mut self.plane, &mut after);
        self.revision += 1;
        dirty
    }
}
