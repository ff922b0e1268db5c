//! The request that Run would send, behind a fold.

use leptos::prelude::*;

use crate::ui::edit::parts;
use crate::ui::part::Part;

#[component]
pub fn RequestView() -> impl IntoView {
    let is_open = RwSignal::new(false);
    view! {
        <details class="request" on:toggle=move |_| is_open.update(|is_open| *is_open = !*is_open)>
            <summary>"Request"</summary>
            // Written only while it is seen.
            {move || is_open.get().then(|| view! { <Part fetch=parts::request_text /> })}
        </details>
    }
}
