//! The bar at the top: name, engine, theme, help, settings.

use leptos::prelude::*;

use crate::core::model::{Capabilities, EngineId};
use crate::services::shell::theme;
use crate::state::{AppState, Dialog};
use crate::ui::widgets::icons::{Icon, Symbol};

#[component]
pub fn Header() -> impl IntoView {
    let state = AppState::of_page();
    let on_engine = move |event| {
        if let Some(engine) = EngineId::parse(&event_target_value(&event)) {
            state.draft.choose_engine(engine);
        }
    };
    let is_ready = move || state.account.is_ready(state.draft.engine.get());
    view! {
        <header class="header">
            <div class="mark">
                <span class="mark__sign" aria-hidden="true"></span>
                <h1>"Pentimento"</h1>
            </div>
            <label class="engine-choice" data-ready=move || is_ready().to_string()>
                <span class="engine-choice__dot" aria-hidden="true"></span>
                <select aria-label="Engine" on:change=on_engine prop:value=move || state.draft.engine.get().as_str()>
                    {EngineId::ALL
                        .map(|engine| {
                            view! { <option value=engine.as_str()>{engine_name(engine.capabilities())}</option> }
                        })
                        .collect_view()}
                </select>
                <span class="engine-choice__model" aria-hidden="true">
                    {move || engine_note(state.draft.capabilities())}
                </span>
            </label>
            <div class="header__space"></div>
            <button class="ghost" aria-label="Theme" title="Light or dark" on:click=move |_| theme::switch(state.theme)>
                <Icon symbol=Symbol::Theme />
            </button>
            <button class="ghost" on:click=move |_| state.dialog.set(Some(Dialog::Help))>
                <Icon symbol=Symbol::Help />
                <span>"Help"</span>
            </button>
            <button class="ghost" on:click=move |_| state.dialog.set(Some(Dialog::Settings))>
                <Icon symbol=Symbol::Settings />
                <span>"Settings"</span>
            </button>
        </header>
    }
}

fn engine_name(engine: &Capabilities) -> String {
    match engine.model_name {
        _ if !engine.is_remote => engine.label.to_owned(),
        Some(default) => [engine.label, " ", default].concat(),
        None => [engine.label, " ", engine.model].concat(),
    }
}

/// The line beside the engine's name.
const fn engine_note(engine: &Capabilities) -> &'static str {
    match engine.model_name {
        _ if !engine.is_remote => "on this device",
        Some(_) => "or any compatible API",
        None => "",
    }
}
