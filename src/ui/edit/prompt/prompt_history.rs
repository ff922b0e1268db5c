//! Prompts of earlier runs, to be searched, starred and used again.

use leptos::html;
use leptos::prelude::*;

use crate::core::prompt_history::{self, KnownPrompt};
use crate::services::draft::{Draft, prompts};
use crate::state::AppState;

/// As many as one looks through.
const MOST_SHOWN: usize = 100;

/// The search and the list.
#[component]
pub fn PromptHistory(
    /// A prompt was chosen.
    on_done: Callback<()>,
) -> impl IntoView {
    let state = AppState::of_page();
    let service = expect_context::<Draft>();
    let search = RwSignal::new(String::new());
    let starred = RwSignal::new(prompts::starred());
    let known = Memo::new(move |_| {
        let used = state.results.entries.with(|entries| {
            let prompts =
                entries.iter().map(|entry| entry.record.with(|record| record.request.prompt.clone()));
            prompts.collect::<Vec<_>>()
        });
        let mut known = starred.with(|starred| {
            search.with(|search| prompt_history::matching(used.iter().map(String::as_str), starred, search))
        });
        known.truncate(MOST_SHOWN);
        known
    });
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field in sight takes the focus.
            let _ = field.focus();
        }
    });
    let row = move |KnownPrompt { text, is_starred }: KnownPrompt| {
        let text = StoredValue::new(text);
        let on_use = move |_| {
            service.use_prompt(text.get_value());
            on_done.run(());
        };
        let on_star = move |_| starred.set(text.with_value(|text| prompts::toggle_star(text)));
        view! {
            <li>
                <button class="prompt-history__use" dir="auto" on:click=on_use>
                    {text.get_value()}
                </button>
                <button
                    class="prompt-history__star"
                    aria-label=["Star: ", &text.get_value()].concat()
                    title="Stays at the top"
                    aria-pressed=is_starred.to_string()
                    on:click=on_star
                >
                    {if is_starred { "★" } else { "☆" }}
                </button>
            </li>
        }
    };
    let none = move || {
        let is_search = search.with(|search| !search.trim().is_empty());
        let text = if is_search { "No matches." } else { "Prompts of your runs appear here." };
        known.with(Vec::is_empty).then(|| view! { <p class="hint">{text}</p> })
    };
    view! {
        <div class="prompt-history">
            <input
                node_ref=field
                type="search"
                aria-label="Search prompts"
                placeholder="Search prompts"
                autofocus
                prop:value=move || search.get()
                on:input=move |event| search.set(event_target_value(&event))
            />
            <ul aria-label="Earlier prompts">
                <For each=move || known.get() key=KnownPrompt::clone let(known)>
                    {row(known)}
                </For>
            </ul>
            {none}
        </div>
    }
}
