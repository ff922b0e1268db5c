//! Undo and redo by copy-on-write tiles.
//!
//! Before a step first writes to a tile, the tile is copied; a finished step is those copies. Undoing swaps
//! them with what the plane holds, so the same step then redoes. A step of a whole large plane is swapped in
//! pieces. Steps are stored raw at first, and coded when [`History::compact`] is called off the pointer's
//! path.

use std::collections::{HashMap, VecDeque};

use super::plane::Plane;
use super::tile::{self, Tile};
use super::words;
use crate::geometry::{Rect, Size};

/// Side of a tile in pixels: 64 KiB each.
pub const TILE_PX: u32 = 256;
/// Most bytes that steps may hold once they are coded.
pub const BUDGET_BYTES: usize = 128 << 20;

/// Called for each rectangle that was written, with its covered pixels before and after.
pub type After<'a> = &'a mut dyn FnMut(&Plane, Rect, (u64, u64));

/// One step: the tiles that it changed, as they were on the other side of it.
#[derive(Clone, Debug, Default)]
struct Step {
    dirty: Rect,
    /// Marked and unmarked were swapped: that undoes itself, and needs no tiles.
    is_inversion: bool,
    tiles: Vec<Tile>,
    /// How many of the tiles, from the first, are coded.
    packed: usize,
}

impl Step {
    fn bytes(&self) -> usize {
        self.tiles.iter().map(Tile::len).sum()
    }
}

/// Where a step goes when it has been swapped with the plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Goal {
    Undone,
    Redone,
    New,
}

/// A step that is being swapped with the plane, in pieces.
#[derive(Clone, Debug)]
struct Move {
    step: Step,
    goal: Goal,
    /// The next tile, or row.
    next: usize,
}

/// The steps of one mask.
#[derive(Clone, Debug)]
pub struct History {
    budget_bytes: usize,
    undo: VecDeque<Step>,
    redo: Vec<Step>,
    open: Option<HashMap<(u32, u32), Tile>>,
    running: Option<Move>,
    dropped: usize,
}

impl Default for History {
    fn default() -> Self {
        Self::within(BUDGET_BYTES)
    }
}

