//! What was spent today, once there is something.

use leptos::prelude::*;

use crate::core::price::MicroDollars;
use crate::services::account::Account;
use crate::state::{AppState, Dialog};

/// The sum, which opens the settings with the budget.
#[component]
pub fn SpentToday() -> impl IntoView {
    let dialog = AppState::of_page().dialog;
    let account = expect_context::<Account>();
    let sum = Memo::new(move |_| account.spent_today());
    view! {
        <Show when=move || sum.get() != MicroDollars::default()>
            <button
                class="ghost spent-today"
                title="Estimated where the provider gives no figure"
                on:click=move |_| dialog.set(Some(Dialog::Settings))
            >
                "Today "
                <b>{move || sum.get().to_string()}</b>
            </button>
        </Show>
    }
}
