//! Undo and redo by copy-on-write tiles.
//!
//! Before a step first writes to a tile, the tile is copied; a finished step is those copies. Undoing swaps
//! them with what the plane holds, so the same step then redoes. Steps are kept as they are at first, and
//! coded when [`History::compact`] is called off the pointer's path.

use std::collections::{HashMap, VecDeque};

use super::plane::Plane;
use crate::geometry::{Rect, Size};

/// Side of a tile in pixels: 64 KiB each.
pub const TILE_PX: u32 = 256;
/// Most bytes that steps may hold.
pub const BUDGET_BYTES: usize = 128 << 20;

/// The bytes of a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Bytes {
    Raw(Vec<u8>),
    /// Pairs of a count less one and a value: hard-edged masks shrink a hundredfold.
    Runs(Vec<u8>),
}

impl Bytes {
    fn len(&self) -> usize {
        match self {
            Self::Raw(bytes) | Self::Runs(bytes) => bytes.len(),
        }
    }

    fn pack(&mut self) {
        let Self::Raw(raw) = self else { return };
        let mut runs = Vec::new();
        for run in raw.chunk_by(|one, other| one == other) {
            for piece in run.chunks(256) {
                if let Some(&value) = piece.first() {
                    runs.extend([(piece.len() - 1) as u8, value]);
                }
            }
            if runs.len() * 2 > raw.len() {
                // A soft edge: runs do not pay.
                return;
            }
        }
        runs.shrink_to_fit();
        *self = Self::Runs(runs);
    }

    fn unpack(&self) -> Vec<u8> {
        match self {
            Self::Raw(bytes) => bytes.clone(),
            Self::Runs(runs) => {
                let mut raw = Vec::with_capacity((TILE_PX * TILE_PX) as usize);
                for pair in runs.chunks_exact(2) {
                    if let [count, value] = *pair {
                        raw.resize(raw.len() + usize::from(count) + 1, value);
                    }
                }
                raw
            }
        }
    }
}

/// One step: the tiles that it changed, as they were on the other side of it.
#[derive(Clone, Debug)]
struct Step {
    dirty: Rect,
    tiles: Vec<(Rect, Bytes)>,
    is_packed: bool,
}

impl Step {
    fn bytes(&self) -> usize {
        self.tiles.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// Swaps the plane's tiles with the step's.
    fn swap(&mut self, plane: &mut Plane) -> Rect {
        for (rect, bytes) in &mut self.tiles {
            let now = copy(plane, *rect);
            paste(plane, *rect, &bytes.unpack());
            *bytes = Bytes::Raw(now);
        }
        self.is_packed = false;
        self.dirty
    }
}

/// The steps of one mask.
#[derive(Clone, Debug, Default)]
pub struct History {
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    open: Option<HashMap<(u32, u32), (Rect, Bytes)>>,
    dropped: usize,
}

impl History {
    /// Begins a step. One that was open is finished first, so that no step is ever lost.
    pub fn begin(&mut self) {
        if self.open.is_some() {
            self.finish(Rect::default());
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
                    (rect, Bytes::Raw(copy(plane, rect)))
                });
            }
        }
    }

    /// Finishes the open step, which changed what lies inside `dirty`; what could be redone is forgotten.
    /// A step that touched no tile is none.
    pub fn finish(&mut self, dirty: Rect) {
        let Some(open) = self.open.take() else { return };
        if open.is_empty() {
            return;
        }
        let dirty = open.values().fold(dirty, |dirty, (rect, _)| dirty.union(*rect));
        self.redo.clear();
        self.undo.push_back(Step {
            dirty,
            tiles: open.into_values().collect(),
            is_packed: false,
        });
        self.keep_to_budget();
    }

    /// Rolls the open step back; gives what changed.
    pub fn abort(&mut self, plane: &mut Plane) -> Rect {
        let Some(open) = self.open.take() else {
            return Rect::default();
        };
        open.into_values().fold(Rect::default(), |dirty, (rect, bytes)| {
            paste(plane, rect, &bytes.unpack());
            dirty.union(rect)
        })
    }

    /// Undoes a step; gives what changed, `None` when there is none.
    pub fn undo(&mut self, plane: &mut Plane) -> Option<Rect> {
        let mut step = self.undo.pop_back()?;
        let dirty = step.swap(plane);
        self.redo.push(step);
        Some(dirty)
    }

    /// Redoes a step; gives what changed, `None` when there is none.
    pub fn redo(&mut self, plane: &mut Plane) -> Option<Rect> {
        let mut step = self.redo.pop()?;
        let dirty = step.swap(plane);
        self.undo.push_back(step);
        Some(dirty)
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

    /// Codes what is not yet coded. Takes milliseconds: call it when nobody waits.
    pub fn compact(&mut self) {
        for step in self
            .undo
            .iter_mut()
            .chain(&mut self.redo)
            .filter(|step| !step.is_packed)
        {
            for (_, bytes) in &mut step.tiles {
                bytes.pack();
            }
            step.is_packed = true;
        }
        self.keep_to_budget();
    }

    /// Bytes that the steps hold.
    pub fn bytes(&self) -> usize {
        self.undo.iter().chain(&self.redo).map(Step::bytes).sum()
    }

    /// Steps dropped for the budget so far.
    pub const fn dropped(&self) -> usize {
        self.dropped
    }

    fn keep_to_budget(&mut self) {
        let mut bytes = self.bytes();
        while bytes > BUDGET_BYTES && self.undo.len() > 1 {
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

fn copy(plane: &Plane, rect: Rect) -> Vec<u8> {
    let mut bytes = Vec::with_capacity((rect.width() * rect.height()) as usize);
    for y in rect.top..rect.bottom {
        bytes.extend_from_slice(plane.row(y, rect.left, rect.right));
    }
    bytes
}

fn paste(plane: &mut Plane, rect: Rect, bytes: &[u8]) {
    for (y, row) in (rect.top..rect.bottom).zip(bytes.chunks_exact(rect.width().max(1) as usize)) {
        plane.row_mut(y, rect.left, rect.right).copy_from_slice(row);
    }
}
