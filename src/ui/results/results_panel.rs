//! The right column: current runs, then results, newest first.

use leptos::prelude::*;

use crate::services::{SETTLED_AFTER_MILLIS, sleep, spawn};
use crate::state::AppState;
use crate::ui::parts;
use crate::ui::parts::Part;

fn earlier_text(count: usize) -> String {
    match count {
        1 => "1 earlier failed run".to_owned(),
        count => [&count.to_string(), " earlier failed runs"].concat(),
    }
}

#[component]
pub fn ResultsPanel() -> impl IntoView {
    let state = AppState::of_page();
    let shown = move || state.jobs.shown();
    let is_empty = move || state.results.entries.with(Vec::is_empty) && state.jobs.shown().is_empty();
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
            <Show when=move || state.results.deleted.with(|deleted| !deleted.is_empty())>
                <Part fetch=parts::undo_delete />
            </Show>
            <ul class="cards" aria-label="Jobs">
                <For each=shown key=|entry| entry.id.clone() let(entry)>
                    <li>
                        <Part fetch=move || parts::job_card(entry.clone()) />
                    </li>
                </For>
            </ul>
            <Show when=move || !state.jobs.old_failures().is_empty()>
                <details class="old-failures">
                    <summary>{move || earlier_text(state.jobs.old_failures().len())}</summary>
                    <ul class="cards" aria-label="Earlier failed runs">
                        <For each=move || state.jobs.old_failures() key=|entry| entry.id.clone() let(entry)>
                            <li>
                                <Part fetch=move || parts::job_card(entry.clone()) />
                            </li>
                        </For>
                    </ul>
                </details>
            </Show>
            <Show when=move || state.results.entries.with(|entries| !entries.is_empty())>
                <Part fetch=parts::result_list />
            </Show>
            <Show when=move || is_settled.get()>
                <Part fetch=parts::archive_bar />
            </Show>
            <Show when=is_empty>
                <p class="results-panel__empty">"Your results appear here and stay on this device."</p>
            </Show>
        </section>
    }
}
