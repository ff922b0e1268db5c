//! Has a run deleted at its provider.

use leptos::prelude::*;

use crate::core::model::EngineId;
use crate::services::runs::{Deletion, Runs};

/// The button that asks and deletes; the mark afterwards. Nothing where the provider has no such thing.
#[component]
pub fn ProviderDeletion(
    #[prop(into)] job_id: String,
    engine: EngineId,
    /// The provider's name of the request, when known.
    request_id: Option<String>,
    #[prop(into)] is_deleted: Signal<bool>,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let capabilities = engine.capabilities();
    let deletion = request_id.filter(|_| capabilities.has_deletion).map(|request_id| Deletion {
        job_id,
        engine,
        request_id,
    });
    deletion.map(|deletion| {
        let deletion = StoredValue::new(deletion);
        let on_click = move |_| runs.delete_at_provider(deletion.get_value());
        view! {
            <p class="card__note">
                {move || {
                    if is_deleted.get() {
                        ["Deleted at ", capabilities.label, "."].concat().into_any()
                    } else {
                        view! {
                            <button class="link" on:click=on_click>
                                "Delete at the provider"
                            </button>
                        }
                        .into_any()
                    }
                }}
            </p>
        }
    })
}
