//! The seam of one result while it is adjusted: what is in sight is laid over the picture within a slider's
//! step; the whole is made once the person takes it.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::spawn;
use crate::browser::view_canvas::Copy;
use crate::core::geometry::{Rect, Size};
use crate::core::lineage::ResultRecord;
use crate::core::raster::ProtectSettings;
use crate::services::Inner;
use crate::services::library::protection;
use crate::services::viewing::Viewer;
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
    viewer: Viewer,
    record: RwSignal<Arc<ResultRecord>>,
    /// How the seam would be made.
    pub settings: RwSignal<ProtectSettings>,
    /// Why there is no preview.
    pub trouble: RwSignal<Option<String>>,
    /// Milliseconds that the last preview took; 0 before the first.
    pub took_millis: RwSignal<f64>,
    state: Rc<State>,
}

#[derive(Default)]
struct State {
    ready: Cell<bool>,
    busy: Cell<bool>,
    outdated: Cell<bool>,
    closed: Cell<bool>,
}

impl Seam {
    /// Begins with the seam as it is.
    pub fn open(inner: &Rc<Inner>, record: RwSignal<Arc<ResultRecord>>, viewer: Viewer) -> Self {
        let settings = record.with_untracked(|record| protection::settings_of(record));
        let seam = Self {
            inner: Rc::clone(inner),
            viewer,
            record,
            settings: RwSignal::new(settings),
            trouble: RwSignal::new(None),
            took_millis: RwSignal::new(0.0),
            state: Rc::default(),
        };
        let own = seam.clone();
        spawn(async move {
            let opened = own.prepare().await;
            match opened {
                Ok(()) => {
                    own.state.ready.set(true);
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
        self.inner.viewing.call(task).await.map_err(|error| error.to_string())
    }

    /// Makes the preview anew; the newest settings win.
    pub fn refresh(&self) {
        if !self.state.ready.get() || self.state.closed.get() {
            return;
        }
        if self.state.busy.replace(true) {
            self.state.outdated.set(true);
            return;
        }
        let seam = self.clone();
        spawn(async move {
            loop {
                seam.state.outdated.set(false);
                if let Err(message) = seam.preview().await {
                    seam.trouble.try_set(Some(message));
                }
                if !seam.state.outdated.get() || seam.state.closed.get() {
                    break;
                }
            }
            seam.state.busy.set(false);
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
        let begun = crate::browser::time::now_millis();
        let shown = self.inner.viewing.call(SeamPreview { settings, rect, size }).await;
        let shown = shown.map_err(|error| error.to_string())?;
        self.took_millis.try_set(crate::browser::time::now_millis() - begun);
        if self.state.closed.get() {
            return Ok(());
        }
        // Nothing when what is in sight lies outside of the part that was sent.
        let overlay = shown.map(|part| {
            let place = [part.rect.left, part.rect.top, part.rect.width(), part.rect.height()];
            (AFTER, Copy::of_bitmap(part.bitmap.0), place.map(f64::from))
        });
        self.viewer.lay_over(overlay);
        Ok(())
    }

    /// Makes the whole picture so.
    pub fn apply(&self) {
        protection::remake(&self.inner, &self.record.get_untracked(), self.settings.get_untracked());
    }

    /// Ends the adjustment.
    pub fn close(&self) {
        self.state.closed.set(true);
        self.viewer.lay_over(None);
        let inner = Rc::clone(&self.inner);
        spawn(async move {
            // A worker that is gone has let go of it.
            let _ = inner.viewing.call(SeamClose).await;
            // The comparison may have been closed meanwhile; copies that it still wants are asked for again.
            inner.viewing.rest();
        });
    }
}
