//! What a sample for a paid engine would cost with the present settings.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::draft::prices;
use crate::services::draft::prices::texts::run_figure;
use crate::state::AppState;

#[component]
pub fn SamplePrice() -> impl IntoView {
    let (state, draft) = (AppState::of_page(), expect_context::<Draft>());
    move || {
        let estimate = prices::expected(state, draft.describing_offer()).estimate;
        [&run_figure(&estimate), " with an AI key"].concat()
    }
}
