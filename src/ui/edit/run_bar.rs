//! The cost, Run and Reset.

use leptos::prelude::*;

use crate::services::draft::prices::{self, texts};
use crate::services::draft::{Draft, uses_command_key};
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::state::{AppState, Dialog};
use crate::ui::parts;
use crate::ui::parts::Part;

/// The bar below the edit column. Where the engine's key is missing, Run's place offers to add it.
#[component]
pub fn RunBar() -> impl IntoView {
    let state = AppState::of_page();
    let on_demand = expect_context::<OnDemand>();
    let draft = expect_context::<Draft>();
    let expected = Memo::new(move |_| prices::expected(state, state.draft.offer()));
    let figure = move || texts::run_figure(&expected.get().estimate);
    let time = move || {
        let expected = expected.get();
        [if expected.is_own_time { "your runs: " } else { "usually " }, &texts::time(&expected)].concat()
    };
    let is_open = RwSignal::new(false);
    let is_ready = Memo::new(move |_| state.account.is_ready(state.draft.engine.get()));
    let text = move || {
        if is_ready.get() {
            ["Run · ", &figure()].concat()
        } else {
            ["Add ", state.draft.capabilities().label, " key"].concat()
        }
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
            <details class="price" on:toggle=move |_| is_open.update(|is_open| *is_open = !*is_open)>
                <summary id="estimate">
                    <b>{figure}</b>
                    " "
                    <span>{time}</span>
                </summary>
                {move || is_open.get().then(|| view! { <Part fetch=move || parts::price_details(expected) /> })}
            </details>
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
