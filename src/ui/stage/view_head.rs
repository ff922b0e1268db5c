//! What stands above a view of all results.

use leptos::prelude::*;

use crate::services::shell::views;
use crate::state::AppState;
use crate::ui::results::undo_delete::UndoDelete;
use crate::ui::widgets::icons::{Icon, Symbol};

/// The title, what can be done, and the way back to the picture.
#[component]
pub(crate) fn ViewHead(
    /// What is seen.
    #[prop(into)]
    title: Signal<String>,
    /// The name of the button that closes the view.
    close: &'static str,
    /// What can be done.
    children: Children,
) -> impl IntoView {
    let state = AppState::of_page();
    view! {
        <div class="view-head">
            <h2 aria-live="polite">{move || title.get()}</h2>
            {children()}
            <span class="card__space"></span>
            <button
                class="small icon-button"
                aria-label=close
                title=close
                on:click=move |_| views::close_view(state)
            >
                <Icon symbol=Symbol::Close />
            </button>
            <Show when=move || state.results.entries.with(Vec::is_empty)>
                <p class="view-head__none">"What you make appears here and stays on this device."</p>
            </Show>
            // Seen where the results are not beside the view.
            <Show when=move || state.results.deleted.with(|deleted| !deleted.is_empty())>
                <UndoDelete />
            </Show>
        </div>
    }
}
