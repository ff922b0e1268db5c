//! The options of the tool in hand, or what the worker is doing.

use leptos::prelude::*;

use crate::services::painter::work;
use crate::services::{Services, painter};
use crate::state::stage::{BRUSH_SIZE_PX, REACH_PX};
use crate::state::{AppState, PaintTool};
use crate::ui::widgets::slider::Slider;

/// A bar over the picture.
#[component]
pub fn ToolOptions() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let is_working = Memo::new(move |_| stage.work.get().is_some());
    let content = move || {
        match (is_working.get(), stage.tool.get()) {
        (true, _) => view! { <Progress /> }.into_any(),
        (_, PaintTool::Brush | PaintTool::Eraser) => view! {
            <Slider name="Size" unit="px" value=stage.brush_size_px limits=BRUSH_SIZE_PX is_logarithmic=true />
            <Slider name="Hardness" unit="%" value=stage.hardness_percent limits=(0.0, 100.0) />
        }
        .into_any(),
        (_, PaintTool::SelectColour) => view! { <SelectionOptions /> }.into_any(),
        (_, tool) => view! { <span>{tool.hint()}</span> }.into_any(),
    }
    };
    let on_reach = move |event| {
        if let Ok(reach) = event_target_value(&event).parse::<f64>() {
            stage.reach_px.set(reach.round().clamp(REACH_PX.0, REACH_PX.1));
        }
    };
    view! {
        <div id=painter::OPTIONS_ID class="tool-options">
            {content}
            <label class="tool-options__reach" title="How far grow, shrink and feather reach, in picture pixels">
                <span>"Reach"</span>
                <input
                    type="number"
                    min=REACH_PX.0
                    max=REACH_PX.1
                    aria-label="Reach of grow, shrink and feather"
                    prop:value=move || stage.reach_px.get().to_string()
                    on:change=on_reach
                />
            </label>
        </div>
    }
}

/// What the worker is doing, and a way to stop it.
#[component]
fn Progress() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let services = Services::of_page();
    let percent = move || stage.work.get().map_or(0.0, |work| work.percent.round());
    let label = stage.work.get_untracked().map_or("", |work| work.label);
    view! {
        <span role="status">{label}</span>
        <progress max="100" aria-label=label prop:value=percent></progress>
        <button class="small" on:click=move |_| services.inner().painter.cancel_work()>"Cancel"</button>
    }
}

/// Tolerance and reach of a selection by colour; it is seen before it is applied.
#[component]
fn SelectionOptions() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let services = Services::of_page();
    let settings = Memo::new(move |_| (stage.tolerance_percent.get(), stage.is_contiguous.get()));
    Effect::new(move |before: Option<(f64, bool)>| {
        let now = settings.get();
        if before.is_some_and(|before| before != now) {
            work::reselect(&services.inner());
        }
        now
    });
    let on_contiguous = move |event| stage.is_contiguous.set(event_target_checked(&event));
    view! {
        <Slider name="Tolerance" unit="%" value=stage.tolerance_percent limits=(0.0, 100.0) />
        <label>
            <input type="checkbox" prop:checked=move || stage.is_contiguous.get() on:change=on_contiguous />
            <span>"Connected"</span>
        </label>
        <Show
            when=move || stage.has_preview.get()
            fallback=|| view! { <span class="tool-options__hint">"Click a colour"</span> }
        >
            <button class="small" on:click=move |_| services.inner().painter.apply_preview()>"Apply"</button>
            <button class="small" on:click=move |_| services.inner().painter.cancel_preview()>"Cancel"</button>
        </Show>
    }
}
