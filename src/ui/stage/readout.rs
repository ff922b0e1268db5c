//! The line below the picture: zoom, where the pointer is, what the mask covers, how all of it is shown.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::markup::texts::facts as markup_facts;
use crate::services::painter::{POSITION_ID, Painter, texts};
use crate::services::viewing::view_preferences;
use crate::state::stage::{MASK_ALONE, OVERLAY};
use crate::state::{AppState, Dialog, Layer};

/// The line.
#[component]
pub fn Readout(
    /// The result that is shown in the base picture's place.
    shown: Memo<Option<Arc<ResultRecord>>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let stage = state.stage;
    let painter = expect_context::<Painter>();
    Effect::new(move |before: Option<usize>| {
        let now = stage.dropped_steps.get();
        if before.is_some_and(|before| now > before) {
            state.notices.info(texts::STEPS_DROPPED);
        }
        now
    });
    let is_result = move || shown.with(Option::is_some);
    view! {
        <div class="readout">
            <div class="readout__zoom">
                <button aria-label="Zoom out" title="Zoom out (Ctrl -)" on:click=move |_| painter.zoom_by(0.8)>"−"</button>
                <button
                    aria-label="Fit"
                    title="Show the whole picture (Ctrl 0)"
                    on:click=move |_| painter.fit()
                >
                    {move || format!("{} %", stage.zoom_percent.get())}
                </button>
                <button aria-label="Zoom in" title="Zoom in (Ctrl +)" on:click=move |_| painter.zoom_by(1.25)>"+"</button>
            </div>
            <span id="mask-facts" role="status" class:visually-hidden=is_result>
                {move || match stage.layer.get() {
                    Layer::Mask => texts::mask_facts(&stage.facts.get()),
                    Layer::Markup => stage.markup.with(|facts| markup_facts(facts.counts, stage.facts.get().size)),
                }}
            </span>
            <Show when=is_result>
                <span>"Mask hidden"</span>
                <button class="link" on:click=move |_| stage.show_mask()>
                    "Show the mask"
                </button>
            </Show>
            <span id=POSITION_ID class="readout__position" aria-hidden="true"></span>
            <ViewOptions />
            <button
                class="readout__keys"
                title="All keys (?)"
                on:click=move |_| state.dialog.set(Some(Dialog::Keys))
            >
                "Keys"
            </button>
        </div>
    }
}

/// How mask and picture are shown, and what scrolling, pen and fingers do.
#[component]
fn ViewOptions() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    view_preferences::keep(stage);
    Effect::new(move |_| {
        stage.overlay_colour.track();
        stage.overlay_percent.track();
        stage.mask_view.track();
        painter.use_overlay();
    });
    Effect::new(move |before: Option<bool>| {
        let enlarges = stage.enlarges_small.get();
        if before.is_some_and(|before| before != enlarges) {
            painter.fit();
        }
        enlarges
    });
    let switches = [
        ("Enlarge small pictures", stage.enlarges_small),
        ("Scroll to pan", stage.wheel_pans),
        ("Pen pressure sets the size", stage.pressure_sizes),
        ("Pan with fingers, draw with pen", stage.touch_pans),
        ("Export masks as transparency", stage.is_export_transparent),
    ];
    let switches = switches.map(|(name, value)| {
        let on_change = move |event| value.set(event_target_checked(&event));
        view! {
            <label>
                <input type="checkbox" prop:checked=move || value.get() on:change=on_change />
                <span>{name}</span>
            </label>
        }
    });
    let menu = NodeRef::<leptos::html::Details>::new();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if let Some(menu) = menu.get_untracked().filter(|menu| event.key() == "Escape" && menu.open()) {
            menu.set_open(false);
            event.stop_propagation();
        }
    };
    let on_alone =
        move |event| stage.mask_view.set(if event_target_checked(&event) { MASK_ALONE } else { OVERLAY });
    let on_colour = move |event| stage.overlay_colour.set(event_target_value(&event));
    view! {
        <details class="view-options" node_ref=menu on:keydown=on_key>
            <summary>"View"</summary>
            <div class="view-options__panel">
                <label>
                    <input
                        type="color"
                        aria-label="Colour of the mask"
                        prop:value=move || stage.overlay_colour.get()
                        on:input=on_colour
                    />
                    <span>"Colour of the mask"</span>
                </label>
                <crate::ui::widgets::slider::Slider name="Opacity" unit="%" value=stage.overlay_percent limits=(0.0, 100.0) />
                <label>
                    <input
                        type="checkbox"
                        prop:checked=move || stage.mask_view.get() == MASK_ALONE
                        on:change=on_alone
                    />
                    <span>"Show the mask alone"</span>
                </label>
                {switches.into_iter().collect_view()}
            </div>
        </details>
    }
}
