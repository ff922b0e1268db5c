//! Leptos components: what a person sees. One public component per file.
//!
//! Components read stores and call services; they hold no logic of their own beyond showing and asking.

mod app;
mod dialogs;
mod edit;
mod header;
mod part;
mod parts;
mod results;
mod spent_today;
mod stage;
mod tab_bar;
mod widgets;

use crate::state::AppState;

/// Puts the page into the document. `now_millis` is the time since 1970.
pub fn mount(now_millis: f64) {
    leptos::mount::mount_to_body(move || {
        let state = AppState::new(now_millis);
        app::App(app::AppProps { state })
    });
}
