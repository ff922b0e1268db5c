//! Run's key, drops and pastes, on the whole page.

use leptos::prelude::*;

use crate::browser::dom::{self, Listener};
use crate::browser::page_events as web;
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::services::shell::views::close_view;
use crate::state::{AppState, StageMode};

pub use crate::browser::dom::is_typing;
pub use crate::browser::page_events::is_double_click;

pub fn listen(state: AppState, on_demand: OnDemand) -> Vec<Listener> {
    let Some(window) = dom::window_target() else {
        return Vec::new();
    };
    let is_dropping = state.stage.is_dropping;
    vec![
        // No button is pressed again and again by a key that is held down: the question that the first press opened would
        // be answered by the second.
        Listener::capturing(&window, "keydown", |event| {
            if web::is_on_button(&event) {
                web::stop_repeat(&event);
            }
        }),
        Listener::on(&window, "keydown", move |event| {
            let Some(key) = web::key(&event) else { return };
            if key.is_command && key.key == "Enter" {
                event.prevent_default();
                // A run may be paid: neither a key held down nor one pressed behind a dialog starts it.
                let is_behind = dom::has_open_dialog() || state.dialog.get_untracked().is_some();
                if !key.is_repeat && !is_behind {
                    on_demand.ask(Work::Run);
                }
            }
            // A dialog whose part is still being fetched does not get Esc itself.
            if key.key == "Escape" && !dom::has_open_dialog() && !dom::has_open_popover() {
                state.dialog.set(None);
                let is_view = state.stage.mode.with_untracked(|mode| *mode != StageMode::Paint);
                if is_view && !dom::is_typing(&event) {
                    close_view(state);
                }
            }
        }),
        Listener::on(&window, "paste", move |event| {
            let given = web::pasted(&event);
            if !given.is_empty() && !web::is_text_for_field(&event) {
                event.prevent_default();
                on_demand.ask(Work::AddFiles(given));
            }
        }),
        Listener::on(&window, "dragover", move |event| {
            if web::carries_pictures(&event) {
                event.prevent_default();
                is_dropping.set(true);
            }
        }),
        Listener::on(&window, "dragleave", move |event| {
            if web::has_left_window(&event) {
                is_dropping.set(false);
            }
        }),
        Listener::on(&window, "drop", move |event| {
            is_dropping.set(false);
            if web::carries_pictures(&event) {
                // Also when nothing comes of it: the page is never left for what is dropped on it.
                event.prevent_default();
                let files = web::dropped(&event);
                if !files.is_empty() {
                    on_demand.ask(Work::AddFiles(files));
                } else if let Some(url) = web::dropped_url(&event) {
                    on_demand.ask(Work::AddFromUrl(url));
                }
            }
        }),
    ]
}
