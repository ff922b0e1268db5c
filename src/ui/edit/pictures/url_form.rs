//! A picture by its URL.

use leptos::html;
use leptos::prelude::*;

use crate::services::shell::on_demand::{OnDemand, Work};

/// The field, which has the focus once it is there, and its button.
#[component]
pub fn UrlForm(
    /// A URL was given.
    on_done: Callback<()>,
) -> impl IntoView {
    let on_demand = expect_context::<OnDemand>();
    let url = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field in sight takes the focus.
            let _ = field.focus();
        }
    });
    let on_submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        on_demand.ask(Work::AddFromUrl(url.get_untracked()));
        url.set(String::new());
        on_done.run(());
    };
    view! {
        <form class="address" on:submit=on_submit>
            <input
                node_ref=field
                type="text"
                inputmode="url"
                dir="auto"
                aria-label="Picture address"
                placeholder="Image URL"
                autocomplete="off"
                autofocus
                prop:value=move || url.get()
                on:input=move |event| url.set(event_target_value(&event))
            />
            <button class="small" type="submit" aria-label="Add from address">"Add"</button>
        </form>
    }
}
