//! How a person wants the stage to look and to answer, kept on the device.

use leptos::prelude::*;

use crate::browser::preferences::{self, Lifetime};
use crate::core::mask::view::Palette;
use crate::state::StageState;

const NAME: &str = "view";

/// Takes what was kept. From then on changes are kept, until the calling component is gone.
pub fn keep(stage: StageState) {
    if let Some(kept) = preferences::read(NAME, Lifetime::Device) {
        restore(stage, &kept);
    }
    Effect::new(move |before: Option<String>| {
        let now = text_of(stage);
        if before.is_some_and(|before| before != now) {
            preferences::write(NAME, &now, Lifetime::Device);
        }
        now
    });
}

fn switches(stage: StageState) -> [RwSignal<bool>; 4] {
    [stage.wheel_pans, stage.pressure_sizes, stage.is_export_transparent, stage.enlarges_small]
}

/// The overlay's colour and opacity, and a digit for each switch: `#d81e5b 52 0101`.
fn text_of(stage: StageState) -> String {
    let mut text = stage.overlay_colour.get();
    text.push(' ');
    text.push_str(&(stage.overlay_percent.get() as u8).to_string());
    text.push(' ');
    text.extend(switches(stage).map(|switch| if switch.get() { '1' } else { '0' }));
    text
}

/// Another's text, or a damaged one, sets what can be read of it.
fn restore(stage: StageState, kept: &str) {
    let mut words = kept.split(' ');
    if let Some(colour) = words.next().filter(|word| Palette::colour_of(word).is_some()) {
        stage.overlay_colour.set(colour.to_owned());
    }
    if let Some(percent) = words.next().and_then(|word| word.parse::<u8>().ok()) {
        stage.overlay_percent.set(f64::from(percent.min(100)));
    }
    for (switch, digit) in switches(stage).into_iter().zip(words.next().unwrap_or_default().chars()) {
        switch.set(digit == '1');
    }
}
