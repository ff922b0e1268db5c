//! The picture with the mask's overlay, where a person paints.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::core::geometry::Point;
use crate::core::lineage::ResultRecord;
use crate::services::painter::{CANVAS_ID, Painter, photo};
use crate::state::{AppState, DraftPicture};
use crate::ui::stage::result::result_layer::ResultLayer;
use crate::ui::widgets::lengths::px;

/// The painting surface.
#[component]
pub fn MaskCanvas(
    /// The base picture.
    base: DraftPicture,
    /// The result that is shown in its place.
    shown: Memo<Option<Arc<ResultRecord>>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let drawn = RwSignal::new(None::<String>);
    let is_result = move || {
        let drawn = drawn.get();
        shown.with(|shown| shown.as_ref().is_some_and(|record| drawn.as_ref() == Some(&record.id)))
    };
    let blob = base.picture.blob.clone();
    let is_waiting = Memo::new(move |_| {
        state.jobs.entries.with(|entries| {
            entries.iter().any(|entry| {
                entry.record.with(|record| {
                    let made_from = record.request.pictures.first();
                    record.state.is_running() && made_from.is_some_and(|base| base.blob == blob)
                })
            })
        })
    });
    // What a result of another shape would not hold, before it is asked for.
    let size = base.picture.size;
    let crop = Memo::new(move |_| {
        let is_asked = shown.with(Option::is_none) && state.draft.region.get().is_none();
        let frame = state.draft.settings.get().size;
        state.draft.offer().crop_of(frame, size).filter(|_| is_asked)
    });
    let cut_off = move || {
        crop.get().map(|crop| {
            let [left, top, width, height] =
                [crop.left, crop.top, crop.width(), crop.height()].map(|side| px(f64::from(side)));
            view! {
                <div
                    class="mask-canvas__crop"
                    style:left=left
                    style:top=top
                    style:width=width
                    style:height=height
                ></div>
            }
        })
    };
    let painter = expect_context::<Painter>();
    let first_url = photo::first_url(&base);
    let meanwhile = photo::url_meanwhile(&base).map(|url| format!("url({url})"));
    let host = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(host) = host.get() {
            painter.attach(&host);
            painter.show_photo(&base);
        }
    });
    on_cleanup(move || painter.detach());
    let on_wheel = move |event: leptos::ev::WheelEvent| {
        event.prevent_default();
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        // Lines instead of pixels, in some browsers.
        let unit = if event.delta_mode() == 0 { 1.0 } else { 33.0 };
        let is_ctrl = event.ctrl_key() || event.meta_key();
        painter.wheel(point, event.delta_x() * unit, event.delta_y() * unit, event.alt_key(), is_ctrl);
    };
    view! {
        <div
            node_ref=host
            id=CANVAS_ID
            class="mask-canvas"
            data-result=move || is_result().to_string()
            data-before=move || state.stage.is_before_held.get().to_string()
            data-waiting=move || is_waiting.get().to_string()
            role="application"
            aria-label="Mask canvas"
            aria-describedby="mask-facts"
            tabindex="0"
            on:pointerdown=move |event| painter.pointer_down(&event)
            on:pointermove=move |event| painter.pointer_move(&event)
            on:pointerup=move |event| painter.pointer_up(&event)
            on:pointercancel=move |event| painter.pointer_cancelled(&event)
            on:pointerleave=move |_| painter.pointer_left()
            on:focus=move |event| painter.focused(&event)
            on:blur=move |_| painter.hide_cross()
            on:wheel=on_wheel
            on:contextmenu=|event| event.prevent_default()
        >
            <img
                class="mask-canvas__photo"
                style:background-size=meanwhile.is_some().then_some("100% 100%")
                style:background-image=meanwhile
                src=first_url
                alt=""
                draggable="false"
                decoding="async"
            />
            <div class="mask-canvas__result" aria-hidden="true">
                <ResultLayer shown drawn />
                {cut_off}
            </div>
            <canvas class="mask-canvas__overlay" aria-hidden="true"></canvas>
            <svg class="marks" aria-hidden="true"></svg>
            <svg class="mask-canvas__outline" aria-hidden="true">
                <g>
                    <path />
                    <path />
                </g>
                <g class="mask-canvas__selected">
                    <path />
                    <path />
                    <path class="mask-canvas__preview" />
                </g>
            </svg>
            <div class="mask-canvas__cross" aria-hidden="true"></div>
            <div class="mask-canvas__ring" aria-hidden="true"></div>
        </div>
        <Show when=move || crop.with(Option::is_some)>
            <p class="frame-note">"The result has another shape. What is shaded may be cut off."</p>
        </Show>
    }
}
