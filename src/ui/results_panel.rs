//! The right column: runs under way, then what was made, newest first.

use leptos::prelude::*;

use super::parts::{self, Part};
use crate::services::{SETTLED_AFTER_MILLIS, sleep, spawn};
use crate::state::AppState;

/// Results put into the page at once; more come when the list is scrolled to its end.
const AT_ONCE: usize = 24;

/// The results column.
#[component]
pub fn ResultsPanel() -> impl IntoView {
    let state = AppState::of_page();
    let shown = move || state.jobs.shown();
    let is_empty = move || state.results.entries.with(Vec::is_empty) && state.jobs.shown().is_empty();
    let limit = RwSignal::new(AT_ONCE);
    let listed = Memo::new_with_compare(move |_| state.results.listed(), |_, _| true);
    let in_page = move || {
        let mut listed = listed.get();
        listed.truncate(limit.get());
        listed
    };
    let more = move || {
        let left = listed.with(Vec::len).saturating_sub(limit.get());
        (left > 0).then_some(left)
    };
    // Shown with its part, which a first visit fetches once the page has settled.
    let is_settled = RwSignal::new(false);
    spawn(async move {
        sleep(SETTLED_AFTER_MILLIS).await;
        is_settled.try_set(true);
    });
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
            <Show when=move || state.results.deleted.with(Option::is_some)>
                <Part fetch=parts::undo_delete />
            </Show>
            <ul class="cards" aria-label="Jobs">
                <For each=shown key=|entry| entry.id.clone() let(entry)>
                    <li>
                        <Part fetch=move || parts::job_card(entry.clone()) />
                    </li>
                </For>
            </ul>
            <Show when=move || state.results.entries.with(|entries| entries.len() > 1)>
                <Part fetch=parts::result_filter />
            </Show>
            <ul class="cards" aria-label="Results">
                <For each=in_page key=|entry| entry.id.clone() let(entry)>
                    <li>
                        <Part fetch=move || parts::result_card(entry.clone()) />
                    </li>
                </For>
            </ul>
            {move || more().map(|left| view! {
                <button class="small" on:click=move |_| limit.update(|limit| *limit += AT_ONCE)>
                    "Show more ("{left}")"
                </button>
            })}
            <Show when=move || is_settled.get()>
                <Part fetch=parts::archive_bar />
            </Show>
            <Show when=is_empty>
                <p class="results-panel__empty">"What you make appears here and stays on this device."</p>
            </Show>
        </section>
    }
}
