//! The right column: current runs, then results, newest first.

use leptos::prelude::*;

use crate::services::{SETTLED_AFTER_MILLIS, sleep, spawn};
use crate::state::AppState;
use crate::ui::part::Part;
use crate::ui::parts;

#[component]
pub fn ResultsPanel() -> impl IntoView {
    let state = AppState::of_page();
    let is_empty = move || state.results.entries.with(Vec::is_empty) && !state.jobs.has_unfinished();
    let has_undo = move || state.results.deleted.with(|deleted| !deleted.is_empty());
    // Shown with its part, which a first visit fetches once the page has settled.
    let is_settled = RwSignal::new(false);
    spawn(async move {
        sleep(SETTLED_AFTER_MILLIS).await;
        is_settled.try_set(true);
    });
    view! {
        <section class="results-panel" aria-label="Results" data-scrolls="">
            <h2>
                <span>"Results"</span>
                <span class="count">
                    {move || match state.results.entries.with(Vec::len) {
                        0 => String::new(),
                        count => count.to_string(),
                    }}
                </span>
            </h2>
            <Show when=move || state.storage_trouble.get().is_some()>
                <p class="storage-trouble" role="alert">
                    {move || state.storage_trouble.get().unwrap_or_default()}
                </p>
            </Show>
            <Show when=move || is_settled.get() || has_undo() || !is_empty()>
                <Part fetch=parts::run_list />
            </Show>
            <Show when=is_empty>
                <p class="results-panel__empty">"Your results appear here and stay on this device."</p>
            </Show>
        </section>
    }
}
