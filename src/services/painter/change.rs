//! What is done to the whole mask or a shape of it, undo and redo, and reporting it to the stores.
//!
//! A large mask is changed in pieces with pauses between, so that the page answers meanwhile; whoever wants the
//! mask before the end gets it finished (`PainterState::mask`).

use leptos::prelude::*;

use super::Painter;
use super::state::{Gesture, PainterState};
use crate::core::geometry::Rect;
use crate::core::markup::sketch::Sketch;
use crate::core::mask::{Mask, Sweep};
use crate::state::draft::DraftChange;
use crate::state::{Layer, MaskFacts};

/// Pixels that are changed at once: a 4096 x 4096 px mask is done in one go, in some milliseconds.
const SWEEP_PX: u64 = 1 << 24;
/// Pixels of a new mask that are created at once: memory that nobody touched before takes longer.
const FILL_PX: u64 = 1 << 22;
/// Tiles that are coded at once: some milliseconds.
const COMPACT_TILES: usize = 24;
/// Pause between two pieces of coding, in milliseconds.
const COMPACT_MILLIS: u32 = 40;

impl Painter {
    /// Undoes what was done last: a run whose result is shown, a step, a corner of a polygon; when nothing of this
    /// picture is left to undo, what brought it here.
    pub fn undo(self) {
        if self.steps_markup(Sketch::undo) {
            return;
        }
        let is_left = self.stage.result.with_untracked(Option::is_some)
            || self.with(|state| state.can_step_back() || state.is_leased());
        let edited_further = untrack(|| self.draft.last_change()) == Some(DraftChange::EditedFurther);
        if is_left || !edited_further {
            self.with(PainterState::step_back);
        } else if let Some(result) = self.draft.undo_change() {
            self.stage.show_result(result);
        }
    }

    /// Redoes a step, or the run that was undone.
    pub fn redo(self) {
        if self.steps_markup(Sketch::redo) {
            return;
        }
        if self.with(|state| !state.is_leased() && state.redo_aim()) {
            return;
        }
        if self.stage.facts.get_untracked().can_redo {
            self.change(Sweep::Redo);
        } else {
            self.stage.redo_result();
        }
    }

    /// Clears the mask.
    pub fn clear(self) {
        self.go_on_with(Sweep::Fill(0));
    }

    /// Marks everything.
    pub fn select_all(self) {
        self.go_on_with(Sweep::Fill(255));
    }

    /// Swaps kept and marked.
    pub fn invert(self) {
        self.go_on_with(Sweep::Invert);
    }

    /// Takes a step of the markup where that is worked on; `false` where it is not.
    fn steps_markup(self, step: fn(&mut Sketch) -> bool) -> bool {
        let is_meant = self.stage.layer.get_untracked() == Layer::Markup
            && self.stage.result.with_untracked(Option::is_none);
        if is_meant {
            self.with(|state| state.step_markup(step));
        }
        is_meant
    }

    fn go_on_with(self, sweep: Sweep) {
        self.stage.show_mask();
        self.change(sweep);
    }

    fn change(self, sweep: Sweep) {
        self.with(|state| {
            if !state.is_leased() {
                state.leave_selection();
                state.abort();
                state.sweep(sweep);
            }
        });
    }
}

impl PainterState {
    /// Begins something that is done to the mask in pieces, and does the first.
    pub(crate) fn sweep(&mut self, sweep: Sweep) {
        if self.mask().is_some_and(|mask| mask.begin(sweep)) {
            self.go_on_sweeping();
        }
    }

    /// Does the next piece of what is being done to a picture's mask, if anything is; returns whether there are
    /// more. Whoever does the last piece reports: those who come later find nothing to do.
    pub(crate) fn advance(&mut self, key: u64) -> bool {
        self.work_on(key, |mask| mask.advance(if mask.is_unfilled() { FILL_PX } else { SWEEP_PX }))
    }

    /// Finishes what is being done to a picture's mask.
    pub(crate) fn settle(&mut self, key: u64) {
        self.work_on(key, Mask::settle);
    }

