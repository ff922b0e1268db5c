//! Run's key, drops and pastes, on the whole page.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::dom::{self, Listener};
use crate::browser::page_events as web;
use crate::services::Inner;
use crate::services::shell::on_demand;
use crate::services::shell::on_demand::Work;

/// Listens until dropped.
pub struct PageListeners(#[expect(dead_code, reason = "held for their Drop")] Vec<Listener>);

type Handler = fn(&Rc<Inner>, &web::Event);

/// The key was struck in a field that takes typing.
pub fn is_typing(event: &crate::browser::page_events::Event) -> bool {
    crate::browser::dom::is_typing(event)
}

fn listen_on_window<const N: usize>(
    inner: &Rc<Inner>,
    handlers: [(&'static str, Handler); N],
) -> PageListeners {
    let Some(window) = dom::window_target() else {
        return PageListeners(Vec::new());
    };
    let listeners = handlers.into_iter().map(|(name, handler)| {
        let inner = Rc::clone(inner);
        Listener::on(&window, name, move |event| handler(&inner, &event))
    });
    PageListeners(listeners.collect())
}

/// Listens for what concerns the whole page: Run, drops and pastes.
pub fn listen(inner: &Rc<Inner>) -> PageListeners {
    listen_on_window(
        inner,
        [
            ("keydown", key_down as Handler),
            ("paste", |inner, event| {
                let given = web::pasted(event);
                if !given.is_empty() {
                    event.prevent_default();
                    on_demand::ask(inner, Work::AddFiles(given));
                }
            }),
            ("dragover", |inner, event| {
                if web::carries_files(event) {
                    event.prevent_default();
                    inner.state.stage.is_dropping.set(true);
                }
            }),
            ("dragleave", |inner, event| {
                if web::has_left_window(event) {
                    inner.state.stage.is_dropping.set(false);
                }
            }),
            ("drop", |inner, event| {
                inner.state.stage.is_dropping.set(false);
                if web::carries_files(event) {
                    event.prevent_default();
                    on_demand::ask(inner, Work::AddFiles(web::dropped(event)));
                }
            }),
        ],
    )
}

fn key_down(inner: &Rc<Inner>, event: &web::Event) {
    let Some(key) = web::key(event) else { return };
    if key.is_command && key.key == "Enter" {
        event.prevent_default();
        on_demand::ask(inner, Work::Run);
    }
    // A dialog whose part is still on its way does not hear Esc itself.
    if key.key == "Escape" && !dom::has_open_dialog() {
        inner.state.dialog.set(None);
    }
}
