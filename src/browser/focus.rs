//! The keyboard's focus stays where one worked: when what had it is gone or out of sight, what is nearest gets it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

use super::dom::{self, Listener};
use super::spawn;
use super::time::sleep;

/// Until what a click or a key did is in the page, and whoever knows better has moved the focus, in milliseconds.
const SETTLED_MILLIS: u32 = 120;

const FOCUSABLE: &str = "button, a[href], input, select, textarea, summary, [tabindex='0']";

/// Watches until dropped.
pub fn watch() -> Vec<Listener> {
    let Some(window) = dom::window_target() else {
        return Vec::new();
    };
    // What had the focus last, and what it is in, from the inside.
    let last = Rc::new(RefCell::new(Vec::<HtmlElement>::new()));
    let remembered = Rc::clone(&last);
    let mut watches = vec![Listener::on(&window, "focusin", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        *remembered.borrow_mut() = std::iter::successors(target, |inner| inner.parent_element())
            .filter_map(|element| element.dyn_into().ok())
            .collect();
    })];
    let newest = Rc::new(Cell::new(0_u64));
    for name in ["click", "keydown"] {
        let (last, newest) = (Rc::clone(&last), Rc::clone(&newest));
        watches.push(Listener::on(&window, name, move |_| {
            let (last, newest) = (Rc::clone(&last), Rc::clone(&newest));
            let own = newest.get() + 1;
            newest.set(own);
            spawn(async move {
                sleep(SETTLED_MILLIS).await;
                // What was done since may be moving the focus just now.
                if newest.get() != own {
                    return;
                }
                // A copy: moving the focus is itself remembered.
                let chain = last.borrow().clone();
                restore(&chain);
            });
        }));
    }
    watches
}

fn restore(chain: &[HtmlElement]) {
    let is_lost = chain.first().is_some_and(|last| !is_in_sight(last));
    if !is_lost || !dom::has_no_focus() || dom::has_open_dialog() {
        return;
    }
    let nearest = chain.iter().filter(|around| is_in_sight(around)).find_map(|around| {
        let found = around.query_selector_all(FOCUSABLE).ok()?;
        let elements =
            (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<HtmlElement>().ok());
        elements.into_iter().find(|element| is_in_sight(element) && element.tab_index() >= 0)
    });
    if let Some(nearest) = nearest {
        // What is in sight takes the focus.
        let _ = nearest.focus();
    }
}

/// It is in the page, and has a place there.
fn is_in_sight(element: &HtmlElement) -> bool {
    element.is_connected() && element.offset_width() > 0
}
