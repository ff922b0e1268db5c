//! The exact request that Run would send, live.

use leptos::prelude::*;

use crate::services::job_runner;
use crate::state::AppState;

/// The request as JSON.
#[component]
pub fn RequestView() -> impl IntoView {
    let state = AppState::of_page();
    let is_open = RwSignal::new(false);
    // Written only while it is seen.
    let json = move || {
        if is_open.get() {
            job_runner::request_preview(&state)
        } else {
            String::new()
        }
    };
    let target = move || job_runner::request_target(&state);
    view! {
        <details class="request" on:toggle=move |_| is_open.update(|is_open| *is_open = !*is_open)>
            <summary>"Request"</summary>
            <p class="hint">{target}</p>
            <pre class="request__json" role="region" aria-label="Request JSON" tabindex="0">{json}</pre>
            <p class="hint">
                "Addresses in angle brackets stand for files that Run uploads first; metadata and the position data of photographs are taken off them."
            </p>
        </details>
    }
}
