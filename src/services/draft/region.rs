//! What of the draft's base picture would be sent if it were to be edited at full detail: kept up to date as
//! the mask, the engine and the context change.

use leptos::prelude::*;

use crate::browser::{spawn, time};
use crate::core::region::{CONTEXT_PERCENT, Region};
use crate::services::draft::Draft;

/// From a change to the new part, in milliseconds: strokes follow each other.
const DELAY_MILLIS: u32 = 200;

impl Draft {
    /// Keeps the draft's part up to date from now on.
    pub(super) fn watch_region(self) {
        let turn = StoredValue::new(0_u32);
        Effect::new(move |_| {
            self.stage.mask_changes.track();
            self.state.pictures.track();
            self.state.engine.track();
            self.state.model.track();
            self.state.settings.track();
            turn.update_value(|turn| *turn = turn.wrapping_add(1));
            let own = turn.get_value();
            spawn(async move {
                time::sleep(DELAY_MILLIS).await;
                if turn.try_get_value() == Some(own) {
                    self.update_region();
                }
            });
        });
    }

    /// Finds the draft's part now: what Run would send.
    pub fn update_region(self) -> Option<Region> {
        let draft = self.state;
        let offer = untrack(|| draft.offer());
        let settings = draft.settings.get_untracked();
        let base = draft.pictures.with_untracked(|pictures| pictures.first().cloned());
        let percent = settings.detail_percent.unwrap_or(CONTEXT_PERCENT.1);
        let offered = base.filter(|_| offer.engine.is_remote).and_then(|base| {
            let bounds = self.painter.covered_rect(base.key);
            Region::around(bounds, base.picture.size, percent, offer.custom_size())
        });
        let region = offered.filter(|_| settings.detail_percent.is_some());
        if draft.offered.get_untracked() != offered {
            draft.offered.set(offered);
        }
        if draft.region.get_untracked() != region {
            draft.region.set(region);
        }
        region
    }
}
