//! What is known of the version that is chosen in the tree, and what can be done with it.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::services::library::Library;
use crate::services::library::{result_commands, texts};
use crate::services::runs::Runs;
use crate::state::ResultEntry;
use crate::ui::widgets::time_text::duration_text;

#[derive(Clone, Copy)]
enum Act {
    Open,
    Reopen,
    RunAgain,
    Branch,
    Delete,
}

const ACTS: [(Act, &str, &str); 5] = [
    (Act::Open, "Compare", "Next to what it was made from"),
    (Act::Reopen, "Reopen", "With its pictures, mask, prompt and settings"),
    (Act::RunAgain, "Run again", "The same request once more. Your draft stays as it is."),
    (Act::Branch, "Edit further", "Edit this picture"),
    (Act::Delete, "Delete", "Edits made from it stay"),
];

#[component]
pub(crate) fn VersionFacts(
    entry: ResultEntry,
    /// The version that waits for another to be compared with.
    pinned: RwSignal<Option<String>>,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let library = expect_context::<Library>();
    let draft = expect_context::<Draft>();
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
            let record = record.get_untracked();
            match act {
                Act::Open => library.compare(&record),
                Act::Reopen => draft.reopen(&record),
                Act::RunAgain => runs.run_again(record.request.clone()),
                Act::Branch => draft.edit_further(record),
                Act::Delete => library.delete(vec![record]),
            }
        }
    };
    let id = StoredValue::new(entry.id);
    let is_pinned = move || pinned.with(|pinned| pinned.as_ref() == Some(&id.get_value()));
    let pin = move |_| pinned.set((!is_pinned()).then(|| id.get_value()));
    view! {
        <section class="version-facts" aria-label="Chosen version">
            <p class="card__prompt" dir="auto">{result_commands::name_of(&first)}</p>
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
