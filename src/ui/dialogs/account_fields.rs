//! One engine's key and URLs.

use leptos::prelude::*;

use crate::core::model::EngineId;
use crate::services::account::links::key_url;
use crate::services::account::{Account, texts};
use crate::services::runs::Runs;
use crate::state::AppState;
use crate::state::account::FIELDS;

/// What can be set of one engine's account.
#[component]
pub fn AccountFields(engine: EngineId) -> impl IntoView {
    let state = AppState::of_page();
    let runs = expect_context::<Runs>();
    let accounts = expect_context::<Account>();
    let capabilities = engine.capabilities();
    let label = capabilities.label;
    let trouble = RwSignal::new(None::<String>);
    let known = state.account.of(engine).copied();
    let has_key = move || known.is_some_and(|account| account.has_key.get());
    // The typed key is taken out of the page at once, also when it is none.
    let typed = NodeRef::<leptos::html::Input>::new();
    let on_key = move |event| {
        let entered = accounts.enter_key(engine, &event_target_value(&event));
        trouble.set(entered.as_ref().err().map(texts::reason));
        if entered.is_ok() {
            runs.resume_waiting();
        }
        if let Some(input) = typed.get_untracked() {
            input.set_value("");
        }
    };
    let on_field = move |index: usize, text: String| {
        trouble.set(accounts.set_field(engine, index, &text).err().as_ref().map(texts::reason));
    };
    let placeholder = move || {
        if has_key() { "A key is set. Type to replace it." } else { "Paste your key" }
    };
    let status = move || {
        let url = known.map(|account| account.api_address().get()).unwrap_or_default();
        [if has_key() { "A key is set for " } else { "No key yet for " }, &url, "."].concat()
    };
    let has_field = move |index: usize| match index {
        1 => !capabilities.storage_address.is_empty(),
        _ => true,
    };
    let fields = known.into_iter().flat_map(|account| FIELDS.into_iter().zip(account.fields).enumerate());
    let found = move || {
        let found = state.account.test.get().unwrap_or_default();
        let own = found.into_iter().filter(|found| found.engine == Some(engine));
        own.map(|found| {
            let (class, role) = if found.is_fine { ("good", "status") } else { ("bad", "alert") };
            view! { <p class=class role=role>{found.text}</p> }
        })
        .collect_view()
    };
    let is_open = RwSignal::new(false);
    view! {
        <h3>{label}</h3>
        <div class="account">
            <label class="field">
                <span>{[label, " key"].concat()}</span>
                <input
                    class="secret"
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    node_ref=typed
                    placeholder=placeholder
                    on:change=on_key
                />
            </label>
            {key_url(engine)
                .map(|url| {
                    view! {
                        <a class="small account__link" href=url target="_blank" rel="noopener noreferrer">
                            "Get a key"
                            <span aria-hidden="true">" ↗"</span>
                        </a>
                    }
                })}
            <button
                class="small"
                aria-label=["Test ", label].concat()
                on:click=move |_| accounts.test_engine(engine)
            >
                "Test"
            </button>
        </div>
        <p class="hint" role="status">{status}</p>
        {found}
        <button
            class="link account__advanced"
            aria-expanded=move || is_open.get().to_string()
            aria-label=["Advanced: addresses of ", label].concat()
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            "Advanced"
        </button>
        <div class="account__fields" data-open=move || is_open.get().to_string()>
            {fields
                .filter(|(index, _)| has_field(*index))
                .map(|(index, (name, value))| {
                    view! {
                        <label class="field">
                            <span>{[label, " ", name].concat()}</span>
                            <input
                                type="text"
                                autocomplete="off"
                                spellcheck="false"
                                placeholder=if index == 2 { "none" } else { "" }
                                prop:value=move || value.get()
                                on:change=move |event| on_field(index, event_target_value(&event))
                            />
                        </label>
                    }
                })
                .collect_view()}
            <p class="hint">"A proxy helps where an API does not accept calls from web pages."</p>
        </div>
        <Show when=move || trouble.get().is_some()>
            <p class="bad" role="alert">{move || trouble.get().unwrap_or_default()}</p>
        </Show>
    }
}
