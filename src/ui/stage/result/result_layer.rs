//! The picture of a finished run, where the base picture lies.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::library::Library;
use crate::ui::widgets::lengths::px;

/// The picture that is shown of a result, in the base picture's frame.
#[component]
pub(crate) fn ResultLayer(
    /// The result; `None` = the base picture is shown.
    shown: Memo<Option<Arc<ResultRecord>>>,
    /// The name of the result whose picture the browser has drawn.
    drawn: RwSignal<Option<String>>,
) -> impl IntoView {
    let library = expect_context::<Library>();
    let url = RwSignal::new(None::<String>);
    Effect::new(move |_| match shown.get() {
        Some(record) => library.find_picture(&record, url),
        None => url.set(None),
    });
    let place = move |index: usize| {
        shown.with(|shown| {
            let place = shown.as_ref().map(|record| record.place())?;
            place.get(index).copied().map(px)
        })
    };
    let on_load = move |_| drawn.set(shown.with_untracked(|shown| shown.as_ref().map(|one| one.id.clone())));
    move || {
        url.get().map(|url| {
            view! {
                <img
                    class="mask-canvas__made"
                    src=url
                    alt=""
                    draggable="false"
                    style:left=move || place(0)
                    style:top=move || place(1)
                    style:width=move || place(2)
                    style:height=move || place(3)
                    on:load=on_load
                />
            }
        })
    }
}
