//! The seam of one result while it is adjusted: what is in sight is laid over the picture within a slider's
//! step; the whole is made once the person applies it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Error, Viewer};
use crate::browser::view_canvas::Copy;
use crate::browser::{spawn, time};
use crate::core::geometry::{Rect, Size};
use crate::core::lineage::ResultRecord;
use crate::core::raster::ProtectSettings;
use crate::services::library::protection;
use crate::worker::{SeamClose, SeamOpen, SeamPreview};

/// Made ready beyond what is in sight, in picture pixels.
const AHEAD_PX: u32 = 64;
/// Most pixels of a preview.
const MOST_PX: f64 = 1_600_000.0;
/// The picture that the preview is laid over, in the comparison's list: what came of the edit.
const AFTER: usize = 1;

/// The adjustment of one result's seam, until the component that made it is gone.
#[derive(Clone, Copy)]
pub struct Seam {
    viewer: Viewer,
    record: RwSignal<Arc<ResultRecord>>,
    /// How the seam would be made.
    pub settings: RwSignal<ProtectSettings>,
    /// Why there is no preview.
    pub trouble: RwSignal<Option<Error>>,
    /// Milliseconds that the last preview took; 0 before the first.
    pub took_millis: RwSignal<f64>,
    stage: StoredValue<Stage>,
}

/// How far the adjustment is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Stage {
    /// The worker decodes the pictures.
    #[default]
    Opening,
    /// The newest settings are shown.
    Shown,
    /// The worker makes a preview.
    Previewing,
    /// The worker makes a preview, and newer settings wait.
    Outdated,
    Closed,
}

impl Seam {
    /// Begins with the seam as it is.
    pub fn open(record: RwSignal<Arc<ResultRecord>>, viewer: Viewer) -> Self {
        let seam = Self {
            viewer,
            record,
            settings: RwSignal::new(record.with_untracked(|record| protection::settings_of(record))),
            trouble: RwSignal::new(None),
            took_millis: RwSignal::new(0.0),
            stage: StoredValue::new(Stage::Opening),
        };
        spawn(async move {
            let prepared = seam.prepare().await;
            if seam.report(prepared) && seam.stage() == Stage::Opening {
                seam.stage.set_value(Stage::Shown);
                seam.refresh();
            }
        });
        seam
    }

    async fn prepare(self) -> Result<(), Error> {
        let record = self.record.get_untracked();
        let layers = protection::layers(&self.viewer.viewing.blobs, &record).await?;
        let task =
            SeamOpen { layers: layers.ok_or(Error::NotSaved)?, known: protection::known_frame(&record) };
        Ok(self.viewer.viewing.worker.call(task).await?)
    }

    /// `false` when it failed.
    fn report(self, outcome: Result<(), Error>) -> bool {
        outcome.map_err(|error| self.trouble.try_set(Some(error))).is_ok()
    }

    fn stage(self) -> Stage {
        self.stage.try_get_value().unwrap_or(Stage::Closed)
    }

    /// Makes the preview again; the newest settings win.
    pub fn refresh(self) {
        match self.stage() {
            Stage::Shown => self.stage.set_value(Stage::Previewing),
            Stage::Previewing => return self.stage.set_value(Stage::Outdated),
            Stage::Opening | Stage::Outdated | Stage::Closed => return,
        }
        spawn(async move {
            loop {
                self.report(self.preview().await);
                match self.stage() {
                    Stage::Outdated => self.stage.set_value(Stage::Previewing),
                    Stage::Closed => break,
                    _ => return self.stage.set_value(Stage::Shown),
                }
            }
        });
    }

    async fn preview(self) -> Result<(), Error> {
        let (Some((sight, scale)), Some(settings)) = (self.viewer.sight(), self.settings.try_get_untracked())
        else {
            return Ok(());
        };
        let frame = self.record.with_untracked(|record| record.frame_size());
        let rect = Rect::new(
            sight.left.saturating_sub(AHEAD_PX),
            sight.top.saturating_sub(AHEAD_PX),
            (sight.right + AHEAD_PX).min(frame.width),
            (sight.bottom + AHEAD_PX).min(frame.height),
        );
        let area = f64::from(rect.width()) * f64::from(rect.height());
        let scale = scale.min(1.0).min((MOST_PX / area).sqrt());
        let side = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
        let size = Size::new(side(rect.width()), side(rect.height()));
        let begun = time::now_millis();
        let task = SeamPreview { settings, rect, size };
        let shown = self.viewer.viewing.worker.call(task).await?;
        self.took_millis.try_set(time::now_millis() - begun);
        if self.stage() != Stage::Closed {
            // Nothing when what is in sight lies outside of the part that was sent.
            self.viewer.lay_over(shown.map(|part| {
                let sides = [part.rect.left, part.rect.top, part.rect.width(), part.rect.height()];
                (AFTER, Copy::of_bitmap(part.bitmap.0), sides.map(f64::from))
            }));
        }
        Ok(())
    }

    /// Ends the adjustment.
    pub fn close(self) {
        self.stage.set_value(Stage::Closed);
        self.viewer.lay_over(None);
        let worker = self.viewer.viewing.worker;
        spawn(async move {
            // A worker that is gone has let go of it.
            let _ = worker.call(SeamClose).await;
            // The comparison may have been closed meanwhile; copies that it still wants are asked for again.
            worker.rest();
        });
    }
}
