//! A result against what it was made from: with a line to move, side by side, or as their difference.
//!
//! Zoom and place are set once for all pictures shown, so they stay linked. The browser draws what is in
//! view; no pixel passes through here.

use leptos::prelude::*;

use crate::services::{Services, result_actions};
use crate::state::{AppState, StageMode};

/// How the two are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Slider,
    SideBySide,
    Difference,
}

const WAYS: [(Way, &str, &str); 3] = [
    (Way::Slider, "Slider", "slider"),
    (Way::SideBySide, "Side by side", "beside"),
    (Way::Difference, "Difference", "difference"),
];

/// The comparison of one result.
#[component]
pub fn Comparison(
    /// The result's name.
    result_id: String,
) -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let way = RwSignal::new(Way::Slider);
    let share = RwSignal::new(50.0);
    let gain = RwSignal::new(4.0);
    let zoom = RwSignal::new(1.0);
    let place = RwSignal::new((0.0, 0.0));
    let is_held = RwSignal::new(false);
    let (before, after) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let entry = state.results.find(&result_id);
    let close = move |_| state.stage.mode.set(StageMode::Paint);
    let Some(entry) = entry else {
        return view! { <p class="comparison__gone">"This result is no longer here."</p> }.into_any();
    };
    let record = entry.record;
    Effect::new(move |_| {
        record.with(|record| {
            let (inner, link) = (services.inner(), record.link.clone());
            let base = record.request.pictures.first().map(|base| base.blob.clone());
            result_actions::find_address(&inner, base, None, before);
            result_actions::find_address(&inner, record.shown_blob().cloned(), link, after);
        });
    });
    let on_number = |signal: RwSignal<f64>| {
        move |event: leptos::ev::Event| {
            if let Ok(number) = event_target_value(&event).parse::<f64>() {
                signal.set(number);
            }
        }
    };
    let size = move || record.with(|record| record.shown_size());
    let zoom_by = move |factor: f64| {
        let next = (zoom.get_untracked() * factor).clamp(1.0, 32.0);
        zoom.set(next);
        if next <= 1.0 {
            place.set((0.0, 0.0));
        }
    };
    let way_word = move || {
        let way = way.get();
        WAYS.iter()
            .find(|(one, ..)| *one == way)
            .map_or("", |(_, _, word)| *word)
    };
    // Holding shows the original alone: the slider's line at the far right, or the result hidden.
    let drawn_share = move || if is_held.get() { 100.0 } else { share.get() };
    let on_wheel = move |event: leptos::ev::WheelEvent| {
        event.prevent_default();
        zoom_by(if event.delta_y() < 0.0 { 1.2 } else { 1.0 / 1.2 });
    };
    let on_move = move |event: leptos::ev::PointerEvent| {
        if event.buttons() & 1 == 1 && way.get_untracked() != Way::Slider {
            place.update(|(x, y)| {
                *x += f64::from(event.movement_x());
                *y += f64::from(event.movement_y());
            });
        }
    };
    let hold = move |is: bool| is_held.set(is);
    view! {
        <div class="comparison">
            <div
                class="comparison__pictures"
                data-way=way_word
                data-held=move || is_held.get().to_string()
                style:--ratio=move || format!("{} / {}", size().width.max(1), size().height.max(1))
                style:--width=move || size().width.max(1).to_string()
                style:--height=move || size().height.max(1).to_string()
                style:--share=move || format!("{}%", drawn_share())
                style:--gain=move || gain.get().to_string()
                style:--zoom=move || zoom.get().to_string()
                style:--x=move || format!("{}px", place.get().0)
                style:--y=move || format!("{}px", place.get().1)
                on:wheel=on_wheel
                on:pointermove=on_move
            >
                <div class="comparison__frame comparison__frame--before">
                    <img class="comparison__before" src=move || before.get().unwrap_or_default() alt="Before" draggable="false" />
                </div>
                <div class="comparison__frame comparison__frame--after">
                    <img class="comparison__after" src=move || after.get().unwrap_or_default() alt="After" draggable="false" />
                </div>
                <Show when=move || way.get() == Way::Slider>
                    <div class="comparison__line" aria-hidden="true"></div>
                    <input
                        type="range"
                        min="0"
                        max="100"
                        step="0.5"
                        aria-label="Before and after"
                        aria-valuetext=move || format!("{:.0} % before", share.get())
                        prop:value=move || share.get().to_string()
                        on:input=on_number(share)
                    />
                </Show>
            </div>
            <div class="comparison__bar">
                <div role="group" aria-label="Comparison" class="comparison__ways">
                    {WAYS
                        .map(|(one, name, _)| {
                            view! {
                                <button
                                    class="small"
                                    aria-pressed=move || (way.get() == one).to_string()
                                    on:click=move |_| way.set(one)
                                >
                                    {name}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <Show when=move || way.get() == Way::Difference>
                    <input
                        type="range"
                        min="1"
                        max="32"
                        aria-label="Gain"
                        prop:value=move || gain.get().to_string()
                        on:input=on_number(gain)
                    />
                </Show>
                <button
                    class="small"
                    aria-pressed=move || is_held.get().to_string()
                    on:pointerdown=move |_| hold(true)
                    on:pointerup=move |_| hold(false)
                    on:pointerleave=move |_| hold(false)
                    on:keydown=move |_| hold(true)
                    on:keyup=move |_| hold(false)
                    on:blur=move |_| hold(false)
                >
                    "Hold to see the original"
                </button>
                <button class="small" aria-label="Zoom out" on:click=move |_| zoom_by(0.5)>"−"</button>
                <button class="small" aria-label="Zoom in" on:click=move |_| zoom_by(2.0)>"+"</button>
                <button class="small" on:click=close>"Close comparison"</button>
            </div>
        </div>
    }
    .into_any()
}
