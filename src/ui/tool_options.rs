//! The options of the tool in hand.

use leptos::prelude::*;

use crate::state::AppState;
use crate::state::stage::BRUSH_SIZE_PX;

/// Size and hardness of the brush, on a bar over the picture.
#[component]
pub fn ToolOptions() -> impl IntoView {
    let stage = AppState::of_page().stage;
    // The slider is logarithmic: small brushes need fine steps, large ones do not.
    let (least, most) = (BRUSH_SIZE_PX.0.ln(), BRUSH_SIZE_PX.1.ln());
    let place = move || ((stage.brush_size_px.get().ln() - least) / (most - least) * 1000.0).round();
    let on_size = move |event| {
        if let Ok(place) = event_target_value(&event).parse::<f64>() {
            stage
                .brush_size_px
                .set((least + place / 1000.0 * (most - least)).exp().round());
        }
    };
    let on_hardness = move |event| {
        if let Ok(percent) = event_target_value(&event).parse::<f64>() {
            stage.hardness_percent.set(percent);
        }
    };
    let hint = move || match stage.tool.get() {
        crate::state::PaintTool::Lasso => "Draw round what may change; with Alt it is taken off",
        _ => "Drag over what may change; with Alt it is taken off",
    };
    view! {
        <div class="tool-options">
            <Show
                when=move || stage.tool.get().is_brush()
                fallback=move || view! { <span>{hint}</span> }
            >
                <label>
                    <span>"Size"</span>
                    <input
                        type="range"
                        min="0"
                        max="1000"
                        aria-label="Size"
                        aria-valuetext=move || format!("{} px", stage.brush_size_px.get())
                        style:--share=move || format!("{}%", place() / 10.0)
                        prop:value=move || place().to_string()
                        on:input=on_size
                    />
                    <output>{move || stage.brush_size_px.get()}</output>
                </label>
                <label>
                    <span>"Hardness"</span>
                    <input
                        type="range"
                        min="0"
                        max="100"
                        aria-label="Hardness"
                        aria-valuetext=move || format!("{} %", stage.hardness_percent.get())
                        style:--share=move || format!("{}%", stage.hardness_percent.get())
                        prop:value=move || stage.hardness_percent.get().to_string()
                        on:input=on_hardness
                    />
                    <output>{move || format!("{} %", stage.hardness_percent.get())}</output>
                </label>
            </Show>
        </div>
    }
}
