//! Questions to the person, one at a time, in the page's own dialog.

use std::cell::RefCell;

use futures_channel::oneshot;
use leptos::prelude::*;

use crate::services::held::Held;
pub use crate::state::Question;
use crate::state::{AppState, Dialog};

/// What a person said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    /// The other way that was offered.
    Other,
    /// Neither: the dialog was closed.
    Closed,
}

/// Asks the person, and waits for the answer.
#[derive(Clone, Copy)]
pub struct Questions {
    asked: RwSignal<Option<Question>>,
    dialog: RwSignal<Option<Dialog>>,
    /// What the other way is called, where the question that is open offers one.
    pub other: RwSignal<Option<&'static str>>,
    /// Gets the answer to the question that is open.
    waiting: Held<RefCell<Option<oneshot::Sender<Answer>>>>,
}

impl Questions {
    pub fn new(state: AppState) -> Self {
        Self {
            asked: state.question,
            dialog: state.dialog,
            other: RwSignal::new(None),
            waiting: Held::default(),
        }
    }

    /// Asks; `false` also when the dialog is closed, or another question replaces this one.
    pub async fn ask(self, question: Question) -> bool {
        self.put(question, None).await == Answer::Yes
    }

    /// Asks for one of two ways, `other` beside the question's yes.
    pub async fn choose(self, question: Question, other: &'static str) -> Answer {
        self.put(question, Some(other)).await
    }

    async fn put(self, question: Question, other: Option<&'static str>) -> Answer {
        let (sender, answer) = oneshot::channel();
        // An older question is answered by being dropped.
        *self.waiting.borrow_mut() = Some(sender);
        self.other.set(other);
        self.asked.set(Some(question));
        self.dialog.set(Some(Dialog::Question));
        answer.await.unwrap_or(Answer::Closed)
    }

    /// Opens a dialog that asks nothing.
    pub fn open(self, dialog: Dialog) {
        self.dialog.set(Some(dialog));
    }

    /// Answers the question that is open, and closes its dialog.
    pub fn answer(self, answer: Answer) {
        if let Some(sender) = self.waiting.take() {
            // Whoever asked may be gone.
            let _ = sender.send(answer);
        }
        if self.dialog.get_untracked() == Some(Dialog::Question) {
            self.dialog.set(None);
        }
    }
}
