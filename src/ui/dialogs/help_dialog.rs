//! What the model is good for, what it is not, and how to ask.

use leptos::prelude::*;

use crate::core::estimate::{Asked, Estimate};
use crate::core::geometry::Size;
use crate::core::model::EngineId;
use crate::core::request::EditSettings;
use crate::services::draft::prices::texts;
use crate::state::Dialog;
use crate::ui::widgets::modal::Modal;

#[component]
pub fn HelpDialog() -> impl IntoView {
    view! {
        <Modal dialog=Dialog::Help name="Help">
            <h3>"Engines"</h3>
            {EngineId::ALL.map(|engine| view! { <EngineHelp engine /> }).collect_view()}
            <h3>"AI engines are best for"</h3>
            <ul>
                <li>"Putting a subject into another scene"</li>
                <li>"Changing words in a picture"</li>
                <li>"Adding or removing things"</li>
                <li>"Changing colours and styles"</li>
                <li>"Combining several pictures"</li>
            </ul>
            <h3>"They are not for"</h3>
            <ul>
                <li>"Pictures from words alone, without a source"</li>
                <li>"Video"</li>
                <li>"Just cutting out a background, or just enlarging"</li>
            </ul>
            <h3>"Tips"</h3>
            <ul>
                <li>"Put words that should appear in the picture in \"quotes\"."</li>
                <li>"Describe only what should change."</li>
                <li>"Paint over the area that should change. AI engines redraw the whole picture; Protect puts everything else back."</li>
                <li>"Long or tiny text, and many overlapping changes, often go wrong. Make them one after another."</li>
            </ul>
            <h3>"What leaves this browser"</h3>
            <p>
                "Local fill: nothing. An AI engine: your pictures without location and camera data, the mask, the prompt and your key. They go to the addresses in Settings and nowhere else."
            </p>
        </Modal>
    }
}

/// What a square picture of a megapixel costs with the default model and its usual settings; `None` = nothing.
fn price_of(engine: EngineId) -> Option<String> {
    let offer = engine.offer("");
    let settings = EditSettings::default_for(offer).sent(offer, None, None);
    let asked = Asked { settings, pictures: vec![Size::new(1024, 1024)], text_tokens: 0, partials: 0 };
    let estimate = Estimate::of(offer, &asked);
    (estimate != Estimate::Free).then(|| texts::run_figure(&estimate))
}

/// One engine, and what a picture costs with its usual settings.
#[component]
fn EngineHelp(engine: EngineId) -> impl IntoView {
    let capabilities = engine.capabilities();
    let text = match price_of(engine) {
        None => {
            " is free and works offline. It ignores text: it removes what you paint over and fills in the \
                 background, also from the other pictures you add."
                .to_owned()
        }
        Some(price) => format!(
            " edits by your description, with your own key. A picture costs {price}. You can close the page \
             meanwhile: the run is found again."
        ),
    };
    view! {
        <p>
            <b>{capabilities.label}</b>
            {text}
        </p>
    }
}
