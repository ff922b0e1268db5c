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
        link.get().map(|link| {
            view! {
                <p class="card__note">
                    "This picture is not saved yet: its server blocks web pages from copying it. "
                    <a href=link target="_blank" rel="noopener noreferrer">
                        "Open and save it"
                    </a>
                    " before the provider deletes it. "
                    <button class="link" on:click=on_again>
                        "Try again"
                    </button>
                </p>
            }
        })
    }
}
