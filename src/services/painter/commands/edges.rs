//! Grow, shrink and feather: what moves or softens the mask's edge, seen before it is applied.

use leptos::prelude::*;

use super::storage::copy_of;
use crate::core::mask::{Mask, feather, morphology};
use crate::services::painter::state::{Command, Error, MaskLease, Painter, PainterState};
use crate::state::stage::EdgeChange;
use crate::worker::{MaskChange, PointedPicture, Progress, RefineEdge};

/// What is removed is grown by the longer side over this, and no further than the most.
const REMOVED_SHARE: u32 = 400;
const MOST_REMOVED_PX: u32 = 12;

impl Painter {
    /// Marks what is near to what is marked: shown, to be applied.
    pub fn grow(self) {
        self.begin_edge(EdgeChange::Grow);
    }

    /// Takes off what is near to what is not marked: shown, to be applied.
    pub fn shrink(self) {
        self.begin_edge(EdgeChange::Shrink);
    }

    /// Softens the edges: shown, to be applied.
    pub fn feather(self) {
        self.begin_edge(EdgeChange::Feather);
    }

    /// Another change that is shown is applied first, also one of the same kind: twice 8 px are 16.
    fn begin_edge(self, change: EdgeChange) {
        let may_begin = self.with(|state| {
            let may_begin = !state.is_leased();
            if may_begin {
                state.leave_selection();
                state.stage.edge.set(Some(change));
            }
            may_begin
        });
        if may_begin {
            self.perform(edge_command(change));
        }
    }

    /// Marks what an object's edge colours beside it, so that nothing of it is left when the rest is filled.
    ///
    /// # Errors
    /// When the worker or the storage fails.
    pub async fn grow_to_remove(self) -> Result<(), Error> {
        self.perform_now(Command::new("Growing…", move |lease| async move {
            let longer = lease.size.width.max(lease.size.height);
            let radius_px = (longer / REMOVED_SHARE).clamp(2, MOST_REMOVED_PX);
            let part =
                self.with(|state| state.mask().map(|mask| morphology::reach_of(mask.plane(), radius_px)));
            match part.filter(|part| !part.is_empty()) {
                Some(part) => lease.change(part, MaskChange::Grow { radius_px }).await,
                None => Ok(()),
            }
        }))
        .await
    }
}

/// Shows a change of the edge by as much as is chosen then; it can be made again by another amount.
fn edge_command(change: EdgeChange) -> Command {
    let label = match change {
        EdgeChange::Grow => "Growing…",
        EdgeChange::Shrink => "Shrinking…",
        EdgeChange::Feather => "Softening…",
    };
    let run = move |lease| async move {
        let shown = show_edge(&lease, change).await;
        if !matches!(shown, Ok(true)) {
            lease.painter.with(PainterState::close_edge);
        }
        shown.map(drop)
    };
    Command { keeps_preview: true, ..Command::selection(label, run) }
}

/// `false` when it was cancelled meanwhile, or there is nothing to change.
async fn show_edge(lease: &MaskLease, change: EdgeChange) -> Result<bool, Error> {
    let painter = lease.painter;
    let reach_px = painter.stage.reach_px.get_untracked() as u32;
    let (mask_change, around_px) = match change {
        EdgeChange::Grow => (MaskChange::Grow { radius_px: reach_px }, reach_px),
        EdgeChange::Shrink => (MaskChange::Shrink { radius_px: reach_px }, 1),
        EdgeChange::Feather => {
            // Together the boxes are about as soft as a single one of this reach on each side.
            let radius_px = reach_px.div_ceil(2);
            (MaskChange::Feather { radius_px }, radius_px * feather::PASSES)
        }
    };
    // It is made of the mask as it was; what is seen of another amount is drawn over once this one is there.
    let seen = painter.with(|state| {
        state.stage.has_preview.set(false);
        state.mask().map(Mask::abort_stroke).unwrap_or_default()
    });
    let part = painter.with(|state| state.mask().map(|mask| morphology::reach_of(mask.plane(), around_px)));
    let shown = match part.filter(|part| !part.is_empty()) {
        Some(part) => lease.show_change(part, mask_change).await,
        None => Ok(false),
    };
    painter.with(|state| {
        state.mark(seen);
        if state.stage.edge.get_untracked() != Some(change) && matches!(shown, Ok(true)) {
            // Something else was begun meanwhile, which takes it as it is.
            state.stage.has_preview.set(false);
            state.end_step();
        }
    });
    shown
}

/// Brings the edge of the mask to the edges of the picture.
pub(super) fn refine_command() -> Command {
    Command::new("Refining…", |lease| async move {
        let painter = lease.painter;
        let rect = painter.with(|state| state.mask().map(|mask| mask.covered_rect())).unwrap_or_default();
        if rect.is_empty() {
            return Ok(());
        }
        let Some(coverage) = copy_of(painter, lease.key, rect).await else { return Ok(()) };
        let picture = PointedPicture { file: lease.picture().await?.into(), key: lease.key };
        let task = RefineEdge { picture, rect, coverage };
        if let Some(refined) = lease.call(task, |Progress(fraction)| fraction).await? {
            lease.write(&refined).await;
        }
        Ok(())
    })
}
