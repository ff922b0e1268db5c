//! A newer version of the page: it waits, says so, and takes over when the person wants it or when nothing is lost by it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::dom::{self, Listener};
use crate::browser::offline::NewVersions;
use crate::browser::time::now_millis;
use crate::services::held::Held;
use crate::services::shell::texts;
use crate::state::{AppState, NoticeAction};

/// How often a page that stays open asks for a newer version, at most, in milliseconds.
const LOOK_MILLIS: f64 = 3.6e6;

/// What is known of versions.
#[derive(Default)]
struct Known {
    versions: RefCell<Option<NewVersions>>,
    /// A version waits that is not the one of this page.
    is_waiting: Cell<bool>,
    /// The page is loaded again once the other version has taken over.
    is_reload_wanted: Cell<bool>,
}

impl Known {
    fn take_over(&self, reloads: bool) {
        self.is_reload_wanted.set(reloads);
        let is_asked = self.versions.borrow().as_ref().is_some_and(NewVersions::take_over);
        if !is_asked && reloads {
            // It has taken over already.
            dom::reload();
        }
    }
}

/// Watches for as long as the page is open.
pub async fn watch(state: AppState) {
    let known = Rc::new(Known::default());
    let (of_waiting, of_taken_over) = (Rc::clone(&known), Rc::clone(&known));
    let on_waiting = move |is_this_page: bool| {
        of_waiting.is_waiting.set(!is_this_page);
        if is_this_page {
            // Loaded from the network, the page is new already: only what is stored of it is not.
            of_waiting.take_over(false);
        } else if is_free(state) {
            of_waiting.take_over(true);
        } else {
            offer(state, Rc::clone(&of_waiting));
        }
    };
    let on_taken_over = move || {
        if of_taken_over.is_reload_wanted.get() {
            dom::reload();
        } else if of_taken_over.is_waiting.get() {
            // Another tab asked for it.
            offer(state, Rc::clone(&of_taken_over));
        }
    };
    let Some(versions) = NewVersions::watch(on_waiting, on_taken_over).await else { return };
    known.versions.replace(Some(versions));
    let looked_millis = Cell::new(now_millis());
    let Some(window) = dom::window_target() else { return };
    // For as long as the page.
    Held::new(Listener::on(&window, "visibilitychange", move |_| {
        if known.is_waiting.get() && is_free(state) {
            known.take_over(true);
        } else if now_millis() - looked_millis.get() > LOOK_MILLIS {
            looked_millis.set(now_millis());
            known.versions.borrow().as_ref().inspect(|versions| versions.look());
        }
    }));
}

/// Nobody looks, nothing runs, and there is no picture whose steps could still be undone.
fn is_free(state: AppState) -> bool {
    let is_running = state.jobs.entries.with_untracked(|entries| {
        entries.iter().any(|entry| entry.record.with_untracked(|record| record.state.is_running()))
    });
    dom::is_hidden() && !is_running && state.draft.pictures.with_untracked(Vec::is_empty)
}

fn offer(state: AppState, known: Rc<Known>) {
    // A message holds what may cross threads; here there is one.
    let known = StoredValue::new_local(known);
    let run = Callback::new(move |()| known.with_value(|known| known.take_over(true)));
    state.notices.stand(texts::NEW_VERSION, NoticeAction::Run { name: "Use it now", run });
}
