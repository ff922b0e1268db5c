//! Which layer of the picture is worked on: its mask, or what is drawn over it.

use leptos::prelude::*;

use crate::services::painter::Painter;
use crate::state::{AppState, Layer};

/// The two tabs.
#[component]
pub fn LayerTabs() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let refs = [NodeRef::<leptos::html::Button>::new(), NodeRef::new()];
    let tabs = [("Mask", Layer::Mask), ("Markup", Layer::Markup)];
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if !matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End") {
            return;
        }
        event.prevent_default();
        let (index, layer) =
            if stage.layer.get_untracked() == Layer::Mask { (1, Layer::Markup) } else { (0, Layer::Mask) };
        painter.choose_layer(layer);
        if let Some(tab) = refs.get(index).and_then(|tab| tab.get_untracked()) {
            // Fails only for what is not in the page.
            let _ = tab.focus();
        }
    };
    let tabs = tabs.into_iter().zip(refs).map(|((name, layer), tab)| {
        let is_chosen = move || stage.layer.get() == layer;
        view! {
            <button
                node_ref=tab
                role="tab"
                aria-selected=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| painter.choose_layer(layer)
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="layer-tabs" role="tablist" aria-label="Layer" on:keydown=on_key>
            {tabs.collect_view()}
        </div>
    }
}
