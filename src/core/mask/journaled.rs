//! The mask itself: plane, reduced copies, journal, count.

use super::StrokeMode;
use super::brush::Profile;
use super::capsule::{Capsule, STRIP_PX, Segment};
use super::history::{After, History};
use super::mips::Mips;
use super::plane::Plane;
use crate::geometry::{Point, Rect, Size};

/// Room for the first steps: a byte for one in this many of the picture's pixels, and at most this many bytes.
const ROOM_SHARE: u64 = 4;
const ROOM_BYTES: u64 = 4 << 20;

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
    /// Marked and unmarked are swapped.
    Invert,
    /// A step is undone.
    Undo,
    /// A step is redone.
    Redo,
    /// A polygon by its corners in picture pixels, even-odd where it crosses itself.
    Polygon(Vec<Point>, StrokeMode),
    /// Each of several polygons, as one step.
    Polygons(Vec<Vec<Point>>, StrokeMode),
}

/// A running sweep.
#[derive(Clone, Debug)]
pub(super) struct Sweeping {
    pub(super) sweep: Sweep,
    /// What is left of it.
    pub(super) rest: Rect,
}

/// A mask over a picture of the same size. See [`Plane`] for the meaning of its bytes.
#[derive(Clone, Debug)]
pub struct Mask {
    pub(super) plane: Plane,
    pub(super) mips: Mips,
    pub(super) history: History,
    pub(super) covered_px: u64,
    revision: u64,
    stroke: Option<Stroke>,
    /// Planes have not all their rows yet.
    pub(super) is_unfilled: bool,
    /// Memory that is touched and let go, for the first steps' tiles to be in.
    pub(super) room: Vec<u8>,
    pub(super) sweeping: Option<Sweeping>,
}

impl Mask {
    /// An empty mask.
    pub fn new(size: Size) -> Self {
        let mut mask = Self::unfilled(size, 0);
        mask.settle();
        mask
    }

    /// An empty mask that [`Self::advance`] creates piece by piece: the first touch of its memory takes a
    /// millisecond for each MiB. The memory of the first steps is touched as well, or undoing would wait for it.
    /// Until all of it exists, no part of it can be read.
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

    /// Begins a stroke; a running one is ended first.
    pub fn begin_stroke(&mut self, mode: StrokeMode, hardness: f32) {
        self.end_stroke();
        self.history.begin();
        self.stroke = Some(Stroke { mode, hardness, last: None });
    }

    /// Draws the stroke on to a picture point, with a radius in pixels; the first call sets a dab. Gives what
    /// changed. Without a running stroke nothing happens.
    pub fn stroke_to(&mut self, point_in_image: Point, radius_px: f32) -> Rect {
        let Some(mut stroke) = self.stroke else {
            return Rect::default();
        };
        if !point_in_image.x.is_finite() || !point_in_image.y.is_finite() {
            return Rect::default();
        }
        let profile = Profile::new(radius_px, stroke.hardness);
        let goes_on = stroke.last.is_some_and(|(_, last)| last == profile);
        let segment =
            Segment { from: stroke.last.map_or(point_in_image, |(point, _)| point), to: point_in_image };
        let capsule = Capsule::new(segment, profile, goes_on);
        let dirty = capsule.bounding_rect(Rect::of_size(self.size()));
        if !dirty.is_empty() {
            self.announce(dirty);
            for rows in strips(dirty) {
                let strip = capsule.strip(rows);
                self.write(strip.rect, |plane| capsule.rasterise(plane, &strip, stroke.mode));
            }
        }
        stroke.last = Some((point_in_image, profile));
        self.stroke = Some(stroke);
        dirty
    }

    /// Ends the stroke: it is one step of the history. A running sweep is finished.
    pub fn end_stroke(&mut self) {
        self.settle();
        if self.stroke.take().is_some() {
            self.history.finish();
        }
    }

    /// Reverts the running stroke; returns what changed.
    pub fn abort_stroke(&mut self) -> Rect {
        if self.stroke.take().is_none() {
            return Rect::default();
        }
        self.swap(History::abort)
    }

    /// A stroke is running.
    pub const fn is_stroking(&self) -> bool {
        self.stroke.is_some()
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

    /// Codes up to `most_tiles` of the history's tiles; returns whether there are more. Call it when idle.
    pub fn compact(&mut self, most_tiles: usize) -> bool {
        self.history.compact(most_tiles)
    }

    /// Steps that were dropped to stay within the history's memory.
    pub const fn dropped_steps(&self) -> usize {
        self.history.dropped()
    }

    /// Bytes that the history holds.
    pub fn history_bytes(&self) -> usize {
        self.history.bytes()
    }

    /// Changes the plane inside `dirty`; `change` is called for one strip of it after another, from the top.
    pub(super) fn change(&mut self, dirty: Rect, mut change: impl FnMut(&mut Plane, Rect)) {
        if dirty.is_empty() {
            return;
        }
        self.announce(dirty);
        for strip in strips(dirty) {
            self.write(strip, |plane| change(plane, strip));
        }
    }

    /// What lies inside `dirty` is going to be written: the journal comes first.
    fn announce(&mut self, dirty: Rect) {
        self.history.will_write(&self.plane, dirty);
        self.revision += 1;
    }

    /// Writes to a part of what was announced; count and reduced copies follow.
    fn write(&mut self, rect: Rect, write: impl FnOnce(&mut Plane)) {
        let before = self.plane.count_covered(rect);
        write(&mut self.plane);
        self.covered_px = self.covered_px - before + self.plane.count_covered(rect);
        self.mips.update(&self.plane, rect);
    }

    /// Lets the journal write to the plane; count and reduced copies follow each rectangle.
    pub(super) fn swap(&mut self, swap: impl FnOnce(&mut History, &mut Plane, After<'_>) -> Rect) -> Rect {
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

/// A rectangle in strips, from the top: the rows of a large plane lie so far apart that those of a whole brush would
/// have left the processor's cache before they are counted and reduced.
fn strips(rect: Rect) -> impl Iterator<Item = Rect> {
    let first = rect.top / STRIP_PX;
    (first..rect.bottom.div_ceil(STRIP_PX)).map(move |strip| {
        let rows = Rect::new(rect.left, strip * STRIP_PX, rect.right, (strip + 1) * STRIP_PX);
        rows.intersect(rect)
    })
}
