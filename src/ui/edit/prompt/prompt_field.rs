//! What should change, in words; one line with an engine that reads none.

use leptos::prelude::*;

use crate::services::draft::{Draft, PROMPT_ID};
use crate::services::shell::views::hide_popover;
use crate::state::AppState;
use crate::ui::edit::parts;
use crate::ui::part::Part;

/// The page-wide name of the box with earlier prompts.
const HISTORY_ID: &str = "prompt-history";

#[component]
pub fn PromptField() -> impl IntoView {
    let state = AppState::of_page();
    let service = expect_context::<Draft>();
    let draft = state.draft;
    let is_read = Memo::new(move |_| draft.capabilities().needs_prompt);
    let is_history_wanted = RwSignal::new(false);
    let on_chosen = Callback::new(|()| hide_popover(HISTORY_ID));
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
    let is_marked = Memo::new(move |_| state.stage.markup.with(|facts| !facts.is_empty()));
    let has_inserts = Memo::new(move |_| {
        let has_notes = state.stage.markup.with(|facts| !facts.notes.is_empty());
        is_read.get() && (has_notes || draft.pictures.with(Vec::len) > 1)
    });
    view! {
        <section class="field-group" aria-label="Prompt">
            <h2>
                <span>"Prompt"</span>
                <button
                    class="ghost-button ghost-button--word"
                    hidden=move || !is_read.get()
                    popovertarget=HISTORY_ID
                    style:anchor-name="--prompt-history"
                    on:click=move |_| is_history_wanted.set(true)
                >
                    "History"
                </button>
            </h2>
            <div id=HISTORY_ID class="menu menu--wide" popover="auto" style:position-anchor="--prompt-history">
                <Show when=move || is_history_wanted.get()>
                    <Part fetch=move || parts::prompt_history(on_chosen) />
                </Show>
            </div>
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
            <Show when=move || has_inserts.get()>
                <Part fetch=parts::prompt_inserts />
            </Show>
            <Show when=move || is_read.get()>
                <Part fetch=parts::prompt_beginnings />
            </Show>
            <p class="hint" id="prompt-note">
                {note}
            </p>
            <Show when=move || is_marked.get()>
                <Part fetch=parts::markup_sending />
            </Show>
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
