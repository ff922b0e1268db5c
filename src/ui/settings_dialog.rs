//! Keys and addresses.

use leptos::prelude::*;

use super::modal::Modal;
use crate::core::engine::EngineId;
use crate::services::{Services, account};
use crate::state::account::{ConnectionTest, KeepKey};
use crate::state::{AppState, Dialog};

/// The app's settings.
#[component]
pub fn SettingsDialog() -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let engine = EngineId::ModelRunner.capabilities();
    let typed = RwSignal::new(String::new());
    let trouble = RwSignal::new(None::<String>);
    let on_key = move |event| {
        typed.set(event_target_value(&event));
        trouble.set(account::enter_key(&services.inner(), &typed.get_untracked()).err());
        if trouble.get_untracked().is_none() {
            typed.set(String::new());
        }
    };
    let forget = move |_| {
        services.inner().keys.forget();
        typed.set(String::new());
    };
    let placeholder = move || {
        if state.account.has_key.get() {
            "a key is set; type to replace it"
        } else {
            "paste your key"
        }
    };
    let test = move || match state.account.test.get() {
        ConnectionTest::None => ().into_any(),
        ConnectionTest::Running => view! { <p class="hint" role="status">"asking…"</p> }.into_any(),
        ConnectionTest::Fine(text) => view! { <p class="good" role="status">{text}</p> }.into_any(),
        ConnectionTest::Bad(text) => view! { <p class="bad" role="alert">{text}</p> }.into_any(),
    };
    view! {
        <Modal dialog=Dialog::Settings name="Settings">
            <h3>{engine.label}</h3>
            <label class="field">
                <span>{format!("{} key", engine.label)}</span>
                <input
                    class="secret"
                    type="text"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    placeholder=placeholder
                    prop:value=move || typed.get()
                    on:change=on_key
                />
            </label>
            <Show when=move || trouble.get().is_some()>
                <p class="bad" role="alert">{move || trouble.get().unwrap_or_default()}</p>
            </Show>
            <p class="hint" role="status">
                {move || {
                    if state.account.has_key.get() {
                        format!("a key is set for {}", state.account.api_address.get())
                    } else {
                        format!("no key for {}", state.account.api_address.get())
                    }
                }}
            </p>
            <fieldset class="field" role="radiogroup" aria-label="Keep keys">
                <legend>"Keep keys"</legend>
                {KeepKey::ALL
                    .map(|keep| {
                        view! {
                            <label class="choice">
                                <input
                                    type="radio"
                                    name="keep-key"
                                    prop:checked=move || state.account.keep_key.get() == keep
                                    on:change=move |_| services.inner().keys.choose_keep(keep)
                                />
                                <span>{keep.label()}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </fieldset>
            <Address name="API address" index=0 value=state.account.api_address />
            <Address name="storage address" index=1 value=state.account.storage_address />
            <Address name="proxy address" index=2 value=state.account.proxy_address />
            <p class="hint">
                "The key goes to these addresses and nowhere else. A proxy helps where the API does not answer browsers."
            </p>
            <div class="modal__buttons">
                <button class="small" on:click=move |_| account::test_connection(&services.inner())>"Test connection"</button>
                <button class="small" on:click=forget>"Forget key"</button>
            </div>
            {test}
        </Modal>
    }
}

/// One address.
#[component]
fn Address(
    /// What it is of.
    name: &'static str,
    /// Which, as the key service counts them.
    index: usize,
    /// The address as it is.
    value: RwSignal<String>,
) -> impl IntoView {
    let services = Services::of_page();
    let engine = EngineId::ModelRunner.capabilities().label;
    let trouble = RwSignal::new(None::<String>);
    let on_change = move |event| {
        trouble.set(
            services
                .inner()
                .keys
                .set_address(index, &event_target_value(&event))
                .err(),
        );
    };
    view! {
        <label class="field">
            <span>{format!("{engine} {name}")}</span>
            <input
                type="text"
                inputmode="url"
                autocomplete="off"
                spellcheck="false"
                placeholder=if index == 2 { "none" } else { "" }
                prop:value=move || value.get()
                on:change=on_change
            />
        </label>
        <Show when=move || trouble.get().is_some()>
            <p class="bad" role="alert">{move || trouble.get().unwrap_or_default()}</p>
        </Show>
    }
}
