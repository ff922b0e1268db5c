//! How the markup goes to the chosen model, and what of mask and markup where only one can.

use leptos::prelude::*;

use crate::core::request::{BothDrawn, MarkupWay};
use crate::state::AppState;
use crate::ui::widgets::switch::Switch;

/// The ways of [`BothDrawn`] with their names and what they do.
const BOTH: [(BothDrawn, &str, &str); 3] = [
    (BothDrawn::MaskInMarkup, "Both", "The mask\u{2019}s edge is drawn into the markup."),
    (BothDrawn::Markup, "Markup", "The mask is not sent. It still protects the rest of your photo."),
    (BothDrawn::Mask, "Mask", "The markup is not sent."),
];

/// Beside the prompt, once something is drawn.
#[component]
pub fn MarkupSending() -> impl IntoView {
    let state = AppState::of_page();
    let (draft, stage) = (state.draft, state.stage);
    let way = Memo::new(move |_| MarkupWay::of(stage.drawn(), &draft.settings.get(), draft.offer()));
    let is_remote = move || draft.capabilities().is_remote;
    let has_layer = move || draft.offer().has_markup();
    let both = Memo::new(move |_| draft.settings.get().both_drawn);
    let is_choice = move || {
        let settings = draft.settings.get();
        has_layer() && stage.drawn().has_mask && settings.send_markup && settings.send_mask
    };
    let said = move || match way.get() {
        MarkupWay::Nowhere if !is_remote() => {
            "Local fill ignores your marks. Choose an AI engine to use them."
        }
        MarkupWay::Nowhere => "Your marks are not sent.",
        MarkupWay::Layer => {
            "Your marks go to the model as a separate layer. They are not part of the result."
        }
        MarkupWay::Picture => {
            "This model has no field for markup, so a copy of picture 1 with your marks goes along, and the prompt says \
             what it is."
        }
    };
    let radio = move |(one, name, line)| {
        view! {
            <label class="segments__one" title=line>
                <input
                    type="radio"
                    name="both-drawn"
                    prop:checked=move || both.get() == one
                    on:change=move |_| draft.settings.update(|settings| settings.both_drawn = one)
                />
                <span>{name}</span>
            </label>
        }
    };
    let line = move || BOTH.iter().find(|(one, ..)| *one == both.get()).map(|(_, _, line)| *line);
    view! {
        <div class="markup-sending">
            <Show when=is_remote>
                <Switch
                    name="Send markup"
                    is_on=Signal::derive(move || draft.settings.get().send_markup)
                    on_switch=move |is_on| draft.settings.update(|settings| settings.send_markup = is_on)
                />
            </Show>
            <p class="hint">{said}</p>
            <Show when=is_choice>
                <div class="choice">
                    <span aria-hidden="true">"This model takes mask or markup"</span>
                    <div class="segments" role="radiogroup" aria-label="Mask or markup">
                        {BOTH.map(radio).collect_view()}
                    </div>
                </div>
                <p class="hint">{line}</p>
            </Show>
        </div>
    }
}
