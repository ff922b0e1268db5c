//! The exact request that Run would send, live, and as code.

use leptos::prelude::*;

use crate::services::draft::request_preview::{self, Language};
use crate::services::{Services, account};

/// The request as JSON, where it goes, and buttons that copy it as code.
#[component]
pub fn RequestText() -> impl IntoView {
    let services = Services::of_page();
    let json =
        move || serde_json::to_string_pretty(&request_preview::fields(&services.inner())).unwrap_or_default();
    let target = move || request_preview::target(&services.inner());
    let copy = move |language| {
        let inner = services.inner();
        account::copy_text(&inner, untrack(|| request_preview::code(&inner, language)));
    };
    view! {
        <p class="hint">{target}</p>
        <pre class="request__json" role="region" aria-label="Request JSON" tabindex="0">{json}</pre>
        <p class="hint">
            "Addresses in angle brackets stand for files that Run uploads first; metadata and the position data of photographs are taken off them."
        </p>
        <div class="modal__buttons">
            {Language::ALL
                .map(|language| {
                    view! {
                        <button class="small" on:click=move |_| copy(language)>{label(language)}</button>
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
