//! What the model is good for, what it is not, and how to ask.

use leptos::prelude::*;

use crate::state::Dialog;
use crate::ui::widgets::modal::Modal;

/// The help.
#[component]
pub fn HelpDialog() -> impl IntoView {
    view! {
        <Modal dialog=Dialog::Help name="Help">
            <h3>"Two engines"</h3>
            <p>
                <b>"Local fill"</b>
                " is built in and free, and works offline. It removes what you mask by completing it from the rest of the picture, and from the other pictures you add. It does not read the prompt."
            </p>
            <p>
                <b>"ModelRunner"</b>
                " runs gpt-image-2 with your own key. A picture costs about $0.151 and takes about two and a half minutes. You can close the page meanwhile: the job is found again."
            </p>
            <h3>"The model is best for"</h3>
            <ul>
                <li>"putting a subject into another scene"</li>
                <li>"changing words in a picture"</li>
                <li>"adding or removing things"</li>
                <li>"other colours, other styles"</li>
                <li>"bringing several pictures together"</li>
            </ul>
            <h3>"It is not for"</h3>
            <ul>
                <li>"pictures from words alone, without a source"</li>
                <li>"video"</li>
                <li>"just cutting out a background, or just enlarging"</li>
            </ul>
            <h3>"Tips"</h3>
            <ul>
                <li>"Put words that should appear in \"quotes\"."</li>
                <li>"Describe only what should change."</li>
                <li>"Paint a mask to keep the change in one place. The model still redraws the whole picture and may change a little elsewhere."</li>
                <li>"Long or tiny text, and many changes that overlap, often go wrong: make them one after another."</li>
            </ul>
            <h3>"What leaves this browser"</h3>
            <p>
                "With Local fill nothing. With ModelRunner the pictures, without their metadata, the mask, the prompt and your key, to the addresses in Settings and nowhere else."
            </p>
        </Modal>
    }
}
