//! Runs and results, newest first, and what moves them in and out of the page.

use leptos::prelude::*;

use crate::services::library::result_commands;
use crate::state::AppState;
use crate::ui::results::archive_bar::ArchiveBar;
use crate::ui::results::jobs::job_card::JobCard;
use crate::ui::results::result_list::ResultList;
use crate::ui::results::undo_delete::UndoDelete;

fn earlier_text(count: usize) -> String {
    match count {
        1 => "1 earlier failed run".to_owned(),
        count => [&count.to_string(), " earlier failed runs"].concat(),
    }
}

#[component]
pub fn RunList() -> impl IntoView {
    let state = AppState::of_page();
    let shown = move || state.jobs.shown();
    view! {
        <Show when=move || state.results.deleted.with(|deleted| !deleted.is_empty())>
            <UndoDelete name=result_commands::UNDO_ID />
        </Show>
        <ul class="cards" aria-label="Jobs">
            <For each=shown key=|entry| entry.id.clone() let(entry)>
                <li>
                    <JobCard entry />
                </li>
            </For>
        </ul>
        <Show when=move || !state.jobs.old_failures().is_empty()>
            <details class="old-failures">
                <summary>{move || earlier_text(state.jobs.old_failures().len())}</summary>
                <ul class="cards" aria-label="Earlier failed runs">
                    <For each=move || state.jobs.old_failures() key=|entry| entry.id.clone() let(entry)>
                        <li>
                            <JobCard entry />
                        </li>
                    </For>
                </ul>
            </details>
        </Show>
        <Show when=move || state.results.entries.with(|entries| !entries.is_empty())>
            <ResultList />
        </Show>
        <ArchiveBar />
    }
}
