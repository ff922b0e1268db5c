//! Questions to the person, one at a time, in the page's own dialog.

use std::cell::RefCell;

use futures_channel::oneshot;
use leptos::prelude::*;

use crate::services::held::Held;
pub use crate::state::Question;
use crate::state::{AppState, Dialog};

/// Asks the person, and waits for the answer.
#[derive(Clone, Copy)]
pub struct Questions {
    asked: RwSignal<Option<Question>>,
    dialog: RwSignal<Option<Dialog>>,
    /// Gets the answer to the question that is open.
    waiting: Held<RefCell<Option<oneshot::Sender<bool>>>>,
}

impl Questions {
    pub fn new(state: AppState) -> Self {
        Self { asked: state.question, dialog: state.dialog, waiting: Held::default() }
    }

    /// Asks; `false` also when the dialog is closed, or another question replaces this one.
    pub async fn ask(self, question: Question) -> bool {
        let (sender, answer) = oneshot::channel();
        // An older question is answered by being dropped.
        *self.waiting.borrow_mut() = Some(sender);
        self.asked.set(Some(question));
        self.dialog.set(Some(Dialog::Question));
        answer.await.unwrap_or(false)
    }

    /// Answers the question that is open, and closes its dialog.
    pub fn answer(self, is_yes: bool) {
        if let Some(sender) = self.waiting.take() {
            // Whoever asked may be gone.
            let _ = sender.send(is_yes);
        }
        if self.dialog.get_untracked() == Some(Dialog::Question) {
            self.dialog.set(None);
        }
    }
}
