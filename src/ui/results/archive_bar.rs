//! Exports and imports results, and shows how much space they take.

use leptos::prelude::*;

use crate::services::library::Library;
use crate::state::AppState;

#[component]
pub fn ArchiveBar() -> impl IntoView {
    let state = AppState::of_page();
    let library = expect_context::<Library>();
    let (usage, note) = (RwSignal::new(String::new()), RwSignal::new(""));
    Library::show_storage_note(note);
    Effect::new(move |_| {
        state.results.entries.track();
        Library::show_usage(usage);
    });
    let export = move |_| library.export_listed();
    let import = move |event| library.import_chosen(&event);
    // Of nothing there is nothing to say.
    let is_empty = move || state.results.entries.with(Vec::is_empty);
    view! {
        <div class="result-filter">
            <button
                class="small"
                hidden=is_empty
                title="Download the listed results, with everything they were made from, as a ZIP"
                on:click=export
            >
                "Export"
            </button>
            <label class="small file-button">
                "Import"
                <input
                    class="visually-hidden"
                    type="file"
                    accept=".zip,application/zip"
                    aria-label="Import results"
                    on:change=import
                />
            </label>
        </div>
        <p class="results-panel__empty">
            <span hidden=is_empty>{usage}</span>
            " "
            {note}
        </p>
    }
}
