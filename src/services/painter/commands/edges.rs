//! Grow, shrink and feather: what moves or softens the mask's edge.

use leptos::prelude::*;

use crate::core::mask::{feather, morphology};
use crate::services::painter::state::{Command, Painter};
use crate::worker::MaskChange;

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
