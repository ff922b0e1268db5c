//! Selecting by pointing: gestures are answered by the worker one after the other, each a step of the mask. What was
//! asked for meanwhile waits.

use leptos::prelude::*;

use super::series::{Aim, Answered, Before, Outlines};
use super::storage::file_of;
use crate::browser::attachment::File;
use crate::core::geometry::Rect;
use crate::core::mask::Sweep;
use crate::core::select::{Combine, Pointed};
use crate::services::painter::state::{Command, Error, MaskLease, Painter, PainterState};
use crate::state::stage::{ADD_TO_MASK, SUBTRACT_FROM_MASK};
use crate::worker::{PointedPicture, Progress, SelectObject, SelectedObject};

impl PainterState {
    /// Has a gesture answered: at once, or after those that are being answered.
    pub(crate) fn aim(&mut self, aim: Aim) -> Option<Command> {
        self.selecting.preview.clear();
        self.selecting.wanted = None;
        self.show_selection();
        self.selecting.queue.push_back(aim);
        (!self.is_leased()).then(command)
    }

    /// Ends the selection that is shown: what was pointed at is in the mask, and so is a change of the edge; anything else
    /// is taken back.
    pub(crate) fn leave_selection(&mut self) {
        self.selecting.queue.clear();
        self.selecting.preview.clear();
        self.selecting.wanted = None;
        self.selection = None;
        let is_edge = self.stage.edge.get_untracked().is_some();
        self.close_edge();
        if let Some(series) = self.selecting.series.take() {
            self.stage.has_preview.set(false);
            if series.is_open {
                self.end_step();
            }
        } else if is_edge && self.stage.has_preview.get_untracked() {
            self.stage.has_preview.set(false);
            self.end_step();
        } else if self.stage.has_preview.get_untracked() {
            self.take_back();
        }
        self.show_selection();
    }

    /// Takes back all that the selection did to the mask; it can be redone. `false` when none was made by pointing.
    pub(crate) fn let_go(&mut self) -> bool {
        self.selecting.queue.clear();
        let Some(series) = self.selecting.series.take() else { return false };
        self.selection = None;
        self.stage.has_preview.set(false);
        let mut steps = series.answered.iter().take(series.done).filter(|one| one.has_step).count();
        if series.is_open {
            self.end_step();
        } else {
            // What is being written is no step yet.
            self.abort_step();
        }
        self.show_selection();
        let left = self.mask().map_or(0, |mask| mask.undo_steps());
        steps = steps.min(left);
        self.undo_steps(steps, left);
        true
    }

    /// Undoes steps one after the other, unless somebody else changes the mask meanwhile.
    fn undo_steps(&mut self, steps: usize, expected: usize) {
        let is_as_expected =
            self.unsettled_mask().is_some_and(|mask| mask.undo_steps() == expected && !mask.is_stroking());
        if steps == 0 || !is_as_expected {
            return;
        }
        self.sweep(Sweep::Undo);
        self.go_on_undoing(steps - 1, expected - 1);
    }

    fn go_on_undoing(&self, steps: usize, expected: usize) {
        self.later(0, move |state| {
            if state.unsettled_mask().is_some_and(|mask| mask.is_sweeping()) {
                state.go_on_undoing(steps, expected);
            } else {
                state.undo_steps(steps, expected);
            }
        });
    }

    /// Undoes the last gesture of the selection; `false` when there is none.
    pub(crate) fn undo_aim(&mut self) -> bool {
        let Some(series) = self.selecting.series.as_mut().filter(|series| series.done > 0) else {
            // What was there before it is undone next.
            self.selecting.series = None;
            return false;
        };
        series.done -= 1;
        let is_open = std::mem::take(&mut series.is_open);
        let has_step = series.answered.get(series.done).is_some_and(|one| one.has_step);
        let is_last = series.done == 0;
        if is_open {
            self.end_step();
        }
        if has_step {
            self.sweep(Sweep::Undo);
        }
        self.stage.has_preview.set(!is_last);
        self.show_selection();
        true
    }

    /// Brings the gesture back that was undone last; `false` when there is none.
    pub(crate) fn redo_aim(&mut self) -> bool {
        let Some(series) = self.selecting.series.as_mut() else { return false };
        let Some(has_step) = series.answered.get(series.done).map(|one| one.has_step) else { return false };
        series.done += 1;
        if has_step {
            self.sweep(Sweep::Redo);
        }
        self.stage.has_preview.set(true);
        self.show_selection();
        true
    }

    /// Makes room for another answer to the last gesture, or for the answer to the next one.
    fn open_step(&mut self, is_again: bool) {
        let Some(series) = &mut self.selecting.series else { return };
        let is_open = std::mem::take(&mut series.is_open);
        if !is_again {
            if is_open {
                self.end_step();
            }
            return;
        }
        // What was undone cannot be redone on another answer.
        series.pointed.truncate(series.done);
        series.answered.truncate(series.done);
        series.done = series.done.saturating_sub(1);
        let has_step = series.answered.pop().is_some_and(|one| one.has_step);
        let is_stroking = self.unsettled_mask().is_some_and(|mask| mask.is_stroking());
        if is_open && is_stroking {
            self.abort_step();
        } else if has_step {
            let dirty = self.mask().and_then(crate::core::mask::Mask::undo);
            self.mark(dirty.unwrap_or_default());
        }
    }

    /// An answer was written.
    fn answered(&mut self, rect: Rect, outlines: Outlines, has_step: bool) {
        if let Some(series) = &mut self.selecting.series {
            series.answered.truncate(series.done);
            series.answered.push(Answered { outlines, has_step });
            series.done += 1;
            series.is_open = true;
            series.touched = series.touched.union(rect);
        }
        self.selecting.has_moved_cross = false;
        self.stage.has_preview.set(true);
        self.report();
        self.show_selection();
    }

