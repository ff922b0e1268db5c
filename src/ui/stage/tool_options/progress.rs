//! What the worker does to the mask, and how far it is.

use leptos::prelude::*;

use crate::state::AppState;

/// What the worker is doing; seen once it takes a while.
#[component]
pub(super) fn Progress(is_slow: RwSignal<bool>) -> impl IntoView {
    let stage = AppState::of_page().stage;
    let percent = move || stage.work.get().map_or(0.0, |work| work.percent.round());
    let label = stage.work.get_untracked().map_or("", |work| work.label);
    view! {
        <span class="tool-options__work" data-slow=move || is_slow.get().to_string()>
            <span role="status">{label}</span>
            <progress max="100" aria-label=label prop:value=percent></progress>
        </span>
    }
}
