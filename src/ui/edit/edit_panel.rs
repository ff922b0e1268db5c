//! The left column: pictures, prompt, settings, request, Run.

use leptos::prelude::*;

use crate::state::AppState;
use crate::ui::edit::picture_list::PictureList;
use crate::ui::edit::request_view::RequestView;
use crate::ui::edit::run_bar::RunBar;
use crate::ui::edit::settings_form::SettingsForm;

#[component]
pub fn EditPanel() -> impl IntoView {
    let state = AppState::of_page();
    view! {
        <div class="edit-panel">
            <div class="edit-panel__scroll">
                <PictureList />
                <section class="field-group" aria-label="Prompt">
                    <h2>"Prompt"</h2>
                    <textarea
                        class="prompt"
                        aria-label="Prompt"
                        aria-describedby="prompt-note"
                        rows="4"
                        spellcheck="true"
                        prop:value=move || state.draft.prompt.get()
                        on:input=move |event| state.draft.prompt.set(event_target_value(&event))
                    ></textarea>
                    <p class="hint" id="prompt-note">
                        {move || prompt_note(state.draft.capabilities().needs_prompt)}
                    </p>
                </section>
                <SettingsForm />
                <RequestView />
            </div>
            <RunBar />
        </div>
    }
}

/// How the engine reads the prompt.
const fn prompt_note(needs_prompt: bool) -> &'static str {
    if needs_prompt {
        "Put text that should appear in the picture in \"quotes\". Describe only what should change."
    } else {
        "Local fill ignores text. It removes what you paint over and fills in the background."
    }
}