impl History {
    /// No step yet; the steps may hold at most this many bytes.
    pub fn within(budget_bytes: usize) -> Self {
        Self { budget_bytes, undo: VecDeque::new(), redo: Vec::new(), open: None, running: None, dropped: 0 }
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
                open.entry((tile_x, tile_y))
                    .or_insert_with(|| Tile::of(plane, tile_rect(tile_x, tile_y, plane.size())));
            }
        }
    }

    /// Finishes the open step; what could be redone is dropped. A step that touched no tile is none.
    pub fn finish(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.is_empty() {
            return;
        }
        let tiles = sorted(open);
        self.push(Step { dirty: bounds_of(&tiles), tiles, ..Step::default() });
    }

    /// Rolls the open step back; gives what changed.
    pub fn abort(&mut self, plane: &mut Plane, after: After<'_>) -> Rect {
        let mut tiles = sorted(self.open.take().unwrap_or_default());
        for row in tiles.chunk_by_mut(are_in_a_row) {
            let counts = tile::swap(row, plane);
            after(plane, bounds_of(row), counts);
        }
        bounds_of(&tiles)
    }

    /// Begins to undo a step; `false` when there is none. [`Self::advance`] does it.
    pub fn begin_undo(&mut self) -> bool {
        let step = self.undo.pop_back();
        self.begin_move(step, Goal::Undone)
    }

    /// Begins to redo a step; `false` when there is none. [`Self::advance`] does it.
    pub fn begin_redo(&mut self) -> bool {
        let step = self.redo.pop();
        self.begin_move(step, Goal::Redone)
    }

    /// Begins to swap marked and unmarked, as a step that takes no memory. [`Self::advance`] does it.
    pub fn begin_inversion(&mut self, size: Size) -> bool {
        let step = Step { dirty: Rect::of_size(size), is_inversion: true, ..Step::default() };
        self.begin_move(Some(step), Goal::New)
    }

    fn begin_move(&mut self, step: Option<Step>, goal: Goal) -> bool {
        self.running = step.map(|step| Move { step, goal, next: 0 });
        self.running.is_some()
    }

    /// A step is being undone or redone.
    pub const fn is_moving(&self) -> bool {
        self.running.is_some()
    }

    /// Continues what was begun for about `most_px` pixels; returns what changed.
    pub fn advance(&mut self, plane: &mut Plane, most_px: u64, after: After<'_>) -> Rect {
        let Some(mut running) = self.running.take() else {
            return Rect::default();
        };
        let Move { step, goal, next } = &mut running;
        let (mut dirty, mut done_px) = (Rect::default(), 0);
        let is_done = loop {
            if done_px >= most_px {
                break false;
            }
            let changed = if step.is_inversion {
                let top = *next as u32;
                let rect = Rect::new(0, top, plane.size().width, top + TILE_PX).intersect(step.dirty);
                *next += TILE_PX as usize;
                (!rect.is_empty()).then(|| (rect, invert(plane, rect)))
            } else {
                let rest = step.tiles.get_mut(*next..).unwrap_or_default();
                let row = rest.chunk_by_mut(are_in_a_row).next();
                row.map(|tiles| {
                    *next += tiles.len();
                    (bounds_of(tiles), tile::swap(tiles, plane))
                })
            };
            let Some((rect, counts)) = changed else {
                break true;
            };
            after(plane, rect, counts);
            dirty = dirty.union(rect);
            done_px += u64::from(rect.width()) * u64::from(rect.height());
        };
        if is_done {
            step.packed = 0;
            let (step, goal) = (std::mem::take(step), *goal);
            match goal {
                Goal::Undone => self.redo.push(step),
                Goal::Redone => self.undo.push_back(step),
                Goal::New => self.push(step),
            }
        } else {
            self.running = Some(running);
        }
        dirty
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

    /// Codes up to `most_tiles` tiles, under 0.5 ms each; returns whether there are more. Call it when idle.
    pub fn compact(&mut self, most_tiles: usize) -> bool {
        let mut left = most_tiles;
        // The newest first: they are the ones that are not coded yet.
        for step in self.undo.iter_mut().rev().chain(&mut self.redo) {
            while let Some(tile) = step.tiles.get_mut(step.packed) {
                if left == 0 {
                    return true;
                }
                left -= usize::from(tile.pack());
                step.packed += 1;
            }
        }
        self.drop_oldest(self.budget_bytes);
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

    /// A step that is done. It is not coded yet, so it may hold more than it will.
    fn push(&mut self, step: Step) {
        self.redo.clear();
        let most_bytes = self.budget_bytes.saturating_add(step.bytes());
        self.undo.push_back(step);
        self.drop_oldest(most_bytes);
    }

    /// The oldest steps go when all hold more than this; the newest always stays.
    fn drop_oldest(&mut self, most_bytes: usize) {
        let mut bytes = self.bytes();
        while bytes > most_bytes && self.undo.len() > 1 {
            if let Some(step) = self.undo.pop_front() {
                bytes -= step.bytes();
                self.dropped += 1;
            }
        }
    }
}

/// Swaps marked and unmarked; returns the covered pixels before and after.
fn invert(plane: &mut Plane, rect: Rect) -> (u64, u64) {
    let before = plane.count_covered(rect);
    for y in rect.top..rect.bottom {
        words::invert(plane.row_mut(y, rect.left, rect.right));
    }
    (before, plane.count_covered(rect))
}

/// Tiles row by row.
fn sorted(open: HashMap<(u32, u32), Tile>) -> Vec<Tile> {
    let mut tiles: Vec<_> = open.into_values().collect();
    tiles.sort_unstable_by_key(|tile| (tile.rect.top, tile.rect.left));
    tiles
}

fn are_in_a_row(one: &Tile, other: &Tile) -> bool {
    one.rect.top == other.rect.top
}

fn bounds_of(tiles: &[Tile]) -> Rect {
    tiles.iter().fold(Rect::default(), |bounds, tile| bounds.union(tile.rect))
}

fn tile_rect(tile_x: u32, tile_y: u32, size: Size) -> Rect {
    Rect::new(tile_x * TILE_PX, tile_y * TILE_PX, (tile_x + 1) * TILE_PX, (tile_y + 1) * TILE_PX)
        .intersect(Rect::of_size(size))
}
