//! The centre: the picture and its mask, a comparison, or the empty page's welcome.

pub mod compare;
mod empty_stage;
pub mod markup;
mod mask_canvas;
mod mask_toolbar;
pub mod painting;
mod readout;
mod result;
pub mod sample_price;
mod tool_options;
pub mod view_head;

use leptos::prelude::*;

use crate::state::{AppState, Layer, StageMode};
use crate::ui::part::Part;
use crate::ui::parts;
use crate::ui::stage::empty_stage::EmptyStage;

/// What the stage shows.
#[derive(Clone, PartialEq)]
enum Shown {
    Welcome,
    Painting,
    Comparison(String, Option<String>),
    Gallery,
    Tree,
}

/// The stage.
#[component]
pub fn Stage() -> impl IntoView {
    let state = AppState::of_page();
    let base = Memo::new(move |_| state.draft.base());
    let shown = Memo::new(move |_| match state.stage.mode.get() {
        StageMode::Compare { result_id, against } => Shown::Comparison(result_id, against),
        StageMode::Gallery => Shown::Gallery,
        StageMode::Tree => Shown::Tree,
        StageMode::Paint if base.with(Option::is_none) => Shown::Welcome,
        StageMode::Paint => Shown::Painting,
    });
    let has_markup = Memo::new(move |was: Option<&bool>| {
        let is_drawn = state.stage.markup.with(|facts| !facts.is_empty());
        was.is_some_and(|was| *was) || is_drawn || state.stage.layer.get() == Layer::Markup
    });
    let content = move || match shown.get() {
        Shown::Welcome => view! { <EmptyStage /> }.into_any(),
        Shown::Painting => view! {
            <Part fetch=move || parts::painting(base) />
            // Fetched once something is drawn, or is to be.
            <Show when=move || has_markup.get()>
                <Part fetch=parts::markup_layer />
            </Show>
        }
        .into_any(),
        Shown::Comparison(result_id, against) => {
            view! { <Part fetch=move || parts::comparison(result_id.clone(), against.clone()) /> }.into_any()
        }
        Shown::Gallery => view! { <Part fetch=parts::gallery /> }.into_any(),
        Shown::Tree => view! { <Part fetch=parts::version_tree /> }.into_any(),
    };
    view! { <main class="stage">
        <section class="stage__section" aria-label="Stage">
            {content}
        </section>
    </main> }
}
