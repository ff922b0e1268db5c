//! One of a few values in a list that opens, under its name.

use leptos::prelude::*;

/// A value as it is stored, and what a person reads of it.
pub type SelectOption = (&'static str, &'static str);

/// A field of a form.
#[component]
pub fn Select(
    name: &'static str,
    /// All that can be chosen now.
    #[prop(into)]
    options: Signal<Vec<SelectOption>>,
    /// The stored value that is chosen.
    #[prop(into)]
    value: Signal<&'static str>,
    /// Another one was chosen: its stored value.
    on_choose: Callback<String>,
) -> impl IntoView {
    view! {
        <label class="field">
            <span>{name}</span>
            <select on:change=move |event| on_choose.run(event_target_value(&event)) prop:value=move || value.get()>
                {move || {
                    let chosen = value.get_untracked();
                    let options = options.get().into_iter().map(|(value, label)| {
                        view! {
                            <option value=value selected=value == chosen>
                                {label}
                            </option>
                        }
                    });
                    options.collect_view()
                }}
            </select>
        </label>
    }
}
