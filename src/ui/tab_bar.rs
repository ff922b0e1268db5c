//! The phone's tabs: one of the three columns at a time.

use leptos::prelude::*;

use crate::state::{AppState, Pane};
use crate::ui::widgets::icons::{Icon, Symbol};

#[component]
pub fn TabBar() -> impl IntoView {
    let state = AppState::of_page();
    let tabs = [
        (Pane::Edit, "Edit", Symbol::Edit),
        (Pane::Stage, "Stage", Symbol::Stage),
        (Pane::Results, "Results", Symbol::Results),
    ];
    view! {
        <div class="tab-bar" role="tablist" aria-label="Parts of the page">
            {tabs
                .map(|(pane, name, symbol)| {
                    view! {
                        <button
                            role="tab"
                            aria-selected=move || (state.pane.get() == pane).to_string()
                            on:click=move |_| state.pane.set(pane)
                        >
                            <Icon symbol />
                            {name}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}
