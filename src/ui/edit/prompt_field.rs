//! What should change, in words; one line with an engine that reads none.

use leptos::prelude::*;

use crate::services::draft::{Draft, PROMPT_ID};
use crate::state::AppState;

#[component]
pub fn PromptField() -> impl IntoView {
    let state = AppState::of_page();
    let service = expect_context::<Draft>();
    let draft = state.draft;
    let is_read = Memo::new(move |_| draft.capabilities().needs_prompt);
    // What is there already stays in sight; an empty field comes back with the focus.
    let fold = move || match (is_read.get(), draft.prompt.with(String::is_empty)) {
        (true, _) => "open",
        (false, true) => "away",
        (false, false) => "line",
    };
    let note = move || {
        if is_read.get() {
            "Put text that should appear in the picture in \"quotes\". Describe only what should change."
        } else {
            "Local fill ignores text. It removes what you paint over and fills in the background."
        }
    };
    view! {
        <section class="field-group" aria-label="Prompt">
            <h2>"Prompt"</h2>
            <textarea
                id=PROMPT_ID
                class="prompt"
                data-fold=fold
                aria-label="Prompt"
                aria-describedby="prompt-note"
                dir="auto"
                rows="4"
                spellcheck="true"
                prop:value=move || draft.prompt.get()
                on:input=move |event| draft.prompt.set(event_target_value(&event))
            ></textarea>
            <p class="hint" id="prompt-note">
                {note}
            </p>
            <Show when=move || !is_read.get()>
                <p>
                    <button class="link" on:click=move |_| service.describe()>
                        "Describe a change with an AI engine"
                    </button>
                </p>
            </Show>
        </section>
    }
}
