//! Run, with its price; where the engine's key is missing, the way to add it.

use leptos::prelude::*;

use crate::services::draft::prices::{self, texts};
use crate::services::draft::uses_command_key;
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::services::shell::shortcuts::is_double_click;
use crate::state::{AppState, Dialog};

/// The button.
#[component]
pub fn RunButton() -> impl IntoView {
    let state = AppState::of_page();
    let on_demand = expect_context::<OnDemand>();
    let expected = Memo::new(move |_| prices::expected(state, state.draft.offer()));
    let is_ready = Memo::new(move |_| state.account.is_ready(state.draft.engine.get()));
    let text = move || {
        if is_ready.get() {
            ["Run · ", &texts::run_figure(&expected.get().estimate)].concat()
        } else {
            ["Add ", state.draft.capabilities().label, " key"].concat()
        }
    };
    let keys = if uses_command_key() { "⌘ ↵" } else { "Ctrl ↵" };
    let on_click = move |event: leptos::ev::MouseEvent| {
        if is_double_click(&event) {
            // One run, as the person meant.
        } else if is_ready.get_untracked() {
            on_demand.ask(Work::Run);
        } else {
            state.dialog.set(Some(Dialog::Settings));
        }
    };
    view! {
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
    }
}
