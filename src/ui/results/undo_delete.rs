//! A result was deleted: for a while it can be brought back.

use leptos::prelude::*;

use crate::services::Services;
use crate::services::library::result_actions;
use crate::state::AppState;

/// The line above the results.
#[component]
pub fn UndoDelete(
    /// The page-wide name of its button.
    #[prop(optional)]
    name: Option<&'static str>,
) -> impl IntoView {
    let services = Services::of_page();
    let deleted = AppState::of_page().results.deleted;
    let told = move || match deleted.with(Vec::len) {
        1 => "Result deleted ".to_owned(),
        count => [&count.to_string(), " results deleted "].concat(),
    };
    let undo = move |_| result_actions::undo_delete(&services.inner());
    view! {
        <p class="results-panel__undo" role="status">
            {told}
            <button id=name class="small" on:click=undo>
                "Undo delete"
            </button>
        </p>
    }
}
