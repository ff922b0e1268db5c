//! The seam of one result while it is adjusted: what is in sight is laid over the picture within a slider's
//! step; the whole is made once the person applies it.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::{Viewer, Viewing};
use crate::browser::view_canvas::Copy;
use crate::browser::{spawn, time};
use crate::core::geometry::{Rect, Size};
use crate::core::lineage::ResultRecord;
use crate::core::raster::ProtectSettings;
use crate::services::Inner;
use crate::services::library::protection;
use crate::worker::{SeamClose, SeamOpen, SeamPreview};

/// Made ready beyond what is in sight, in picture pixels.
const AHEAD_PX: u32 = 64;
/// Most pixels of a preview.
const MOST_PX: f64 = 1_600_000.0;
/// The picture that the preview is laid over, in the comparison's list: what came of the edit.
const AFTER: usize = 1;

/// The adjustment of one result's seam.
#[derive(Clone)]
pub struct Seam {
    inner: Rc<Inner>,
    viewing: Viewing,
    viewer: Viewer,
    record: RwSignal<Arc<ResultRecord>>,
    /// How the seam would be made.
    pub settings: RwSignal<ProtectSettings>,
    /// Why there is no preview.
    pub trouble: RwSignal<Option<String>>,
    /// Milliseconds that the last preview took; 0 before the first.
    pub took_millis: RwSignal<f64>,
    stage: Rc<Cell<Stage>>,
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
    /// Likewise, and newer settings wait.
    Outdated,
    Closed,
}

impl Seam {
    /// Begins with the seam as it is.
    pub fn open(inner: &Rc<Inner>, record: RwSignal<Arc<ResultRecord>>, viewer: Viewer) -> Self {
        let seam = Self {
            inner: Rc::clone(inner),
            viewing: viewer.viewing,
            viewer,
            record,
            settings: RwSignal::new(record.with_untracked(|record| protection::settings_of(record))),
            trouble: RwSignal::new(None),
            took_millis: RwSignal::new(0.0),
            stage: Rc::default(),
        };
        let own = seam.clone();
        spawn(async move {
            match own.prepare().await {
                Ok(()) => {
                    if own.stage.get() == Stage::Opening {
                        own.stage.set(Stage::Shown);
                    }
                    own.refresh();
                }
                Err(message) => {
                    own.trouble.try_set(Some(message));
                }
            }
        });
        seam
    }

    async fn prepare(&self) -> Result<(), String> {
        let record = self.record.get_untracked();
        let layers = protection::layers(&self.inner, &record).await?;
        let task = SeamOpen { layers, known: protection::known_frame(&record) };
        self.viewing.worker.call(task).await.map_err(|error| error.to_string())
    }

    /// Makes the preview again; the newest settings win.
    pub fn refresh(&self) {
        match self.stage.get() {
            Stage::Shown => self.stage.set(Stage::Previewing),
            Stage::Previewing => return self.stage.set(Stage::Outdated),
            Stage::Opening | Stage::Outdated | Stage::Closed => return,
        }
        let seam = self.clone();
        spawn(async move {
            loop {
                if let Err(message) = seam.preview().await {
                    seam.trouble.try_set(Some(message));
                }
                match seam.stage.get() {
                    Stage::Outdated => seam.stage.set(Stage::Previewing),
                    Stage::Closed => break,
                    _ => return seam.stage.set(Stage::Shown),
                }
            }
        });
    }

    async fn preview(&self) -> Result<(), String> {
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
        let shown = self.viewing.worker.call(task).await.map_err(|error| error.to_string())?;
        self.took_millis.try_set(time::now_millis() - begun);
        if self.stage.get() != Stage::Closed {
            // Nothing when what is in sight lies outside of the part that was sent.
            self.viewer.lay_over(shown.map(|part| {
                let sides = [part.rect.left, part.rect.top, part.rect.width(), part.rect.height()];
                (AFTER, Copy::of_bitmap(part.bitmap.0), sides.map(f64::from))
            }));
        }
        Ok(())
    }

    /// Makes the whole picture so.
    pub fn apply(&self) {
        protection::remake(&self.inner, &self.record.get_untracked(), self.settings.get_untracked());
    }

    /// Ends the adjustment.
    pub fn close(&self) {
        self.stage.set(Stage::Closed);
        self.viewer.lay_over(None);
        let viewing = self.viewing;
        spawn(async move {
            // A worker that is gone has let go of it.
            let _ = viewing.worker.call(SeamClose).await;
            // The comparison may have been closed meanwhile; copies that it still wants are asked for again.
            viewing.worker.rest();
        });
    }
}
