//! One canvas of a comparison.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::{html, svg};

use crate::core::markup::Markup;
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
    /// The marks that are shown over it.
    marks: Signal<Option<Arc<Markup>>>,
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
            {move || marks.get().map(|markup| view! { <Marks viewer markup /> })}
            <figcaption aria-hidden="true">{name}</figcaption>
        </figure>
    }
}

/// The marks over a canvas.
#[component]
fn Marks(viewer: Viewer, markup: Arc<Markup>) -> impl IntoView {
    let layer = NodeRef::<svg::Svg>::new();
    Effect::new(move |_| {
        if let Some(layer) = layer.get() {
            viewer.show_marks(&layer, &markup);
        }
    });
    view! {
        <svg node_ref=layer class="marks" role="img" aria-label="Your marks"></svg>
    }
}
