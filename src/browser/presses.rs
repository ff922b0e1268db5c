//! Whether the person meant a press. What may cost money is started by one fresh press on what is in sight: not by a
//! key held down, the second click of a double click, or a key that reaches what lies behind an open dialog.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Reflect;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event};

use super::dom::{self, Listener};
use super::page_events::{is_double_click, key};

/// Watches clicks and keys until dropped.
pub struct Presses {
    is_fresh: Rc<Cell<bool>>,
    _listeners: Vec<Listener>,
}

impl Presses {
    /// Begins to watch; what was pressed before counts as meant.
    pub fn watch() -> Self {
        let (is_fresh, repeats) = (Rc::new(Cell::new(true)), Rc::new(Cell::new(false)));
        let Some(window) = dom::window_target() else {
            return Self { is_fresh, _listeners: Vec::new() };
        };
        let (after_key, key_repeats) = (Rc::clone(&is_fresh), Rc::clone(&repeats));
        let after_click = Rc::clone(&is_fresh);
        let listeners = vec![
            Listener::capturing(&window, "keydown", move |event| {
                key_repeats.set(key(&event).is_some_and(|key| key.is_repeat));
                after_key.set(!key_repeats.get() && !is_behind_dialog(&event));
            }),
            Listener::capturing(&window, "click", move |event| {
                // A click that a key made is as fresh as the key.
                let is_by_key = Reflect::get(&event, &"detail".into()).is_ok_and(|detail| detail == 0);
                let is_again = if is_by_key { repeats.get() } else { is_double_click(&event) };
                after_click.set(!is_again && !is_behind_dialog(&event));
            }),
        ];
        Self { is_fresh, _listeners: listeners }
    }

    /// The last press was meant.
    pub fn is_fresh(&self) -> bool {
        self.is_fresh.get()
    }
}

fn is_behind_dialog(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_inside =
        target.is_some_and(|element| element.closest("dialog[open]").is_ok_and(|dialog| dialog.is_some()));
    dom::has_open_dialog() && !is_inside
}
