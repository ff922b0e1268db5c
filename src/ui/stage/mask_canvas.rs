//! The picture with the mask's overlay, where a person paints.

use leptos::html;
use leptos::prelude::*;

use crate::core::geometry::Point;
use crate::services::painter::{Painter, photo};
use crate::state::DraftPicture;

/// The painting surface.
#[component]
pub fn MaskCanvas(
    /// The base picture.
    base: DraftPicture,
) -> impl IntoView {
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
            class="mask-canvas"
            role="application"
            aria-label="Mask canvas"
            aria-describedby="mask-facts"
            tabindex="0"
            on:pointerdown=move |event| painter.pointer_down(&event)
            on:pointermove=move |event| painter.pointer_move(&event)
            on:pointerup=move |event| painter.pointer_up(&event)
            on:pointercancel=move |_| painter.abort()
            on:pointerleave=move |_| painter.pointer_left()
            on:focus=move |event| painter.focused(&event)
            on:blur=move |_| painter.hide_cross()
            on:wheel=on_wheel
            on:contextmenu=|event| event.prevent_default()
        >
            <img
                class="mask-canvas__photo"
                style:background-image=meanwhile
                src=first_url
                alt=""
                draggable="false"
                decoding="async"
            />
            <canvas class="mask-canvas__overlay" aria-hidden="true"></canvas>
            <svg class="mask-canvas__outline" aria-hidden="true">
                <g>
                    <path />
                    <path />
                </g>
            </svg>
            <div class="mask-canvas__cross" aria-hidden="true"></div>
            <div class="mask-canvas__ring" aria-hidden="true"></div>
        </div>
    }
}
