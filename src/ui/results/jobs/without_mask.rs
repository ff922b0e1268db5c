//! A way on for addresses that fail with masks.

use leptos::prelude::*;

use crate::core::job::{FailureKind, JobRecord, JobState, Unknown};
use crate::services::runs::Runs;

/// Offers to run an edit again without its mask, where the server failed one that had one.
#[component]
pub(crate) fn WithoutMask(
    /// The run.
    record: JobRecord,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let request = record.request;
    let has_server_failed = match &record.state {
        JobState::Failed { failure, .. } | JobState::Unknown(Unknown { cause: failure, .. }) => {
            failure.kind == FailureKind::Server
        }
        _ => false,
    };
    let takes_other_models = request.engine.capabilities().takes_other_models;
    let is_offered = has_server_failed && takes_other_models && request.sent_mask().is_some();
    is_offered.then(|| {
        view! {
            <button
                title="Some servers fail with masks. The result is put back into your picture through the mask."
                on:click=move |_| runs.run_without_mask(request.clone())
            >
                "Run without the mask, then protect"
            </button>
        }
    })
}
