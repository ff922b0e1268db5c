//! The draft: what is being edited.

mod error;
pub mod pictures;
pub mod prices;
pub mod region;
pub mod request_preview;
pub mod samples;
mod saving;
pub mod texts;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use leptos::prelude::*;

use crate::browser;
use crate::core::draft::DraftPictureRecord;
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
use crate::core::request::{BlobHash, EditSettings, Moved};
use crate::services::account::Account;
use crate::services::held::Held;
use crate::services::library::Library;
use crate::services::painter::Painter;
use crate::state::{AppState, DraftState, NoticesState, Pane, StageMode, StageState};
pub use error::Error;

pub use crate::browser::dom::is_apple as uses_command_key;
/// The browser itself writes pictures of a format; PNG is written by the page.
pub use crate::services::library::downloads::can_code as can_write;

/// Pictures, prompt and settings, saved as they change.
#[derive(Clone, Copy)]
pub struct Draft {
    state: DraftState,
    stage: StageState,
    notices: NoticesState,
    pane: RwSignal<Pane>,
    storage_trouble: RwSignal<Option<String>>,
    account: Account,
    library: Library,
    painter: Painter,
    saving: Held<Saving>,
}

/// What is known of the saved draft.
#[derive(Default)]
struct Saving {
    tab: RefCell<String>,
    /// The masks as they are saved, by the pictures' keys, each with its revision.
    masks: RefCell<HashMap<u64, (u64, Option<BlobHash>)>>,
    /// Files that the saved draft uses.
    files: RefCell<Vec<BlobHash>>,
    /// Nothing is saved before the saved draft is back.
    is_restored: Cell<bool>,
    is_waiting: Cell<bool>,
    is_writing: Cell<bool>,
    has_reported: Cell<bool>,
}

impl Draft {
    pub fn new(state: AppState, account: Account, library: Library, painter: Painter) -> Self {
        let AppState { draft, stage, notices, pane, storage_trouble, .. } = state;
        let saving = Held::default();
        Self { state: draft, stage, notices, pane, storage_trouble, account, library, painter, saving }
    }

    /// Empties the draft: pictures, masks, prompt, settings.
    pub fn reset(self) {
        let draft = self.state;
        draft.pictures.set(Vec::new());
        draft.prompt.set(String::new());
        draft.settings.set(EditSettings::default_for(untrack(|| draft.offer())));
        self.stage.mode.set(StageMode::Paint);
        self.notices.clear_errors();
    }

    /// Takes a result's prompt, engine and settings into the draft.
    pub fn restore_setup(self, record: &ResultRecord) {
        self.take_setup(record.request.engine, &record.request.model, record.request.settings);
        self.state.prompt.set(record.request.prompt.clone());
        self.pane.set(Pane::Edit);
    }

    /// Makes the draft what it was when this result was asked for: pictures, mask, prompt, settings.
    pub fn reopen(self, record: &ResultRecord) {
        let pictures =
            record.request.pictures.iter().enumerate().map(|(index, picture)| DraftPictureRecord {
                picture: picture.clone(),
                // The picture itself stands in for its small copy.
                thumbnail: picture.blob.clone(),
                mask: record.request.mask.clone().filter(|_| index == 0),
            });
        let pictures = pictures.collect();
        self.restore_setup(record);
        browser::spawn(async move {
            let restored = self.restore_pictures(pictures).await;
            if self.report("A picture could not be reopened.", restored).is_some() {
                self.show_base();
            }
        });
    }

    /// Takes over settings that were saved, as far as the model still has them.
    fn take_setup(self, engine: EngineId, model: &str, settings: EditSettings) {
        let (settings, moved) = settings.fitted(engine.offer(model));
        self.state.engine.set(engine);
        self.state.model.set(model.to_owned());
        self.state.settings.set(settings);
        self.report_moved(&moved);
    }

    /// Says which choices the chosen model does not have.
    pub fn report_moved(self, moved: &[Moved]) {
        if !moved.is_empty() {
            self.notices.info(texts::moved(&untrack(|| self.state.offer()).label(), moved));
        }
    }

    /// Shows the base picture to be painted on.
    fn show_base(self) {
        self.stage.mode.set(StageMode::Paint);
        self.pane.set(Pane::Stage);
    }

    fn report<T>(self, what: &str, outcome: Result<T, Error>) -> Option<T> {
        outcome.map_err(|error| self.notices.error([what, " ", &texts::reason(&error)].concat())).ok()
    }
}
