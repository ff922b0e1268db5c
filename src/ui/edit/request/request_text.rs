//! The exact request that Run would send, live, and as code.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::draft::request_preview::Language;

/// The request as JSON, where it goes, and buttons that copy it as code.
#[component]
pub fn RequestText() -> impl IntoView {
    let draft = expect_context::<Draft>();
    let json = move || serde_json::to_string_pretty(&draft.request_fields()).unwrap_or_default();
    view! {
        <p class="hint">{move || draft.request_target()}</p>
        <pre class="request__json" role="region" aria-label="Request JSON" tabindex="0">{json}</pre>
        <p class="hint">
            "Names in angle brackets stand for files that Run uploads first. Location and camera data are removed before upload."
        </p>
        <div class="modal__buttons">
            {Language::ALL
                .map(|language| {
                    view! {
                        <button class="small" on:click=move |_| draft.copy_request(language)>{label(language)}</button>
                    }
                })
                .collect_view()}
        </div>
    }
}

const fn label(language: Language) -> &'static str {
    match language {
        Language::Curl => "Copy as cURL",
        Language::JavaScript => "Copy as JavaScript",
        Language::Python => "Copy as Python",
    }
}
