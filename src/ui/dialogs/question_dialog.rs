//! A question to the person.

use leptos::prelude::*;

use crate::services::shell::questions::{Answer, Questions};
use crate::state::{AppState, Dialog};
use crate::ui::widgets::modal::Modal;

/// The dialog of whatever is asked. Closing it says no.
#[component]
pub fn QuestionDialog() -> impl IntoView {
    let state = AppState::of_page();
    let questions = expect_context::<Questions>();
    let asked = move || state.question.get();
    let answer = move |answer: Answer| move |_| questions.answer(answer);
    let on_second = move |_| {
        let is_other = questions.other.with_untracked(Option::is_some);
        questions.answer(if is_other { Answer::Other } else { Answer::Closed });
    };
    Effect::new(move |_| {
        if state.dialog.get() != Some(Dialog::Question) {
            questions.answer(Answer::Closed);
        }
    });
    view! {
        <Modal dialog=Dialog::Question name=Signal::derive(move || asked().map_or("Question", |question| question.name))>
            <p>{move || asked().map(|question| question.text)}</p>
            <div class="modal__buttons modal__buttons--end">
                <button class="small" on:click=on_second>
                    {move || questions.other.get().unwrap_or("Cancel")}
                </button>
                <button class="small small--firm" on:click=answer(Answer::Yes)>
                    {move || asked().map(|question| question.yes)}
                </button>
            </div>
        </Modal>
    }
}
