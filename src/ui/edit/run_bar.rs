//! The cost, Run and Reset.

use leptos::prelude::*;

use crate::core::price::Cost;
use crate::services::shell::on_demand;
use crate::services::shell::on_demand::Work;
use crate::services::{Services, draft};
use crate::state::AppState;

/// The bar below the edit column.
#[component]
pub fn RunBar() -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let estimate = move || state.draft.sent_settings().estimate(state.draft.capabilities());
    let amount = move || match estimate() {
        Cost::Free => "Free".to_owned(),
        Cost::Estimate(amount) | Cost::Known(amount) => amount.to_string(),
    };
    let detail = move || match state.draft.sent_settings().price_each(state.draft.capabilities()) {
        None => "runs on this device".to_owned(),
        Some(each) => format!("estimate: {} × {each}", state.draft.settings.get().count),
    };
    let keys = if draft::uses_command_key() { "⌘ ↵" } else { "Ctrl ↵" };
    view! {
        <div class="run-bar">
            <p id="estimate" class="run-bar__cost">
                <b>{amount}</b>
                " "
                <span>{detail}</span>
            </p>
            <div class="run-bar__buttons">
                <button
                    class="run"
                    aria-label="Run"
                    aria-describedby="estimate"
                    aria-keyshortcuts="Control+Enter Meta+Enter"
                    on:click=move |_| on_demand::ask(&services.inner(), Work::Run)
                >
                    "Run"
                    <kbd aria-hidden="true">{keys}</kbd>
                </button>
                <button class="quiet" on:click=move |_| draft::reset(&services.inner())>"Reset"</button>
            </div>
        </div>
    }
}
