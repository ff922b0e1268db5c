//! A result that Protect could not lay on its original.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::Services;
use crate::services::library::protection;

/// Says so, what it means and what can be done; of one that was scaled in all the same, that it was.
#[component]
pub fn NotAlignable(
    /// The result.
    record: RwSignal<Arc<ResultRecord>>,
) -> impl IntoView {
    let services = Services::of_page();
    let is_refused = Memo::new(move |_| record.with(|record| record.not_alignable));
    let is_scaled = move || {
        record.with(|record| {
            let shown = record.shown_protected();
            shown.is_some_and(|protected| protected.facts.is_scaled)
        })
    };
    let on_again = move |_| protection::toggle(&services.inner(), &record.get_untracked());
    let on_scale = move |_| protection::scale_in(&services.inner(), &record.get_untracked());
    view! {
        <Show when=move || is_refused.get()>
            <div class="card__state" role="status">
                <p>
                    <b>"Not alignable. "</b>
                    "Outside the mask it shows another picture than the original, so nothing of that can be kept exactly. What you see is the result as it came; Use as base goes on from it."
                </p>
                <button class="link" on:click=on_scale>"Scale into the mask"</button>
                <button class="link" on:click=on_again>"Align again"</button>
            </div>
        </Show>
        <Show when=is_scaled>
            <p class="card__note">"Scaled into the mask without being aligned: it may not fit at the seam."</p>
        </Show>
    }
}
