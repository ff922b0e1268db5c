//! The cost, Run and Reset.

use leptos::prelude::*;

use crate::core::price::{Cost, MicroDollars, PriceRule};
use crate::services::draft::{Draft, uses_command_key};
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::state::{AppState, Dialog};

/// The bar below the edit column. Where the engine's key is missing, Run's place offers to add it.
#[component]
pub fn RunBar() -> impl IntoView {
    let state = AppState::of_page();
    let on_demand = expect_context::<OnDemand>();
    let draft = expect_context::<Draft>();
    let engine = move || state.draft.capabilities();
    let amount = move || match state.draft.sent_settings().estimate(engine()) {
        Cost::Free => None,
        Cost::Estimate(amount) | Cost::Known(amount) => Some(amount),
    };
    let amount_text = move || amount().map_or_else(|| "Free".to_owned(), |amount| amount.to_string());
    let detail = move || match state.draft.sent_settings().price_each(engine()) {
        None => "runs on this device".to_owned(),
        Some(each) => format!("estimate: {} × {each}", state.draft.settings.get().count),
    };
    let is_ready = Memo::new(move |_| state.account.is_ready(state.draft.engine.get()));
    let text = move || match amount() {
        _ if !is_ready.get() => format!("Add {} key", engine().label),
        None => "Run · free".to_owned(),
        Some(amount) if matches!(engine().price, PriceRule::Flat(_)) => format!("Run · {amount}"),
        Some(amount) => format!("Run · about {}", rounded_up(amount)),
    };
    let keys = if uses_command_key() { "⌘ ↵" } else { "Ctrl ↵" };
    let on_click = move |_| {
        if is_ready.get_untracked() {
            on_demand.ask(Work::Run);
        } else {
            state.dialog.set(Some(Dialog::Settings));
        }
    };
    view! {
        <div class="run-bar">
            <p id="estimate" class="run-bar__cost">
                <b>{amount_text}</b>
                " "
                <span>{detail}</span>
            </p>
            <div class="run-bar__buttons">
                <button
                    class="run"
                    aria-describedby="estimate"
                    aria-keyshortcuts="Control+Enter Meta+Enter"
                    on:click=on_click
                >
                    {text}
                    <kbd aria-hidden="true" hidden=move || !is_ready.get()>
                        {keys}
                    </kbd>
                </button>
                <button class="quiet" on:click=move |_| draft.reset()>"Reset"</button>
            </div>
        </div>
    }
}

/// An amount in cents, never below.
fn rounded_up(amount: MicroDollars) -> String {
    let cents = amount.0.div_ceil(10_000);
    format!("${}.{:02}", cents / 100, cents % 100)
}
