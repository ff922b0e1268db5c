//! What only some models let one choose: background, complexity, compression.

use leptos::prelude::*;

use crate::core::model::{Background, Complexity};
use crate::core::picture::PictureFormat;
use crate::state::AppState;
use crate::ui::widgets::select::Select;
use crate::ui::widgets::switch::Switch;

/// The choices that the model has.
#[component]
pub fn ModelChoices() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let offer = Memo::new(move |_| OfferChoices::of(draft.offer()));
    let background = Memo::new(move |_| draft.settings.get().background);
    let on_background = Callback::new(move |chosen: String| {
        if let Some(background) = Background::parse(&chosen) {
            draft.settings.update(|settings| settings.choose_background(background));
        }
    });
    let on_complexity = Callback::new(move |chosen: String| {
        if let Some(complexity) = Complexity::parse(&chosen) {
            draft.settings.update(|settings| settings.complexity = complexity);
        }
    });
    let backgrounds = Signal::derive(move || {
        offer.get().backgrounds.iter().map(|one| (one.as_str(), background_label(*one))).collect()
    });
    let complexities = Signal::derive(move || {
        offer.get().complexities.iter().map(|one| (one.as_str(), complexity_label(*one))).collect()
    });
    let complexity = Signal::derive(move || draft.settings.get().complexity.as_str());
    let has_compression =
        move || offer.get().has_compression && draft.settings.get().format != PictureFormat::Png;
    view! {
        <div class="field-row">
            <Show when=move || !offer.get().backgrounds.is_empty()>
                <Select
                    name="Background"
                    options=backgrounds
                    value=Signal::derive(move || background.get().as_str())
                    on_choose=on_background
                />
            </Show>
            <Show when=move || !offer.get().complexities.is_empty()>
                <Select name="Complexity" options=complexities value=complexity on_choose=on_complexity />
            </Show>
        </div>
        <Show when=move || background.get() == Background::Transparent>
            <Switch
                name="Clean up transparent edges"
                title="Makes what is nearly opaque opaque, and clears colours that are left where nothing shows."
                is_on=Signal::derive(move || draft.settings.get().clean_alpha)
                on_switch=move |is_on| draft.settings.update(|settings| settings.clean_alpha = is_on)
            />
        </Show>
        <Show when=has_compression>
            <Compression />
        </Show>
    }
}

/// What of a model this form is drawn from.
#[derive(Clone, Copy, PartialEq)]
struct OfferChoices {
    backgrounds: &'static [Background],
    complexities: &'static [Complexity],
    has_compression: bool,
}

impl OfferChoices {
    const fn of(offer: &crate::core::model::Offer) -> Self {
        Self {
            backgrounds: offer.backgrounds(),
            complexities: offer.complexities(),
            has_compression: offer.has_compression(),
        }
    }
}

/// How good the JPEG or WebP from the provider is.
#[component]
fn Compression() -> impl IntoView {
    let draft = AppState::of_page().draft;
    let percent = Memo::new(move |_| draft.settings.get().compression.unwrap_or(100));
    let text = move || [&percent.get().to_string(), " %"].concat();
    let on_input = move |event| {
        if let Ok(percent) = event_target_value(&event).parse::<u8>() {
            // The best is what providers do by themselves.
            let chosen = Some(percent.min(100)).filter(|percent| *percent < 100);
            draft.settings.update(|settings| settings.compression = chosen);
        }
    };
    view! {
        <label class="field">
            <span>"Compression " <output>{text}</output></span>
            <input
                type="range"
                min="0"
                max="100"
                aria-label="Compression"
                aria-valuetext=text
                title="Less is a smaller file of lower quality."
                style:--share=text
                prop:value=move || percent.get().to_string()
                on:input=on_input
            />
        </label>
    }
}

const fn background_label(background: Background) -> &'static str {
    match background {
        Background::Auto => "Auto",
        Background::Opaque => "Opaque",
        Background::Transparent => "Transparent",
    }
}

const fn complexity_label(complexity: Complexity) -> &'static str {
    match complexity {
        Complexity::Auto => "Auto",
        Complexity::Low => "Low",
        Complexity::Medium => "Medium",
        Complexity::High => "High",
    }
}
