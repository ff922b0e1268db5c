//! Grow, shrink or feather the mask by a number of pixels, seen while it is chosen.

use leptos::html;
use leptos::prelude::*;

use super::progress::Progress;
use crate::services::painter::Painter;
use crate::services::shell::views;
use crate::state::AppState;
use crate::state::stage::{EdgeChange, REACH_PX};
use crate::ui::widgets::slider::Slider;

/// The number inside its sentence, in place of the tool's options.
#[component]
pub(super) fn EdgeBar(
    change: EdgeChange,
    /// The worker is at work.
    is_working: Memo<bool>,
    /// It takes a while.
    is_slow: RwSignal<bool>,
) -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    Effect::new(move |before: Option<f64>| {
        let reach_px = stage.reach_px.get();
        if before.is_some_and(|before| (before - reach_px).abs() > 0.0) {
            painter.reselect();
        }
        reach_px
    });
    // When a result, say, takes the bar's place, what was seen of the mask is what it is.
    on_cleanup(move || painter.apply_edge());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        // On a touch screen its keyboard would hide what is shown.
        if let Some(field) = field.get().filter(|_| !views::has_coarse_pointer()) {
            // A field in sight takes the focus.
            let _ = field.focus();
            field.select();
        }
    });
    let on_typed = move |event| {
        if let Ok(reach) = event_target_value(&event).parse::<f64>() {
            stage.reach_px.set(reach.round().clamp(REACH_PX.0, REACH_PX.1));
        }
    };
    let apply = move || {
        painter.apply_edge();
        views::focus_picture();
    };
    let cancel = move || {
        painter.cancel_command();
        painter.cancel_preview();
        views::focus_picture();
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            event.stop_propagation();
            apply();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            cancel();
        }
        _ => (),
    };
    let name = match change {
        EdgeChange::Grow => "Grow mask by",
        EdgeChange::Shrink => "Shrink mask by",
        EdgeChange::Feather => "Feather mask by",
    };
    view! {
        <div class="edge-bar" role="group" aria-label=name on:keydown=on_key>
            <label>
                <span>{name}</span>
                <input
                    node_ref=field
                    type="number"
                    inputmode="numeric"
                    min=REACH_PX.0
                    max=REACH_PX.1
                    aria-label=[name, ", in pixels"].concat()
                    prop:value=move || stage.reach_px.get().to_string()
                    on:input=on_typed
                />
                <span>"px"</span>
            </label>
            <Slider name="Reach" unit="px" value=stage.reach_px limits=REACH_PX is_logarithmic=true />
            {move || is_working.get().then(|| view! { <Progress is_slow /> })}
            <button class="small small--firm" on:click=move |_| apply()>"Apply"</button>
            <button class="small" on:click=move |_| cancel()>"Cancel"</button>
        </div>
    }
}
