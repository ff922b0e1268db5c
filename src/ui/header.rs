//! The bar at the top: name, engine, theme, help, settings.

use leptos::prelude::*;

use crate::services::shell::theme;
use crate::state::{AppState, Dialog};
use crate::ui::part::Part;
use crate::ui::parts;
use crate::ui::widgets::icons::{Icon, Symbol};

#[component]
pub fn Header() -> impl IntoView {
    let state = AppState::of_page();
    view! {
        <header class="header">
            <div class="mark">
                <span class="mark__sign" aria-hidden="true"></span>
                <h1>"Pentimento"</h1>
            </div>
            <div class="header__engine">
                <Part fetch=parts::engine_picker />
            </div>
            <div class="header__space"></div>
            <Show when=move || !state.jobs.entries.with(Vec::is_empty)>
                <Part fetch=parts::spent_today />
            </Show>
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
