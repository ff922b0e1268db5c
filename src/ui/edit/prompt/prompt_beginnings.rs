//! Beginnings of a prompt, by the kind of the edit.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::draft::prompts::BEGINNINGS;

/// A button for each.
#[component]
pub fn PromptBeginnings() -> impl IntoView {
    let service = expect_context::<Draft>();
    let chips = BEGINNINGS.map(|beginning| {
        view! { <button class="chip" on:click=move |_| service.begin_prompt(beginning)>{beginning.name}</button> }
    });
    view! {
        <div class="chips" role="group" aria-label="Begin a prompt">
            {chips.into_iter().collect_view()}
        </div>
    }
}