    fn work_on(&mut self, key: u64, work: impl Fn(&mut Mask) -> Rect) -> bool {
        let Some(mask) = self.masks.get_mut(&key).filter(|mask| mask.is_sweeping()) else {
            return false;
        };
        let dirty = work(mask);
        let has_more = mask.is_sweeping();
        if self.active.is_some_and(|(active, _)| active == key) {
            self.mark(dirty);
            if !has_more {
                self.report();
                self.compact_later();
            }
        }
        has_more
    }

    /// Does the next pieces of what is being done to the base picture's mask, with pauses between.
    pub(crate) fn go_on_sweeping(&mut self) {
        if self.active.is_some_and(|(key, _)| self.advance(key)) {
            self.later(0, Self::go_on_sweeping);
        }
    }

    fn step_markup(&mut self, step: fn(&mut Sketch) -> bool) {
        if matches!(self.gesture, Gesture::Drag { .. }) || !self.corners.is_empty() {
            self.abort();
            return;
        }
        self.selected_mark = None;
        if self.sketch().is_some_and(step) {
            self.show_markup();
        }
    }

    fn can_step_back(&self) -> bool {
        matches!(self.gesture, Gesture::Drag { .. })
            || !self.corners.is_empty()
            || self.stage.has_preview.get_untracked()
            || self.stage.facts.get_untracked().can_undo
    }

    /// Undoes what was done last: a run, a stroke or a shape that is not finished, a corner, a selection that is shown, a step.
    pub(crate) fn step_back(&mut self) {
        if self.is_leased() || self.stage.undo_result() {
            return;
        }
        if self.stage.layer.get_untracked() == Layer::Markup {
            self.step_markup(Sketch::undo);
            return;
        }
        if matches!(self.gesture, Gesture::Drag { .. }) {
            self.abort();
        } else if self.corners.pop().is_some() {
            self.show_corners(None);
        } else if self.undo_aim() {
            // The selection stays, without its last gesture.
        } else if self.stage.has_preview.get_untracked() {
            self.close_edge();
            self.selection = None;
            self.take_back();
        } else {
            self.sweep(Sweep::Undo);
        }
    }

    /// Ends a change of the mask: one step.
    pub(crate) fn end_step(&mut self) {
        if let Some(mask) = self.mask() {
            mask.end_stroke();
        }
        self.report();
        self.compact_later();
    }

    /// Takes a change of the mask back that was not ended.
    pub(crate) fn abort_step(&mut self) {
        if let Some(dirty) = self.mask().map(Mask::abort_stroke) {
            self.mark(dirty);
        }
    }

    /// Takes a selection, or what was written of a change, back.
    pub(crate) fn take_back(&mut self) {
        self.stage.has_preview.set(false);
        self.abort_step();
        self.report();
    }

    /// Reports to the stores what a stroke or a step changed.
    pub(crate) fn report(&mut self) {
        let size = self.active.map(|(_, size)| size);
        let facts = self.unsettled_mask().map_or_else(MaskFacts::default, |mask| MaskFacts {
            size,
            covered_px: mask.covered_px(),
            can_undo: mask.can_undo(),
            can_redo: mask.can_redo(),
        });
        self.report_dropped();
        if self.stage.facts.get_untracked() != facts {
            self.stage.facts.set(facts);
        }
        self.stage.mask_changes.update(|changes| *changes += 1);
    }

    /// Codes the last step when nobody waits.
    pub(crate) fn compact_later(&self) {
        self.later(COMPACT_MILLIS, |state| {
            let Some(mask) = state.unsettled_mask() else { return };
            // A stroke or a sweep calls again when it ends.
            if mask.is_stroking() || mask.is_sweeping() {
                return;
            }
            if mask.compact(COMPACT_TILES) {
                state.compact_later();
            } else {
                state.report_dropped();
            }
        });
    }

    /// Reports when the oldest steps were dropped.
    fn report_dropped(&mut self) {
        let dropped = self.unsettled_mask().map_or(0, |mask| mask.dropped_steps());
        if dropped > self.reported_dropped {
            self.reported_dropped = dropped;
            self.stage.dropped_steps.set(dropped);
        }
    }
}
