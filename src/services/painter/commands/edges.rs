//! Grow, shrink and feather: what moves or softens the mask's edge.

use leptos::prelude::*;

use super::storage::copy_of;
use crate::core::mask::{feather, morphology};
use crate::services::painter::state::{Command, Error, Painter};
use crate::worker::{MaskChange, PointedPicture, Progress, RefineEdge};

/// What is removed is grown by the longer side over this, and no further than the most.
const REMOVED_SHARE: u32 = 400;
const MOST_REMOVED_PX: u32 = 12;

impl Painter {
    /// Marks what is near to what is marked.
    pub fn grow(self) {
        self.change_edge("Growing…", |radius_px| (MaskChange::Grow { radius_px }, radius_px));
    }

    /// Takes off what is near to what is not marked.
    pub fn shrink(self) {
        self.change_edge("Shrinking…", |radius_px| (MaskChange::Shrink { radius_px }, 1));
    }

    /// Softens the edges.
    pub fn feather(self) {
        self.change_edge("Softening…", |reach_px| {
            // Together the boxes are about as soft as a single one of this reach on each side.
            let radius_px = reach_px.div_ceil(2);
            (MaskChange::Feather { radius_px }, radius_px * feather::PASSES)
        });
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

    /// `of_reach` turns the chosen reach into the change and how far around what is marked it matters.
    fn change_edge(self, label: &'static str, of_reach: fn(u32) -> (MaskChange, u32)) {
        self.perform(Command::new(label, move |lease| async move {
            let (change, around_px) = of_reach(self.stage.reach_px.get_untracked() as u32);
            let part =
                self.with(|state| state.mask().map(|mask| morphology::reach_of(mask.plane(), around_px)));
            match part.filter(|part| !part.is_empty()) {
                Some(part) => lease.change(part, change).await,
                None => Ok(()),
            }
        }));
    }
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
