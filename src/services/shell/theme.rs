//! Light or dark: follows the system until the person chooses.

use leptos::prelude::*;

use crate::browser::dom;
use crate::browser::preferences::{self, Lifetime};
use crate::state::Theme;

const NAME: &str = "theme";

/// Restores what an earlier visit chose.
pub fn restore(theme: RwSignal<Theme>) {
    let stored = match preferences::read(NAME, Lifetime::Device).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    };
    apply(theme, stored);
}

/// Switches between light and dark; back to the system where that is the same.
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
    let name = match chosen {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    };
    match name {
        Some(name) => drop(preferences::write(NAME, name, Lifetime::Device)),
        None => preferences::remove(NAME, Lifetime::Device),
    }
    dom::set_theme(name);
    theme.set(chosen);
}
