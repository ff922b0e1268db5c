//! Undo and redo by copy-on-write tiles.
//!
//! Before a step first writes to a tile, the tile is copied; a finished step is those copies. Undoing swaps
//! them with what the plane holds, so the same step then redoes. Steps are kept as they are at first, and
//! coded when [`History::compact`] is called off the pointer's path.

use std::collections::{HashMap, VecDeque};

use super::plane::Plane;
use super::words;
use crate::geometry::{Rect, Size};

/// Side of a tile in pixels: 64 KiB each.
pub const TILE_PX: u32 = 256;
/// Most bytes that steps may hold.
pub const BUDGET_BYTES: usize = 128 << 20;

/// The bytes of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bytes {
    /// All the same: never copied at all.
    Uniform(u8),
    Raw(Vec<u8>),
    /// Pairs of a count, 7 bits a byte, the lowest first, the last without the top bit, and a value: hard-edged
    /// masks shrink a hundredfold.
    Runs(Vec<u8>),
}

impl Bytes {
    /// Of a part of the plane.
    fn of(plane: &Plane, rect: Rect) -> Self {
        let first = plane
            .row(rect.top, rect.left, rect.right)
            .first()
            .copied()
            .unwrap_or(0);
        if (rect.top..rect.bottom).all(|y| words::all_are(plane.row(y, rect.left, rect.right), first)) {
            Self::Uniform(first)
        } else {
            Self::Raw(plane.part(rect))
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Uniform(_) => 1,
            Self::Raw(bytes) | Self::Runs(bytes) => bytes.len(),
        }
    }

    fn pack(&mut self) {
        let Self::Raw(raw) = self else { return };
        let mut runs = Vec::new();
        for run in raw.chunk_by(|one, other| one == other) {
            let mut count = run.len();
            while count > 127 {
                runs.push(count as u8 | 128);
                count >>= 7;
            }
            runs.push(count as u8);
            runs.extend(run.first());
            if runs.len() >= raw.len() {
                // A soft edge: runs do not pay.
                return;
            }
        }
        runs.shrink_to_fit();
        *self = Self::Runs(runs);
    }

    /// Writes them to where they were copied from.
    fn paste(&self, plane: &mut Plane, rect: Rect) {
        let width = rect.width().max(1) as usize;
        match self {
            Self::Uniform(value) => {
                for y in rect.top..rect.bottom {
                    plane.row_mut(y, rect.left, rect.right).fill(*value);
                }
            }
            Self::Raw(bytes) => paste(plane, rect, bytes),
            Self::Runs(runs) => {
                let mut raw = Vec::with_capacity(width * rect.height() as usize);
                let (mut count, mut shift) = (0, 0);
                let mut bytes = runs.iter();
                while let Some(&byte) = bytes.next() {
                    count |= usize::from(byte & 127) << shift;
                    shift += 7;
                    if byte < 128 {
                        raw.resize(raw.len() + count, bytes.next().copied().unwrap_or(0));
                        (count, shift) = (0, 0);
                    }
                }
                paste(plane, rect, &raw);
            }
        }
    }
}

/// One step: the tiles that it changed, as they were on the other side of it.
#[derive(Clone, Debug)]
struct Step {
    dirty: Rect,
    /// Kept and marked were swapped: that undoes itself, and needs no tiles.
    is_inversion: bool,
    tiles: Vec<(Rect, Bytes)>,
    /// So many of the tiles, from the first, are coded.
    packed: usize,
}

impl Step {
    fn bytes(&self) -> usize {
        self.tiles.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Swaps the plane's tiles with the step's; `after` is told each rectangle that was written.
    fn swap(&mut self, plane: &mut Plane, after: &mut dyn FnMut(&Plane, Rect, u64)) -> Rect {
        if self.is_inversion {
            let before = plane.count_covered(self.dirty);
            invert(plane);
            after(plane, self.dirty, before);
        }
        for (rect, bytes) in &mut self.tiles {
            let now = Bytes::of(plane, *rect);
            let before = plane.count_covered(*rect);
            bytes.paste(plane, *rect);
            after(plane, *rect, before);
            *bytes = now;
        }
        self.packed = 0;
        self.dirty
    }
}

fn invert(plane: &mut Plane) {
    let size = plane.size();
    for y in 0..size.height {
        for coverage in plane.row_mut(y, 0, size.width) {
            *coverage = 255 - *coverage;
        }
    }
}

/// The steps of one mask.
#[derive(Clone, Debug)]
pub struct History {
    budget_bytes: usize,
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    open: Option<HashMap<(u32, u32), (Rect, Bytes)>>,
    dropped: usize,
}

impl Default for History {
    fn default() -> Self {
        Self::within(BUDGET_BYTES)
    }
}

impl History {
    /// No step yet; the steps may hold so many bytes.
    pub fn within(budget_bytes: usize) -> Self {
        Self {
            budget_bytes,
            undo: VecDeque::new(),
            redo: Vec::new(),
            open: None,
            dropped: 0,
        }
    }

    /// Begins a step. One that was open is finished first, so that no step is ever lost.
    pub fn begin(&mut self) {
        if self.open.is_some() {
            self.finish();
        }
        self.open = Some(HashMap::new());
    }

