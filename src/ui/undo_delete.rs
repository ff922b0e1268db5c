//! A result was deleted: for a while it can be brought back.

use leptos::prelude::*;

use crate::services::{Services, result_actions};

/// The line above the results.
#[component]
pub fn UndoDelete() -> impl IntoView {
    let services = Services::of_page();
    let undo = move |_| result_actions::undo_delete(&services.inner());
    view! {
        <p class="results-panel__undo" role="status">
            "Result deleted "
            <button class="small" on:click=undo>
                "Undo delete"
            </button>
        </p>
    }
}
