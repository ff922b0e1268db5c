//! The draft: what is being edited.

mod error;
pub mod pictures;
pub mod prices;
pub mod prompts;
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
use crate::core::model::Offer;
use crate::core::request::{BlobHash, EditRequest, EditSettings, Moved};
use crate::services::account::Account;
use crate::services::held::Held;
use crate::services::library::Library;
use crate::services::painter::Painter;
use crate::services::shell::views::focus_picture;
use crate::state::draft::DraftChange;
use crate::state::{AppState, DraftState, NoticeAction, NoticesState, Pane, StageMode, StageState};
pub use error::Error;

pub use crate::browser::dom::is_apple as uses_command_key;
/// The browser itself writes pictures of a format; PNG is written by the page.
pub use crate::services::library::downloads::can_code as can_write;

/// The page-wide name of the prompt's field.
pub const PROMPT_ID: &str = "prompt";

/// Until what was just shown can take the focus, in milliseconds.
const FOCUS_MILLIS: u32 = 50;

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

    /// Empties the draft: pictures, masks, prompt, settings. It can be undone.
    pub fn start_over(self) {
        let draft = self.state;
        draft.remember(DraftChange::StartedOver, self.stage.result.get_untracked());
        self.stage.show_mask();
        draft.pictures.set(Vec::new());
        draft.prompt.set(String::new());
        draft.settings.set(EditSettings::default_for(untrack(|| draft.offer())));
        self.stage.mode.set(StageMode::Paint);
        self.notices.clear_errors();
        self.notices.offer(texts::STARTED_OVER, None, NoticeAction::UndoDraft);
    }

    /// Takes the picture at `index` away; it can be undone, with its mask.
    pub fn remove_picture(self, index: usize) {
        let gone = self.state.pictures.with_untracked(|pictures| pictures.get(index).cloned());
        self.state.remove_picture(index);
        if let Some(gone) = gone {
            let text = texts::removed(&gone.picture.name);
            self.notices.offer(text, Some(gone.thumbnail_address), NoticeAction::UndoDraft);
        }
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
                parent: record.request.parent.clone().filter(|_| index == 0),
                markup: record.request.markup.clone().filter(|_| index == 0),
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
        // That a mask was not sent was meant for one run.
        self.state.settings.set(EditSettings { send_mask: true, ..settings });
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
        self.stage.show_mask();
        self.stage.mode.set(StageMode::Paint);
        self.pane.set(Pane::Stage);
        focus_picture();
    }

    /// What reads a description: the default model of an engine with a key, else of the first.
    pub fn describing_offer(self) -> &'static Offer {
        let [first, ..] = EngineId::REMOTE;
        let ready =
            EngineId::REMOTE.into_iter().find(|engine| self.account.account_or_proxy(*engine).is_some());
        ready.unwrap_or(first).offer("")
    }

    /// Goes on to a description of the change, with the mask as it is, for an engine that reads it.
    pub fn describe(self) {
        self.choose(self.describing_offer().engine.id, "");
        self.focus_prompt();
    }

    /// Chooses a model; says which choices it does not have.
    pub(super) fn choose(self, engine: EngineId, model: &str) {
        let moved = self.state.choose(engine, model);
        self.report_moved(&moved);
    }

    /// Puts words into the prompt where the cursor is.
    pub fn insert(self, words: &str) {
        if let Some(text) = browser::dom::insert_by_id(PROMPT_ID, words) {
            self.state.prompt.set(text);
        }
    }

    fn focus_prompt(self) {
        self.pane.set(Pane::Edit);
        browser::spawn(async move {
            // Once the page shows the prompt in full.
            browser::time::sleep(FOCUS_MILLIS).await;
            browser::dom::focus_by_id(PROMPT_ID);
        });
    }

    /// Goes on to the prompt of a request that was refused, to be changed.
    pub fn edit_prompt(self, request: &EditRequest) {
        self.choose(request.engine, &request.model);
        self.state.prompt.set(request.prompt.clone());
        self.focus_prompt();
    }

    /// Undoes the last change of the draft: what was removed is back, with its mask.
    pub fn undo_change(self) {
        let result = self.state.undo_change();
        self.stage.mode.set(StageMode::Paint);
        self.stage.show_mask();
        if let Some(id) = result {
            self.stage.show_result(id);
        }
    }

    fn report<T>(self, what: &str, outcome: Result<T, Error>) -> Option<T> {
        outcome.map_err(|error| self.notices.error([what, " ", &texts::reason(&error)].concat())).ok()
    }
}
