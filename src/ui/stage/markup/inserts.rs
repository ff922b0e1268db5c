//! What the prompt can name by a click: notes by their numbers, pictures by their places.

use leptos::prelude::*;

use crate::services::draft::Draft;
use crate::state::{AppState, DraftPicture};

/// Most pictures that are offered.
const MOST_PICTURES: usize = 16;

/// A row of chips below the prompt.
#[component]
pub fn PromptInserts() -> impl IntoView {
    let state = AppState::of_page();
    let service = expect_context::<Draft>();
    let notes = move || state.stage.markup.with(|facts| facts.notes.clone());
    let pictures = move || {
        let pictures = state.draft.pictures.get();
        // A single one needs no name.
        let is_wanted = pictures.len() > 1;
        let numbered = pictures.into_iter().take(MOST_PICTURES).enumerate();
        numbered.filter(|_| is_wanted).collect::<Vec<(usize, DraftPicture)>>()
    };
    view! {
        <div class="inserts" role="group" aria-label="Insert into the prompt">
            <span aria-hidden="true">"Insert"</span>
            <For each=notes key=|number| *number let(number)>
                <button
                    class="chip"
                    aria-label=format!("Insert note {number}")
                    title="Names this note in the prompt"
                    on:click=move |_| service.insert(&format!("({number})"))
                >
                    <b>{number}</b>
                </button>
            </For>
            <For each=pictures key=|(index, picture)| (*index, picture.key) let((index, picture))>
                <button
                    class="chip"
                    aria-label=format!("Insert picture {}", index + 1)
                    title="Names this picture in the prompt"
                    on:click=move |_| service.insert(&format!("@{}", index + 1))
                >
                    <img src=picture.thumbnail_address.clone() alt="" />
                    {format!("@{}", index + 1)}
                </button>
            </For>
        </div>
    }
}
