//! One of a few values: side by side, or in a list that opens.

use leptos::prelude::*;

/// All values side by side, under a name that is seen.
#[component]
pub fn Choice(
    name: &'static str,
    options: &'static [&'static str],
    /// The one that is chosen.
    value: RwSignal<&'static str>,
) -> impl IntoView {
    let radios = options.iter().map(|&option| {
        view! {
            <label class="segments__one">
                <input
                    type="radio"
                    name=name
                    prop:checked=move || value.get() == option
                    on:change=move |_| value.set(option)
                />
                <span>{option}</span>
            </label>
        }
    });
    view! {
        <div class="choice">
            <span aria-hidden="true">{name}</span>
            <div class="segments" role="radiogroup" aria-label=name>{radios.collect_view()}</div>
        </div>
    }
}

/// The value that is chosen; the others show when it is opened.
#[component]
pub fn List(
    name: &'static str,
    options: &'static [&'static str],
    /// The one that is chosen.
    value: RwSignal<&'static str>,
) -> impl IntoView {
    let on_change = move |event| {
        let chosen = event_target_value(&event);
        if let Some(&option) = options.iter().find(|option| **option == chosen) {
            value.set(option);
        }
    };
    view! {
        <label class="choice">
            <span>{name}</span>
            <select aria-label=name on:change=on_change>
                {options
                    .iter()
                    .map(|&option| {
                        view! {
                            <option value=option prop:selected=move || value.get() == option>
                                {option}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
    }
}
