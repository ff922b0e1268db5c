//! A result over what it was made from, with a line to move.

use leptos::prelude::*;

use crate::services::{Services, result_actions};
use crate::state::{AppState, StageMode};

/// The comparison of one result.
#[component]
pub fn Comparison(
    /// The result's name.
    result_id: String,
) -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let share = RwSignal::new(50.0);
    let before = RwSignal::new(None::<String>);
    let entry = state.results.find(&result_id);
    let close = move |_| state.stage.mode.set(StageMode::Paint);
    let Some(entry) = entry else {
        return view! { <p class="comparison__gone">"This result is no longer here."</p> }.into_any();
    };
    let record = entry.record.clone();
    result_actions::find_before(&services.inner(), record.clone(), before);
    let on_share = move |event| {
        if let Ok(percent) = event_target_value(&event).parse::<f64>() {
            share.set(percent);
        }
    };
    let ratio = if record.size.is_empty() {
        "4 / 3".to_owned()
    } else {
        format!("{} / {}", record.size.width, record.size.height)
    };
    let size = record.size;
    view! {
        <div class="comparison">
            <div
                class="comparison__pictures"
                style:--ratio=ratio
                style:--width=size.width.max(1).to_string()
                style:--height=size.height.max(1).to_string()
                style:--share=move || format!("{}%", share.get())
            >
                <img class="comparison__before" src=move || before.get().unwrap_or_default() alt="Before" />
                <img class="comparison__after" src=entry.address.unwrap_or_default() alt="After" />
                <div class="comparison__line" aria-hidden="true"></div>
                <input
                    type="range"
                    min="0"
                    max="100"
                    step="0.5"
                    aria-label="Before and after"
                    aria-valuetext=move || format!("{:.0} % before", share.get())
                    prop:value=move || share.get().to_string()
                    on:input=on_share
                />
            </div>
            <div class="comparison__bar">
                <span>"Before"</span>
                <button class="small" on:click=close>"Close comparison"</button>
                <span>"After"</span>
            </div>
        </div>
    }
    .into_any()
}
