//! A result whose bytes the page may not read.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::runs::Runs;

/// Says so, with the link and another try; nothing once the bytes are here.
#[component]
pub fn UnreadResult(record: RwSignal<Arc<ResultRecord>>) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let link =
        Memo::new(move |_| record.with(|record| record.link.clone().filter(|_| record.blob.is_none())));
    let on_again = move |_| runs.read_again(ResultRecord::clone(&record.get_untracked()));
    move || {
        link.get().map(|link| view! {
            <p class="card__note">
                "The page may show this picture, but not read it (the network, or the host\u{2019}s CORS rules), so it is not kept here. "
                <a href=link target="_blank" rel="noopener noreferrer">
                    "Open it"
                </a>
                " and save it: the provider may remove it. "
                <button class="link" on:click=on_again>
                    "Fetch it again"
                </button>
            </p>
        })
    }
}
