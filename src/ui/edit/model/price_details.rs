//! What the price on Run is made of.

use leptos::prelude::*;

use crate::core::own_runs::Expected;
use crate::services::draft::prices::texts;

/// A line for each part, and what else is to be said.
#[component]
pub fn PriceDetails(expected: Memo<Expected>) -> impl IntoView {
    let details = move || {
        let (lines, notes) = texts::lines(&expected.get());
        let lines = lines.into_iter().map(|(what, amount)| {
            view! {
                <dt>{what}</dt>
                <dd>{amount}</dd>
            }
        });
        let notes = notes.into_iter().map(|note| view! { <p class="hint">{note}</p> });
        view! {
            <dl class="price__lines">{lines.collect_view()}</dl>
            {notes.collect_view()}
        }
    };
    view! { <div class="price__details">{details}</div> }
}
