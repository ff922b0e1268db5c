//! On or off, with its name beside it.

use leptos::prelude::*;

/// A switch of a form.
#[component]
pub fn Switch(
    name: &'static str,
    /// What it does, for whom the name does not say it.
    #[prop(optional)]
    title: Option<&'static str>,
    #[prop(into)] is_on: Signal<bool>,
    on_switch: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="switch" title=title>
            <input
                type="checkbox"
                role="switch"
                prop:checked=move || is_on.get()
                on:change=move |event| on_switch(event_target_checked(&event))
            />
            <span>{name}</span>
        </label>
    }
}
