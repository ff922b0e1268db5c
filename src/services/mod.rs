//! Side effects that outlive components: the job runner, the painter, what is kept, the workers, the keys.
//!
//! Components reach them by [`Services::of_page`]; services reach the page only by the stores.

pub mod account;
pub mod draft;
pub mod held;
pub mod library;
pub mod painter;
pub mod runs;
pub mod shell;
pub mod viewing;

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::database::Database;
pub use crate::browser::offline::keep_page;
pub use crate::browser::spawn;
pub use crate::browser::time::sleep;
use crate::core::request::BlobHash;
use account::keys;
use draft::keeping;
use held::Held;
use library::{blobs, protection_queue, records};
use runs::Runs;
use shell::{on_demand, picture_worker, questions};

use crate::state::AppState;

/// How long the page is left alone before parts of it are fetched ahead.
pub const SETTLED_AFTER_MILLIS: u32 = 1500;

/// All services of the page.
pub struct Inner {
    /// The stores.
    pub state: AppState,
    /// Files by hash.
    pub blobs: Held<blobs::Blobs>,
    /// Job and result records.
    pub records: records::Records,
    /// The draft over a reload.
    pub draft_keeping: keeping::DraftKeeping,
    /// Inspecting, preparing and coding pictures.
    pub worker: Held<picture_worker::PictureWorker>,
    /// Laying results over their originals.
    pub protection: protection_queue::ProtectionQueue,
    /// Painting.
    pub painter: painter::Painter,
    /// Runs.
    pub runs: OnceCell<Runs>,
    /// Keys.
    pub keys: keys::Keys,
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
        let (blobs, worker) = (Held::<blobs::Blobs>::default(), Held::default());
        let questions = questions::Questions::new(state);
        let painter = painter::Painter::new(state, questions, blobs, worker);
        provide_context(painter);
        provide_context(viewing::Viewing::new(blobs));
        let services = Self(StoredValue::new_local(Rc::new(Inner {
            state,
            blobs,
            records: records::Records::default(),
            draft_keeping: keeping::DraftKeeping::default(),
            worker,
            protection: protection_queue::ProtectionQueue::default(),
            painter,
            runs: OnceCell::new(),
            keys: keys::Keys::new(state.account),
            questions,
            small_copies: RefCell::default(),
        })));
        let inner = services.inner();
        provide_context(inner.questions);
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
