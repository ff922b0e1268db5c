//! What there is to say of the result that is shown on the stage.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::library::{result_commands, texts};
use crate::state::AppState;

/// That it is ready, which of its run it is, what it left untouched, and the way back to the mask.
#[component]
pub(crate) fn ResultNote(
    /// The result.
    shown: Memo<Option<Arc<ResultRecord>>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let which = move || {
        shown.with(|shown| {
            let record = shown.as_ref()?;
            let count = state.results.of_job(&record.job_id).len();
            (count > 1)
                .then(|| [" ", &result_commands::letter_of(record), " of ", &count.to_string(), "."].concat())
        })
    };
    let truth = move || shown.with(|shown| texts::untouched(shown.as_ref()?));
    view! {
        <p class="result-note" role="status">
            <b>"Your picture is ready."</b>
            {which}
            " "
            <span class="good">{truth}</span>
        </p>
    }
}
