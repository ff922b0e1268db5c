//! A result was deleted: for a while it can be brought back.

use leptos::prelude::*;

use crate::services::library::Library;
use crate::state::AppState;

#[component]
pub fn UndoDelete(
    /// The page-wide name of its button.
    #[prop(optional)]
    name: Option<&'static str>,
) -> impl IntoView {
    let library = expect_context::<Library>();
    let deleted = AppState::of_page().results.deleted;
    let text = move || match deleted.with(Vec::len) {
        1 => "Result deleted. ".to_owned(),
        count => [&count.to_string(), " results deleted. "].concat(),
    };
    let undo = move |_| library.undo_delete();
    view! {
        <p class="results-panel__undo" role="status">
            {text}
            <button id=name class="small" on:click=undo>
                "Undo delete"
            </button>
        </p>
    }
}
