//! The exact request that Run would send, live.

use leptos::prelude::*;

use crate::services::job_runner;
use crate::state::AppState;

/// The request as JSON, and where it goes.
#[component]
pub fn RequestText() -> impl IntoView {
    let state = AppState::of_page();
    let json = move || job_runner::request_preview(&state);
    let target = move || job_runner::request_target(&state);
    view! {
        <p class="hint">{target}</p>
        <pre class="request__json" role="region" aria-label="Request JSON" tabindex="0">{json}</pre>
        <p class="hint">
            "Addresses in angle brackets stand for files that Run uploads first; metadata and the position data of photographs are taken off them."
        </p>
    }
}
