//! Pictures larger than the model makes use of: offered to be sent reduced, never done silently.

use leptos::prelude::*;

use crate::state::{AppState, DraftPicture};
use crate::ui::widgets::switch::Switch;

/// The note with the numbers, and the switch.
#[component]
pub fn ReduceOffer() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let note = move || {
        let capabilities = draft.capabilities();
        let limit = capabilities.useful_side_px;
        let sentence_of = |(index, picture): (usize, &DraftPicture)| {
            let size = picture.picture.size;
            let sent = size.fitted(limit);
            (size != sent).then(|| {
                let number = index + 1;
                format!("Picture {number} is {size} px. Reduced it would be {sent} px. ")
            })
        };
        let mut text: Vec<String> =
            draft.pictures.with(|pictures| pictures.iter().enumerate().filter_map(sentence_of).collect());
        text.push(format!(
            "The model uses at most {limit} px per side, and a smaller file uploads faster. Your originals stay as \
             they are."
        ));
        text.concat()
    };
    view! {
        <div class="offer" role="group" aria-label="Large pictures">
            <p class="hint">{note}</p>
            <Switch
                name="Send large pictures reduced"
                is_on=Signal::derive(move || draft.settings.get().reduce)
                on_switch=move |is_on| draft.settings.update(|settings| settings.reduce = is_on)
            />
        </div>
    }
}
