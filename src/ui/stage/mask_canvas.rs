//! The picture with the mask's overlay, where a person paints.

use leptos::html;
use leptos::prelude::*;

use crate::core::geometry::Point;
use crate::services::painter::{input, keys, photo};
use crate::services::{Services, painter};
use crate::state::DraftPicture;

/// The painting surface.
#[component]
pub fn MaskCanvas(
    /// The base picture.
    base: DraftPicture,
) -> impl IntoView {
    let services = Services::of_page();
    let first_address = photo::first_address(&base);
    let meanwhile = photo::address_meanwhile(&base).map(|address| format!("url({address})"));
    let host = NodeRef::<html::Div>::new();
    let photo = NodeRef::<html::Img>::new();
    let ring = NodeRef::<html::Div>::new();
    let cross = NodeRef::<html::Div>::new();
    let outline = NodeRef::<leptos::svg::G>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    Effect::new(move |_| {
        if let (Some(host), Some(photo), Some(ring), Some(cross), Some(outline), Some(canvas)) =
            (host.get(), photo.get(), ring.get(), cross.get(), outline.get(), canvas.get())
        {
            painter::attach(&services.inner(), &host, &photo, &ring, &cross, &outline, &canvas);
            photo::show(&services.inner(), &base);
        }
    });
    on_cleanup(move || services.inner().painter.detach());

    let on_down = move |event: leptos::ev::PointerEvent| input::pointer_down(&services.inner(), &event);
    let on_move = move |event: leptos::ev::PointerEvent| services.inner().painter.pointer_move(&event);
    let on_up = move |event: leptos::ev::PointerEvent| input::pointer_up(&services.inner(), &event);
    let on_focus = move |event: leptos::ev::FocusEvent| keys::focused(&services.inner(), &event);
    let on_wheel = move |event: leptos::ev::WheelEvent| {
        event.prevent_default();
        let point = Point::new(f64::from(event.client_x()), f64::from(event.client_y()));
        // Lines instead of pixels, in some browsers.
        let unit = if event.delta_mode() == 0 { 1.0 } else { 33.0 };
        services.inner().painter.wheel(
            point,
            event.delta_x() * unit,
            event.delta_y() * unit,
            event.alt_key(),
            event.ctrl_key() || event.meta_key(),
        );
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
            on:focus=on_focus
            on:blur=move |_| services.inner().painter.hide_cross()
            on:wheel=on_wheel
            on:contextmenu=|event| event.prevent_default()
        >
            <img
                node_ref=photo
                class="mask-canvas__photo"
                style:background-image=meanwhile
                src=first_address
                alt=""
                draggable="false"
                decoding="async"
            />
            <canvas node_ref=canvas class="mask-canvas__overlay" aria-hidden="true"></canvas>
            <svg class="mask-canvas__outline" aria-hidden="true">
                <g node_ref=outline>
                    <path />
                    <path />
                </g>
            </svg>
            <div node_ref=cross class="mask-canvas__cross" aria-hidden="true"></div>
            <div node_ref=ring class="mask-canvas__ring" aria-hidden="true"></div>
        </div>
    }
}
