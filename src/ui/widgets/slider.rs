//! A slider with its name before it and its value behind.

use leptos::prelude::*;

/// Places of the slider: fine enough for a thousand sizes.
const PLACES: f64 = 1000.0;

#[component]
pub fn Slider(
    name: &'static str,
    /// What its value counts, such as `px`.
    unit: &'static str,
    /// What it sets, in whole numbers.
    value: RwSignal<f64>,
    /// Least and most.
    limits: (f64, f64),
    /// Small values get as much room as large ones.
    #[prop(default = false)]
    is_logarithmic: bool,
) -> impl IntoView {
    let (least, most) = limits;
    let place = move || {
        let share = if is_logarithmic {
            (value.get() / least).ln() / (most / least).ln()
        } else {
            (value.get() - least) / (most - least)
        };
        (share * PLACES).round()
    };
    let on_input = move |event| {
        if let Ok(place) = event_target_value(&event).parse::<f64>() {
            let share = place / PLACES;
            value.set(if is_logarithmic {
                (least * (most / least).powf(share)).round()
            } else {
                (least + share * (most - least)).round()
            });
        }
    };
    let text = move || format!("{} {unit}", value.get()).trim_end().to_owned();
    view! {
        <label class="slider">
            <span>{name}</span>
            <input
                type="range"
                min="0"
                max=PLACES
                step=if is_logarithmic { 1.0 } else { PLACES / (most - least) }
                aria-label=name
                aria-valuetext=text
                style:--share=move || format!("{}%", place() / 10.0)
                prop:value=move || place().to_string()
                on:input=on_input
            />
            <output>{text}</output>
        </label>
    }
}
