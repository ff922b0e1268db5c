//! The library: what is saved on this device, and what can be done with it.
//!
//! Each change is one transaction. A file goes with its last use, whichever tab ends that; the other tabs
//! are notified of changed results and read them again.

pub mod archives;
pub mod blobs;
pub mod downloads;
mod error;
pub mod intake;
pub mod protection;
mod protection_queue;
pub mod records;
pub mod result_commands;
pub mod storage;
pub mod texts;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};

use leptos::prelude::*;

use crate::browser::channel::Channel;
use crate::browser::database::Database;
use crate::browser::text;
use crate::core::lineage::ResultRecord;
use crate::core::request::BlobHash;
use crate::services::held::Held;
use crate::services::shell::picture_worker::PictureWorker;
use crate::state::{AppState, Dialog, DraftState, NoticesState, Pane, ResultsState, StageState};
use blobs::Blobs;
pub use error::Error;
use protection_queue::ProtectionQueue;
pub use storage::schema;

#[derive(Clone, Copy)]
pub struct Library {
    results: ResultsState,
    draft: DraftState,
    stage: StageState,
    notices: NoticesState,
    pane: RwSignal<Pane>,
    dialog: RwSignal<Option<Dialog>>,
    storage_trouble: RwSignal<Option<String>>,
    database: Held<OnceCell<Database>>,
    /// It is open, or will not be.
    has_tried_to_open: Held<Cell<bool>>,
    has_begun_to_open: Held<Cell<bool>>,
    pub blobs: Held<Blobs>,
    /// The worker for short tasks on pictures.
    pub worker: Held<PictureWorker>,
    /// The worker for long tasks on results.
    long_worker: Held<PictureWorker>,
    queue: Held<ProtectionQueue>,
    /// Results that could not be saved, by id: saved once the storage answers again.
    unsaved: Held<RefCell<BTreeMap<String, ResultRecord>>>,
    /// Names of changed results, to the other tabs and from them.
    others: Held<OnceCell<Channel<String>>>,
    /// Small copies, made for this visit, of pictures that are no results.
    small_copies: Held<RefCell<HashMap<BlobHash, BlobHash>>>,
}

impl Library {
    /// A library whose database is not open yet.
    pub fn new(state: AppState) -> Self {
        let AppState { results, draft, stage, notices, pane, dialog, storage_trouble, .. } = state;
        let database = Held::default();
        results.fold.set_value(text::folded);
        Self {
            results,
            draft,
            stage,
            notices,
            pane,
            dialog,
            storage_trouble,
            database,
            has_begun_to_open: Held::default(),
            has_tried_to_open: Held::default(),
            blobs: Held::new(Blobs::new(database)),
            worker: Held::default(),
            long_worker: Held::default(),
            queue: Held::default(),
            unsaved: Held::default(),
            others: Held::default(),
            small_copies: Held::default(),
        }
    }

    fn report<T>(self, what: &str, outcome: Result<T, impl Into<Error>>) -> Option<T> {
        outcome.map_err(|error| self.notices.error([what, " ", &texts::reason(&error.into())].concat())).ok()
    }
}
