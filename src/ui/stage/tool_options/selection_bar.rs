//! What can be done with the object that is marked.

use leptos::prelude::*;

use crate::services::painter::Painter;
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::state::AppState;

/// Stands among the options of a tool that selects objects, so that it never lies over the picture; it keeps its place
/// while nothing is marked, so that nothing moves when an answer comes.
#[component]
pub fn SelectionBar() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let on_demand = expect_context::<OnDemand>();
    let is_empty = Memo::new(move |_| stage.facts.get().covered_px == 0);
    view! {
        <span class="selection-bar">
            <button
                class="small small--firm"
                title="Fill it with its surroundings, by Local fill: free. Paint over its shadow first if that should go, too"
                prop:disabled=move || is_empty.get()
                on:click=move |_| on_demand.ask(Work::RemoveMarked)
            >
                "Remove it"
            </button>
            <button
                class="small"
                title="Follow hair, fur and other fine edges"
                prop:disabled=move || is_empty.get()
                on:click=move |_| painter.refine_edge()
            >
                "Refine edge"
            </button>
        </span>
    }
}
