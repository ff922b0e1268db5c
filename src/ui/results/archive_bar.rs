//! Exports and imports results, and tells what they take on this device.

use leptos::prelude::*;

use crate::services::Services;
use crate::services::library::{archives, records};
use crate::state::AppState;

/// The line below the results.
#[component]
pub fn ArchiveBar() -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let usage = RwSignal::new(String::new());
    Effect::new(move |_| {
        state.results.entries.track();
        records::tell_usage(usage);
    });
    let export = move |_| archives::export_listed(&services.inner());
    let import = move |event| archives::import(&services.inner(), archives::chosen(&event));
    view! {
        <div class="result-filter">
            <button
                class="small"
                title="The results listed, with everything they were made from, as one ZIP"
                disabled=move || state.results.entries.with(Vec::is_empty)
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
        <p class="results-panel__empty">{usage}</p>
    }
}
