//! The right column: runs under way, then what was made, newest first.

use leptos::prelude::*;

use super::parts::{self, Part};
use crate::state::AppState;

/// The results column.
#[component]
pub fn ResultsPanel() -> impl IntoView {
    let state = AppState::of_page();
    let shown = move || state.jobs.shown();
    let is_empty = move || state.results.entries.with(Vec::is_empty) && state.jobs.shown().is_empty();
    view! {
        <section class="results-panel" aria-label="Results">
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
            <ul class="cards" aria-label="Jobs">
                <For each=shown key=|entry| entry.id.clone() let(entry)>
                    <li>
                        <Part fetch=move || parts::job_card(entry.clone()) />
                    </li>
                </For>
            </ul>
            <ul class="cards" aria-label="Results">
                <For each=move || state.results.entries.get() key=|entry| entry.record.id.clone() let(entry)>
                    <li>
                        <Part fetch=move || parts::result_card(entry.clone()) />
                    </li>
                </For>
            </ul>
            <Show when=is_empty>
                <p class="results-panel__empty">"What you make appears here and stays on this device."</p>
            </Show>
        </section>
    }
}
