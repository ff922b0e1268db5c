//! The centre: the picture and its mask, a comparison, or the empty page's welcome.

use leptos::prelude::*;

use super::empty_stage::EmptyStage;
use super::parts::{self, Part};
use crate::services::Services;
use crate::state::{AppState, StageMode};

/// The stage.
#[component]
pub fn Stage() -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    let base = Memo::new(move |_| state.draft.base());
    Effect::new(move |_| {
        let painter = &services.inner().painter;
        painter.activate(base.get().map(|base| (base.key, base.picture.size)));
        let keys: Vec<u64> = state
            .draft
            .pictures
            .with(|pictures| pictures.iter().map(|p| p.key).collect());
        painter.retain(&keys);
    });
    let content = move || match (state.stage.mode.get(), base.get()) {
        (StageMode::Compare { result_id }, _) => {
            view! { <Part fetch=parts::comparison(result_id) /> }.into_any()
        }
        (StageMode::Paint, None) => view! { <EmptyStage /> }.into_any(),
        (StageMode::Paint, Some(base)) => view! {
            <Part fetch=parts::painter(base) />
        }
        .into_any(),
    };
    view! { <main class="stage">
        <section class="stage__section" aria-label="Stage">
            {content}
        </section>
    </main> }
}
