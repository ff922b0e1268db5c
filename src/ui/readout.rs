//! The line below the picture.

use leptos::prelude::*;

use crate::services::Services;
use crate::state::AppState;

/// Zoom, what the mask covers, and the keys to remember.
#[component]
pub fn Readout() -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let zoom = move |factor: f64| services.inner().painter.zoom_by(factor);
    view! {
        <div class="readout">
            <div class="readout__zoom">
                <button aria-label="Zoom out" title="Zoom out (Ctrl -)" on:click=move |_| zoom(0.8)>"−"</button>
                <button
                    aria-label="Fit"
                    title="Show the whole picture (Ctrl 0)"
                    on:click=move |_| services.inner().painter.fit()
                >
                    {move || format!("{:.0} %", state.stage.zoom_percent.get())}
                </button>
                <button aria-label="Zoom in" title="Zoom in (Ctrl +)" on:click=move |_| zoom(1.25)>"+"</button>
            </div>
            <span id="mask-facts" role="status">{move || state.stage.facts.get().text()}</span>
            <span class="readout__keys" aria-hidden="true">"B brush · E eraser · [ ] size · Space drag · wheel zoom"</span>
        </div>
    }
}
