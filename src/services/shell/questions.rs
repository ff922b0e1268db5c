//! Questions to the person, one at a time, in the page's own dialog.

use std::cell::RefCell;

use futures_channel::oneshot;
use leptos::prelude::*;

use crate::services::Inner;
use crate::state::Dialog;
pub use crate::state::Question;

/// Who waits for the answer.
#[derive(Default)]
pub struct Questions(RefCell<Option<oneshot::Sender<bool>>>);

/// Asks; `false` also when the dialog is closed, or another question comes in between.
pub async fn ask(inner: &Inner, question: Question) -> bool {
    let (tell, hear) = oneshot::channel();
    // An older question is answered by being dropped.
    *inner.questions.0.borrow_mut() = Some(tell);
    inner.state.question.set(Some(question));
    inner.state.dialog.set(Some(Dialog::Question));
    hear.await.unwrap_or(false)
}

/// The person's answer.
pub fn answer(inner: &Inner, is_yes: bool) {
    if let Some(tell) = inner.questions.0.take() {
        // Whoever asked may be gone.
        let _ = tell.send(is_yes);
    }
    if inner.state.dialog.get_untracked() == Some(Dialog::Question) {
        inner.state.dialog.set(None);
    }
}
