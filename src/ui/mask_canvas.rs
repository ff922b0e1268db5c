//! The picture with the mask's overlay, where a person paints.

use leptos::html;
use leptos::prelude::*;

use crate::core::geometry::Point;
use crate::services::{Services, painter};
use crate::state::DraftPicture;

/// The painting surface.
#[component]
pub fn MaskCanvas(
    /// The base picture.
    base: DraftPicture,
) -> impl IntoView {
    let services = Services::of_page();
    let host = NodeRef::<html::Div>::new();
    let photo = NodeRef::<html::Img>::new();
    let ring = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        if let (Some(host), Some(photo), Some(ring), Some(canvas)) =
            (host.get(), photo.get(), ring.get(), canvas.get())
        {
            painter::attach(&services.inner(), &host, &photo, &ring, &canvas);
        }
    });
    on_cleanup(move || services.inner().painter.detach());

    let with = move |call: fn(&painter::Painter, &leptos::ev::PointerEvent)| {
        move |event: leptos::ev::PointerEvent| call(&services.inner().painter, &event)
    };
    let on_down = with(painter::Painter::pointer_down);
    let on_move = with(painter::Painter::pointer_move);
    let on_up = with(painter::Painter::pointer_up);
    let on_wheel = move |event: leptos::ev::WheelEvent| {
        event.prevent_default();
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        let delta = if event.delta_mode() == 0 {
            event.delta_y()
        } else {
            event.delta_y() * 33.0
        };
        services.inner().painter.wheel(point, delta, event.alt_key());
    };
    view! {
        <div
            node_ref=host
            class="mask-canvas"
            role="application"
            aria-label="Mask canvas"
            aria-describedby="mask-facts"
            tabindex="0"
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=move |_| services.inner().painter.abort()
            on:pointerleave=move |_| services.inner().painter.pointer_left()
            on:wheel=on_wheel
            on:contextmenu=|event| event.prevent_default()
        >
            <img node_ref=photo class="mask-canvas__photo" src=base.address alt="" draggable="false" decoding="async" />
            <canvas node_ref=canvas class="mask-canvas__overlay" aria-hidden="true"></canvas>
            <div node_ref=ring class="mask-canvas__ring" aria-hidden="true"></div>
        </div>
    }
}
