//! Reactive stores: what several parts of the page share. No side effects; services fill them.
//!
//! Pixels never live here, only revisions and facts of them. Keys never live here, only whether there is one.

pub mod account;
pub mod draft;
pub mod jobs;
pub mod markup;
pub mod notices;
pub mod results;
pub mod stage;

use leptos::prelude::*;

pub use account::AccountState;
pub use draft::{DraftPicture, DraftState};
pub use jobs::{JobEntry, JobNote, JobsState};
pub use markup::Layer;
pub use notices::{Notice, NoticeAction, NoticeKind, NoticesState};
pub use results::{ResultEntry, ResultFilter, ResultOrder, ResultsState};
pub use stage::{MaskFacts, StageMode, StageState};

/// The three parts of the page, which a phone shows one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    Edit,
    Stage,
    Results,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    Settings,
    /// What the model is good for.
    Help,
    Keys,
    Question,
    Download,
    /// The object that is marked, on transparency.
    CutOut,
}

/// A question to the person: yes, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub name: &'static str,
    /// What is asked, and what it would do.
    pub text: String,
    pub yes: &'static str,
}

/// Light, dark, or as the system says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Follows the system.
    System,
    Light,
    Dark,
}

/// All stores. A handful of signals: copying it copies handles.
#[derive(Clone, Copy, Debug)]
pub struct AppState {
    pub draft: DraftState,
    pub jobs: JobsState,
    pub results: ResultsState,
    pub stage: StageState,
    pub notices: NoticesState,
    /// The remote engine's addresses and whether it has a key.
    pub account: AccountState,
    pub pane: RwSignal<Pane>,
    pub dialog: RwSignal<Option<Dialog>>,
    /// What the dialog [`Dialog::Question`] asks.
    pub question: RwSignal<Option<Question>>,
    pub theme: RwSignal<Theme>,
    /// Why nothing is saved; `None` while the storage works.
    pub storage_trouble: RwSignal<Option<String>>,
    /// The present, milliseconds since 1970, ticking once a second while a job runs.
    pub now_millis: RwSignal<f64>,
}

impl AppState {
    pub fn new(now_millis: f64) -> Self {
        Self {
            draft: DraftState::new(),
            jobs: JobsState::new(),
            results: ResultsState::new(),
            stage: StageState::new(),
            notices: NoticesState::new(),
            account: AccountState::new(),
            pane: RwSignal::new(Pane::Stage),
            dialog: RwSignal::new(None),
            question: RwSignal::new(None),
            theme: RwSignal::new(Theme::System),
            storage_trouble: RwSignal::new(None),
            now_millis: RwSignal::new(now_millis),
        }
    }

    /// Shows a result: in the base picture's place where it was made from that, else beside what it was made from.
    pub fn show_result(&self, id: String) {
        let base = untrack(|| self.draft.base());
        let made_from = self.results.find(&id).and_then(|entry| {
            entry
                .record
                .with_untracked(|record| record.request.pictures.first().map(|base| base.blob.clone()))
        });
        if base.is_some_and(|base| Some(base.picture.blob) == made_from) {
            self.stage.show_result(id);
        } else {
            self.stage.mode.set(StageMode::Compare { result_id: id, against: None });
        }
        self.pane.set(Pane::Stage);
    }

    /// The stores of the page that a component is in.
    ///
    /// # Panics
    /// Outside the page: `App` provides them to everything below it.
    pub fn of_page() -> Self {
        expect_context::<Self>()
    }
}
