//! A result that Protect could not lay on its original.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::library::Library;

/// Says what that means and what can be done; of one that was scaled in all the same, that it was.
#[component]
pub fn NotAlignable(record: RwSignal<Arc<ResultRecord>>) -> impl IntoView {
    let library = expect_context::<Library>();
    let is_refused = Memo::new(move |_| record.with(|record| record.not_alignable));
    let is_scaled = move || {
        record.with(|record| {
            let shown = record.shown_protected();
            shown.is_some_and(|protected| protected.facts.is_scaled)
        })
    };
    let on_again = move |_| library.toggle_protected(&record.get_untracked());
    let on_scale = move |_| library.scale_in(&record.get_untracked());
    view! {
        <Show when=move || is_refused.get()>
            <div class="card__state" role="status">
                <p>
                    "Couldn’t protect the rest: the AI redrew or moved the whole picture. Shown as it came back."
                </p>
                <button class="link" on:click=on_scale>"Scale into the mask"</button>
                <button class="link" on:click=on_again>"Align again"</button>
            </div>
        </Show>
        <Show when=is_scaled>
            <p class="card__note">"Scaled into the mask without being aligned. The edge may show."</p>
        </Show>
    }
}
