//! What the worker does to the mask, with progress and cancelling; and the preview of a selection.
//!
//! Who runs a command holds the mask's lease ([`super::state::MaskLease`]): the page sends the part of the mask that
//! is concerned and writes the answer.

mod ask;
pub mod cut_out;
pub mod edges;
pub mod files;
mod lease;
pub mod select;
pub(super) mod series;
pub mod storage;

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;

use super::state::{Command, MaskLease, Painter, PainterState};
use super::texts;
use crate::browser::spawn;
use crate::browser::time::sleep;
use crate::state::stage::Work;

/// How long a command waits before it looks again whether another has ended, in milliseconds.
const WAIT_MILLIS: u32 = 30;

impl Painter {
    /// Runs one command at a time. A newer selection replaces a running one; other commands are ignored meanwhile.
    pub fn perform(self, command: Command) {
        self.stage.show_mask();
        let lease = self.with(|state| {
            if command.is_selection {
                state.selection = Some(command.clone());
                state.selection_revision += 1;
            }
            if state.is_leased() {
                return None;
            }
            if !command.keeps_preview {
                let selection = state.selection.take();
                state.leave_selection();
                state.selection = selection.filter(|_| command.is_selection);
            }
            state.lease(self, command.label)
        });
        let Some(mut lease) = lease else { return };
        spawn(async move {
            let mut command = command;
            loop {
                let revision = self.with(|state| state.selection_revision);
                if let Err(error) = (command.run)(lease).await {
                    self.notices.error(texts::text_of(&error));
                }
                self.stage.work.set(None);
                let newer = self.with(|state| {
                    let selection = state.selection.clone().filter(|_| command.is_selection)?;
                    if state.selection_revision == revision {
                        return None;
                    }
                    if !selection.keeps_preview {
                        state.take_back();
                    }
                    Some((state.lease(self, selection.label)?, selection))
                });
                match newer {
                    Some(newer) => (lease, command) = newer,
                    None => break,
                }
            }
        });
    }

    /// Runs a command and waits for its end; one that runs already is waited for.
    pub(super) async fn perform_now(self, command: Command) -> Result<(), super::state::Error> {
        loop {
            let is_leased = self.with(|state| state.is_leased());
            if !is_leased {
                break;
            }
            sleep(WAIT_MILLIS).await;
        }
        let lease = self.with(|state| {
            state.leave_selection();
            state.lease(self, command.label)
        });
        let outcome = match lease {
            Some(lease) => (command.run)(lease).await,
            None => Ok(()),
        };
        self.stage.work.set(None);
        outcome
    }

    /// Selects again with the settings as they are now, when a selection is shown or running.
    pub fn reselect(self) {
        let selection = self.with(|state| match state.selection.clone() {
            None if !state.selecting.done().is_empty() => Some(select::command()),
            selection => selection,
        });
        if let Some(selection) = selection {
            self.perform(selection);
        }
    }

    /// Cancels the command that runs, as if it had not been asked for.
    pub fn cancel_command(self) {
        self.with(PainterState::cancel_command);
    }

    /// Takes the selection that is shown into the mask.
    pub fn apply_preview(self) {
        self.with(|state| {
            if state.selecting.series.is_some() {
                state.leave_selection();
                return;
            }
            state.selection = None;
            state.close_edge();
            state.stage.has_preview.set(false);
            state.end_step();
        });
    }

    /// Takes the change of the edge that is shown into the mask; one that is still being made is waited for.
    pub fn apply_edge(self) {
        spawn(async move {
            while self.with(|state| state.is_leased()) {
                sleep(WAIT_MILLIS).await;
            }
            if untrack(|| self.stage.edge.get()).is_some() {
                self.apply_preview();
            }
        });
    }

    /// Takes the selection that is shown back.
    pub fn cancel_preview(self) {
        self.with(|state| {
            state.close_edge();
            if !state.let_go() && state.stage.has_preview.get_untracked() {
                state.selection = None;
                state.take_back();
            }
        });
    }
}

impl PainterState {
    /// Leases the base picture's mask to a command.
    fn lease(&mut self, painter: Painter, label: &'static str) -> Option<MaskLease> {
        let (key, size) = self.active?;
        // What is being done to it in pieces is finished first.
        self.mask()?;
        let is_cancelled = Rc::new(Cell::new(false));
        self.lease = Rc::downgrade(&is_cancelled);
        self.stage.work.set(Some(Work { label, percent: 0.0 }));
        Some(MaskLease { painter, label, key, size, is_cancelled })
    }

    /// No change of the edge waits to be applied any more.
    pub(super) fn close_edge(&mut self) {
        if self.stage.edge.get_untracked().is_some() {
            self.stage.edge.set(None);
            self.selection = None;
        }
    }

    pub(super) fn cancel_command(&mut self) {
        if let Some(is_cancelled) = self.lease.upgrade() {
            is_cancelled.set(true);
            self.selection = None;
            if let Some(worker) = self.worker.take() {
                worker.end();
            }
        }
    }
}
