//! The cost, and Run.

use leptos::prelude::*;

use crate::services::draft::prices::{self, texts};
use crate::state::AppState;
use crate::ui::edit::parts;
use crate::ui::edit::run_button::RunButton;
use crate::ui::part::Part;

/// The bar below the edit column.
#[component]
pub fn RunBar() -> impl IntoView {
    let state = AppState::of_page();
    let expected = Memo::new(move |_| prices::expected(state, state.draft.offer()));
    let figure = move || {
        let figure = texts::run_figure(&expected.get().estimate);
        let mut letters = figure.chars();
        // It begins a line here.
        letters.next().map(|first| [&first.to_uppercase().to_string(), letters.as_str()].concat())
    };
    let time = move || {
        let expected = expected.get();
        [if expected.is_own_time { "your runs: " } else { "usually " }, &texts::time(&expected)].concat()
    };
    let is_open = RwSignal::new(false);
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
            <RunButton />
        </div>
    }
}
