//! What is known of the version that is chosen in the tree, and what can be done with it.

use leptos::prelude::*;

use crate::services::Services;
use crate::services::draft::pictures;
use crate::services::library::{result_actions, texts};
use crate::services::runs::Runs;
use crate::state::ResultEntry;
use crate::ui::widgets::time_text::duration_text;

/// What a button does.
#[derive(Clone, Copy)]
enum Act {
    Open,
    Reopen,
    RunAgain,
    Branch,
    Delete,
}

const ACTS: [(Act, &str, &str); 5] = [
    (Act::Open, "Compare", "Beside what it was made from"),
    (Act::Reopen, "Reopen", "Its pictures, mask, prompt and settings as they were"),
    (Act::RunAgain, "Run again", "The same request once more; the draft stays as it is"),
    (Act::Branch, "Branch", "Edit this picture further"),
    (Act::Delete, "Delete", "What was made from it stays"),
];

/// The bar below the tree.
#[component]
pub(crate) fn VersionFacts(
    /// The result.
    entry: ResultEntry,
    /// The version that waits for another to be compared with.
    pinned: RwSignal<Option<String>>,
) -> impl IntoView {
    let services = Services::of_page();
    let record = entry.record;
    let first = record.get_untracked();
    let facts = [
        first.request.engine.capabilities().label,
        " · ",
        &duration_text(first.took_millis),
        " · ",
        &texts::cost(first.cost),
        " · ",
        &first.shown_size().to_string(),
        " px",
        if first.request.mask.is_some() { " · with a mask" } else { "" },
        match first.request.pictures.len() {
            0 | 1 => "",
            _ => " · from several pictures",
        },
        if first.request.region.is_some() { " · at full detail" } else { "" },
    ]
    .concat();
    let act = move |act: Act| {
        move |_| {
            let (inner, record) = (services.inner(), record.get_untracked());
            match act {
                Act::Open => result_actions::compare(&inner, &record),
                Act::Reopen => result_actions::reopen(&inner, (*record).clone()),
                Act::RunAgain => Runs::of_page().run_again(record.request.clone()),
                Act::Branch => pictures::use_result_as_base(&inner, record),
                Act::Delete => result_actions::delete(&inner, vec![record]),
            }
        }
    };
    let id = StoredValue::new(entry.id);
    let is_pinned = move || pinned.with(|pinned| pinned.as_ref() == Some(&id.get_value()));
    let pin = move |_| pinned.set((!is_pinned()).then(|| id.get_value()));
    view! {
        <section class="version-facts" aria-label="Chosen version">
            <p class="card__prompt">{result_actions::name_of(&first)}</p>
            <p class="hint">{facts}</p>
            <div class="version-facts__acts">
                {ACTS
                    .map(|(one, name, title)| {
                        view! { <button class="small" title=title on:click=act(one)>{name}</button> }
                    })
                    .collect_view()}
                <button class="small" aria-pressed=move || is_pinned().to_string() on:click=pin>
                    "Compare with…"
                </button>
            </div>
        </section>
    }
}