    /// Must be called before the open step writes inside `dirty`.
    pub fn will_write(&mut self, plane: &Plane, dirty: Rect) {
        let Some(open) = &mut self.open else { return };
        if dirty.is_empty() {
            return;
        }
        for tile_y in dirty.top / TILE_PX..=(dirty.bottom - 1) / TILE_PX {
            for tile_x in dirty.left / TILE_PX..=(dirty.right - 1) / TILE_PX {
                open.entry((tile_x, tile_y)).or_insert_with(|| {
                    let rect = tile_rect(tile_x, tile_y, plane.size());
                    (rect, Bytes::of(plane, rect))
                });
            }
        }
    }

    /// Finishes the open step; what could be redone is forgotten. A step that touched no tile is none.
    pub fn finish(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.is_empty() {
            return;
        }
        let tiles: Vec<_> = open.into_values().collect();
        self.push(Step {
            dirty: tiles
                .iter()
                .fold(Rect::default(), |dirty, (rect, _)| dirty.union(*rect)),
            is_inversion: false,
            tiles,
            packed: 0,
        });
    }

    /// Swaps kept and marked, as a step that takes no memory. `after` as in [`Self::undo`].
    pub fn invert(&mut self, plane: &mut Plane, after: &mut dyn FnMut(&Plane, Rect, u64)) -> Rect {
        let mut step = Step {
            dirty: Rect::of_size(plane.size()),
            is_inversion: true,
            tiles: Vec::new(),
            packed: 0,
        };
        let dirty = step.swap(plane, after);
        self.push(step);
        dirty
    }

    /// Rolls the open step back; gives what changed. `after` as in [`Self::undo`].
    pub fn abort(&mut self, plane: &mut Plane, after: &mut dyn FnMut(&Plane, Rect, u64)) -> Rect {
        let Some(open) = self.open.take() else {
            return Rect::default();
        };
        open.into_values().fold(Rect::default(), |dirty, (rect, bytes)| {
            let before = plane.count_covered(rect);
            bytes.paste(plane, rect);
            after(plane, rect, before);
            dirty.union(rect)
        })
    }

    /// Undoes a step; gives what changed, `None` when there is none. `after` is told each rectangle that was
    /// written, and how many of its pixels were covered before.
    pub fn undo(&mut self, plane: &mut Plane, after: &mut dyn FnMut(&Plane, Rect, u64)) -> Option<Rect> {
        let mut step = self.undo.pop_back()?;
        let dirty = step.swap(plane, after);
        self.redo.push(step);
        Some(dirty)
    }

    /// Redoes a step; gives what changed, `None` when there is none. `after` as in [`Self::undo`].
    pub fn redo(&mut self, plane: &mut Plane, after: &mut dyn FnMut(&Plane, Rect, u64)) -> Option<Rect> {
        let mut step = self.redo.pop()?;
        let dirty = step.swap(plane, after);
        self.undo.push_back(step);
        Some(dirty)
    }

    /// Steps that can be undone.
    pub fn undo_steps(&self) -> usize {
        self.undo.len()
    }

    /// There is a step to undo.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// There is a step to redo.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// A step is open.
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Codes up to so many tiles, under 0.2 ms each; gives whether there are more. Call it when nobody waits.
    pub fn compact(&mut self, most_tiles: usize) -> bool {
        let mut left = most_tiles;
        for step in self.undo.iter_mut().chain(&mut self.redo) {
            while let Some((_, bytes)) = step.tiles.get_mut(step.packed) {
                if left == 0 {
                    return true;
                }
                if matches!(bytes, Bytes::Raw(_)) {
                    bytes.pack();
                    left -= 1;
                }
                step.packed += 1;
            }
        }
        false
    }

    /// Bytes that the steps hold.
    pub fn bytes(&self) -> usize {
        self.undo.iter().chain(&self.redo).map(Step::bytes).sum()
    }

    /// Steps dropped for the budget so far.
    pub const fn dropped(&self) -> usize {
        self.dropped
    }

    /// A step that is done. The oldest go when all hold more than the budget; the newest always stays.
    fn push(&mut self, step: Step) {
        self.redo.clear();
        self.undo.push_back(step);
        let mut bytes = self.bytes();
        while bytes > self.budget_bytes && self.undo.len() > 1 {
            if let Some(step) = self.undo.pop_front() {
                bytes -= step.bytes();
                self.dropped += 1;
            }
        }
    }
}

fn tile_rect(tile_x: u32, tile_y: u32, size: Size) -> Rect {
    Rect::new(
        tile_x * TILE_PX,
        tile_y * TILE_PX,
        (tile_x + 1) * TILE_PX,
        (tile_y + 1) * TILE_PX,
    )
    .intersect(Rect::of_size(size))
}

fn paste(plane: &mut Plane, rect: Rect, bytes: &[u8]) {
    for (y, row) in (rect.top..rect.bottom).zip(bytes.chunks_exact(rect.width().max(1) as usize)) {
        let pixels = plane.row_mut(y, rect.left, rect.right);
        if pixels.len() == row.len() {
            pixels.copy_from_slice(row);
        }
    }
}
