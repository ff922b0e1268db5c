//! Side effects that outlive components: the job runner, the painter, what is kept, the workers, the keys.
//!
//! Components reach them by [`Services::of_page`]; services reach the page only by the stores.

pub mod account;
pub mod archives;
pub mod arrivals;
pub mod at_provider;
pub mod blobs;
pub mod costs;
pub mod downloads;
pub mod draft;
pub mod draft_keeping;
pub mod effects;
pub mod inputs;
pub mod job_runner;
pub mod keys;
pub mod local_fill;
pub mod notices;
pub mod notifications;
pub mod on_demand;
pub mod painter;
pub mod painter_bytes;
mod painter_change;
mod painter_gesture;
pub mod painter_input;
pub mod painter_keys;
mod painter_outline;
pub mod painter_photo;
mod painter_press;
mod painter_view;
pub mod painter_work;
pub mod picture_worker;
pub mod pictures;
pub mod protection;
pub mod protection_queue;
pub mod questions;
pub mod records;
pub mod region;
pub mod request_preview;
pub mod result_actions;
pub mod run;
pub mod samples;
pub mod scrolling;
pub mod seam;
pub mod shortcuts;
pub mod tabs;
pub mod theme;
pub mod uploads;
pub mod view_preferences;
pub mod viewing;
mod viewing_copies;
mod viewing_draw;
mod viewing_pointer;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::database::Database;
pub use crate::browser::offline::keep_page;
pub use crate::browser::spawn;
pub use crate::browser::time::sleep;
use crate::core::request::BlobHash;
use crate::state::AppState;

/// How long the page is left alone before parts of it are fetched ahead.
pub const SETTLED_AFTER_MILLIS: u32 = 1500;

/// All services of the page.
pub struct Inner {
    /// The stores.
    pub state: AppState,
    /// Files by hash.
    pub blobs: blobs::Blobs,
    /// Job and result records.
    pub records: records::Records,
    /// The draft over a reload.
    pub draft_keeping: draft_keeping::DraftKeeping,
    /// Inspecting, preparing and coding pictures.
    pub worker: picture_worker::PictureWorker,
    /// Laying results over their originals.
    pub protection: protection_queue::ProtectionQueue,
    /// Looking at large pictures.
    pub viewing: picture_worker::PictureWorker,
    /// Painting.
    pub painter: painter::Painter,
    /// Runs.
    pub runner: job_runner::JobRunner,
    /// Keys.
    pub keys: keys::Keys,
    /// The other tabs.
    pub tabs: tabs::Tabs,
    /// Questions to the person.
    pub questions: questions::Questions,
    /// Small copies, made for this visit, of pictures that are no results.
    pub small_copies: RefCell<HashMap<BlobHash, BlobHash>>,
}

/// A handle to the services; copying it copies the handle.
#[derive(Clone, Copy)]
pub struct Services(StoredValue<Rc<Inner>, LocalStorage>);

impl Services {
    /// Starts the services: opens the database, loads what is kept, takes up the jobs of earlier visits.
    pub fn start(state: AppState) -> Self {
        let services = Self(StoredValue::new_local(Rc::new(Inner {
            state,
            blobs: blobs::Blobs::default(),
            records: records::Records::default(),
            draft_keeping: draft_keeping::DraftKeeping::default(),
            worker: picture_worker::PictureWorker::default(),
            protection: protection_queue::ProtectionQueue::default(),
            viewing: picture_worker::PictureWorker::default(),
            painter: painter::Painter::new(state.stage),
            runner: job_runner::JobRunner::default(),
            keys: keys::Keys::new(state.account),
            tabs: tabs::Tabs::default(),
            questions: questions::Questions::default(),
            small_copies: RefCell::default(),
        })));
        let inner = services.inner();
        let owner = Owner::current();
        spawn(async move {
            match Database::open().await {
                Ok(database) => {
                    let lost = database.on_lost(move || {
                        state.storage_trouble.set(Some(
                            "the browser closed the page's storage: what is shown stays usable, new work is \
                             not kept; download it, then reload the page"
                                .to_owned(),
                        ));
                    });
                    inner.blobs.use_database(database.clone());
                    inner.records.use_database(database, lost);
                }
                Err(error) => state.storage_trouble.set(Some(format!(
                    "nothing is kept: this browser refuses storage to the page ({error}); download what you want to keep"
                ))),
            }
            // A first visit has nothing to show: the part comes ahead of its use, after the page's own pictures.
            if !inner.records.holds_anything().await {
                sleep(SETTLED_AFTER_MILLIS).await;
            }
            on_demand::ask(&inner, on_demand::Work::Restore { owner });
        });
        services
    }

    /// The services of the page that a component is in.
    ///
    /// # Panics
    /// Outside the page: `App` provides them to everything below it.
    pub fn of_page() -> Self {
        expect_context::<Self>()
    }

    /// The services themselves.
    pub fn inner(self) -> Rc<Inner> {
        self.0.get_value()
    }
}
