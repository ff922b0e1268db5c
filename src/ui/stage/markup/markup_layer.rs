//! The markup's part of the stage: fetched when something is drawn, or is to be.

use leptos::prelude::*;

use crate::services::markup;
use crate::services::painter::Painter;
use crate::state::{AppState, Layer};
use crate::ui::stage::markup::markup_options::MarkupOptions;
use crate::ui::stage::markup::markup_toolbar::MarkupToolbar;

/// Shows the marks from now on, and the tools while they are worked on.
#[component]
pub fn MarkupLayer() -> impl IntoView {
    let stage = AppState::of_page().stage;
    markup::install(expect_context::<Painter>());
    let is_drawing = Memo::new(move |_| stage.layer.get() == Layer::Markup);
    let is_result = Memo::new(move |_| stage.result.with(Option::is_some));
    view! {
        <Show when=move || is_drawing.get()>
            <Show when=move || !is_result.get()>
                <MarkupOptions />
            </Show>
            <MarkupToolbar />
        </Show>
    }
}
