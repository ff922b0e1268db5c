//! One canvas of a comparison.

use leptos::html;
use leptos::prelude::*;

use crate::services::viewing::{Layer, Viewer};

/// A canvas that the viewer draws on.
#[component]
pub(crate) fn CompareCanvas(
    /// Draws.
    viewer: Viewer,
    /// The accessible name, such as `Before`.
    name: String,
    /// What is drawn.
    layer: Layer,
    /// The original is shown instead.
    is_held: RwSignal<bool>,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let own = StoredValue::new(None::<u32>);
    Effect::new(move |_| {
        if let Some(canvas) = canvas.get() {
            own.set_value(viewer.attach(&canvas, layer));
        }
    });
    on_cleanup(move || {
        if let Some(id) = own.try_get_value().flatten() {
            viewer.detach(id);
        }
    });
    let named = name.clone();
    let label = move || if is_held.get() { "The original".to_owned() } else { named.clone() };
    view! {
        <figure class="comparison__slot">
            <canvas node_ref=canvas role="img" aria-label=label></canvas>
            <figcaption aria-hidden="true">{name}</figcaption>
        </figure>
    }
}
