//! A modal dialog: the browser's own, with its focus trap and Esc.

use leptos::html;
use leptos::prelude::*;

use crate::state::{AppState, Dialog};
use crate::ui::widgets::icons::{Icon, Symbol};

/// A dialog that is open while the stores say so.
#[component]
pub fn Modal(dialog: Dialog, #[prop(into)] name: Signal<&'static str>, children: Children) -> impl IntoView {
    let state = AppState::of_page();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_wanted = state.dialog.get() == Some(dialog);
        if let Some(element) = element.get() {
            if is_wanted && !element.open() {
                // Refused only for an element that is not in the document.
                let _ = element.show_modal();
            } else if !is_wanted && element.open() {
                element.close();
            }
        }
    });
    let closed = move |_| {
        if state.dialog.get_untracked() == Some(dialog) {
            state.dialog.set(None);
        }
    };
    view! {
        <dialog node_ref=element class="modal" aria-label=move || name.get() on:close=closed>
            <header class="modal__head">
                <h2>{move || name.get()}</h2>
                <button aria-label="Close" on:click=move |_| state.dialog.set(None)>
                    <Icon symbol=Symbol::Close />
                </button>
            </header>
            <div class="modal__body" tabindex="0">{children()}</div>
        </dialog>
    }
}