    /// A gesture has no answer: it is as if it had not been made.
    fn unanswered(&mut self) {
        self.selecting.queue.clear();
        if let Some(series) = &mut self.selecting.series {
            series.pointed.truncate(series.done);
            if series.done == 0 {
                self.selecting.series = None;
            }
        }
        self.show_selection();
    }

    fn combine(&self) -> Combine {
        let is_subtracted = self.selecting.series.as_ref().is_some_and(|series| series.is_subtracted);
        match self.stage.combine.get_untracked() {
            _ if is_subtracted => Combine::Subtract,
            SUBTRACT_FROM_MASK => Combine::Subtract,
            ADD_TO_MASK => Combine::Add,
            _ => Combine::Replace,
        }
    }
}

/// Answers all gestures that wait, or, when none does, the last one again with the settings of now.
pub(crate) fn command() -> Command {
    Command { keeps_preview: true, ..Command::selection("Selecting…", answer_all) }
}

async fn answer_all(lease: MaskLease) -> Result<(), Error> {
    let painter = lease.painter;
    let is_again = painter.with(|state| state.selecting.queue.is_empty());
    let outcome = if is_again { answer(&lease, true).await } else { answer_queue(&lease).await };
    if !matches!(outcome, Ok(true)) {
        painter.with(PainterState::unanswered);
    }
    outcome.map(drop)
}

/// `false` when it was cancelled meanwhile.
async fn answer_queue(lease: &MaskLease) -> Result<bool, Error> {
    loop {
        let has_next = lease.painter.with(|state| {
            if !state.selecting.queue.is_empty() && state.selecting.begins_anew(lease.key) {
                let queue = std::mem::take(&mut state.selecting.queue);
                let selection = state.selection.take();
                state.leave_selection();
                state.selecting.queue = queue;
                state.selection = selection;
            }
            state.selecting.take_next(lease.key)
        });
        if !has_next {
            return Ok(true);
        }
        if !answer(lease, false).await? {
            return Ok(false);
        }
    }
}

/// Asks the worker for the answer to the next gesture, or again to the last one, and writes it; `false` when it was
/// cancelled meanwhile.
async fn answer(lease: &MaskLease, is_again: bool) -> Result<bool, Error> {
    let painter = lease.painter;
    let Some(before) = before(lease).await else { return Ok(false) };
    let file = File::from(lease.picture().await?);
    let task = painter.with(|state| {
        let combine = state.combine();
        let series = state.selecting.series.as_ref()?;
        let count = if is_again { series.done } else { series.done + 1 };
        let pointed: Vec<Pointed> =
            series.pointed.get(..count).filter(|pointed| !pointed.is_empty())?.to_vec();
        Some(SelectObject {
            picture: PointedPicture { file, key: lease.key },
            pointed,
            series: series.id,
            softness_percent: state.stage.edge_softness.get_untracked().clamp(0.0, 100.0) as u8,
            before: match before {
                Before::Copied(blob) => Some(File::from(blob)),
                Before::Unknown | Before::Empty => None,
            },
            combine,
            touched: series.touched,
        })
    });
    let Some(mut task) = task else { return Ok(true) };
    let id = task.series;
    if task.combine == Combine::Replace {
        let marked = painter.with(|state| state.unsettled_mask().map(|mask| mask.covered_rect()));
        task.touched = task.touched.union(marked.unwrap_or_default());
    }
    let Some(selected) = lease.call(task, |Progress(fraction)| fraction).await? else {
        return Ok(false);
    };
    let SelectedObject { changed, outlines } = selected;
    let is_wanted =
        painter.with(|state| state.selecting.series.as_ref().is_some_and(|series| series.id == id));
    if !is_wanted {
        // Another tool was chosen meanwhile.
        return Ok(false);
    }
    let revision = painter.with(|state| {
        state.open_step(is_again);
        state.mask().map(|mask| mask.revision())
    });
    if !lease.write_bands(&changed, None).await {
        return Ok(false);
    }
    painter.with(|state| {
        let has_step = state.mask().map(|mask| mask.revision()) != revision;
        state.answered(changed.rect, outlines, has_step);
    });
    Ok(true)
}

/// The mask before the first gesture of the series, which the worker reads where it needs it. `None` when there is no
/// series, or the picture is gone.
async fn before(lease: &MaskLease) -> Option<Before> {
    let painter = lease.painter;
    let known = painter.with(|state| Some(state.selecting.series.as_ref()?.before.clone()))?;
    if !matches!(known, Before::Unknown) {
        return Some(known);
    }
    let is_empty = painter.with(|state| state.mask().map(|mask| mask.covered_px() == 0))?;
    let before = if is_empty {
        Before::Empty
    } else {
        Before::Copied(file_of(painter, lease.key, Rect::of_size(lease.size)).await?)
    };
    painter.with(|state| {
        state.selecting.series.as_mut()?.before = before.clone();
        Some(before)
    })
}

impl Painter {
    /// The edge follows hair, fur and thin things from now on: of what is being selected, else of the whole mask.
    pub fn refine_edge(self) {
        let command = self.with(|state| {
            if !state.selecting.done().is_empty() {
                let is_fine = state.selecting.done().contains(&Pointed::FineEdge);
                let aim = Aim { pointed: Pointed::FineEdge, mode: crate::core::mask::StrokeMode::Paint };
                return if is_fine { None } else { state.aim(aim) };
            }
            Some(super::edges::refine_command())
        });
        if let Some(command) = command {
            self.perform(command);
        }
    }
}
