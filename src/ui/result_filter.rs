//! Which results are listed: by words of the prompt, marked ones, and in which order.

use leptos::prelude::*;

use crate::state::{AppState, ResultFilter};

/// The bar above the results.
#[component]
pub fn ResultFilterBar() -> impl IntoView {
    let results = AppState::of_page().results;
    let is_marked = move || results.filter.get() == ResultFilter::Favourites;
    let toggle_marked = move |_| {
        results.filter.set(if is_marked() {
            ResultFilter::All
        } else {
            ResultFilter::Favourites
        });
    };
    view! {
        <div class="result-filter" role="search">
            <input
                type="search"
                aria-label="Search results"
                placeholder="Search prompts"
                prop:value=move || results.search.get()
                on:input=move |event| results.search.set(event_target_value(&event))
            />
            <button
                class="small"
                aria-label="Favourites only"
                title="Favourites only"
                aria-pressed=move || is_marked().to_string()
                on:click=toggle_marked
            >
                "★"
            </button>
            <button
                class="small"
                aria-pressed=move || results.is_oldest_first.get().to_string()
                on:click=move |_| results.is_oldest_first.update(|is| *is = !*is)
            >
                "Oldest first"
            </button>
        </div>
    }
}
