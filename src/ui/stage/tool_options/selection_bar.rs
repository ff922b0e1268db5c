//! What can be done with the object that is marked, beside it.

use leptos::prelude::*;

use crate::services::painter::tools::{self, Role};
use crate::services::painter::{Painter, SELECTION_BAR_ID};
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::state::AppState;

/// A bar below what is marked, while a tool is in hand that selects objects.
#[component]
pub fn SelectionBar() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let on_demand = expect_context::<OnDemand>();
    let is_shown = Memo::new(move |_| {
        tools::named(stage.tool.get()).role != Role::Paints && stage.facts.get().covered_px > 0
    });
    // It has its place once it is in the page.
    Effect::new(move |_| {
        if is_shown.get() {
            painter.place_bar();
        }
    });
    view! {
        <Show when=move || is_shown.get()>
            <div id=SELECTION_BAR_ID class="selection-bar">
                <button
                    class="small small--firm"
                    title="Fill it with its surroundings, by Local fill: free. Paint over its shadow first if that should go, too"
                    on:click=move |_| on_demand.ask(Work::RemoveMarked)
                >
                    "Remove it"
                </button>
                <button
                    class="small"
                    title="Follow hair, fur and other fine edges"
                    on:click=move |_| painter.refine_edge()
                >
                    "Refine edge"
                </button>
            </div>
        </Show>
    }
}
