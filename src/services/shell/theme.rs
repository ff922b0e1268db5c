//! Light or dark: follows the system until the person chooses.

use leptos::prelude::*;

use crate::browser::dom;
use crate::browser::preferences::{self, Lifetime};
use crate::state::Theme;

const NAME: &str = "theme";

/// Takes up what an earlier visit chose.
pub fn restore(theme: RwSignal<Theme>) {
    let kept = match preferences::read(NAME, Lifetime::Device).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    apply(theme, kept);
}

/// Chooses the other one than what is shown; back to the system when that is the same.
pub fn switch(theme: RwSignal<Theme>) {
    let is_dark = match theme.get_untracked() {
        Theme::System => dom::prefers_dark(),
        Theme::Light => false,
        Theme::Dark => true,
    };
    let chosen = match (is_dark, dom::prefers_dark()) {
        (true, true) => Theme::Light,
        (false, false) => Theme::Dark,
        _ => Theme::System,
    };
    apply(theme, chosen);
}

fn apply(theme: RwSignal<Theme>, chosen: Theme) {
    let word = match chosen {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    match word {
        Some(word) => drop(preferences::write(NAME, word, Lifetime::Device)),
        None => preferences::remove(NAME, Lifetime::Device),
    }
    dom::set_theme(word);
    theme.set(chosen);
}
