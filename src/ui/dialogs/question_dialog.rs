//! A question to the person.

use leptos::prelude::*;

use crate::services::shell::questions::Questions;
use crate::state::{AppState, Dialog};
use crate::ui::widgets::modal::Modal;

/// The dialog of whatever is asked. Closing it says no.
#[component]
pub fn QuestionDialog() -> impl IntoView {
    let state = AppState::of_page();
    let questions = expect_context::<Questions>();
    let asked = move || state.question.get();
    let answer = move |is_yes| move |_| questions.answer(is_yes);
    Effect::new(move |_| {
        if state.dialog.get() != Some(Dialog::Question) {
            questions.answer(false);
        }
    });
    view! {
        <Modal dialog=Dialog::Question name=Signal::derive(move || asked().map_or("Question", |question| question.name))>
            <p>{move || asked().map(|question| question.text)}</p>
            <div class="modal__buttons modal__buttons--end">
                <button class="small" on:click=answer(false)>"Cancel"</button>
                <button class="small small--firm" on:click=answer(true)>
                    {move || asked().map(|question| question.yes)}
                </button>
            </div>
        </Modal>
    }
}
