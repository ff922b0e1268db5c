//! One tab stop for a toolbar: the arrow keys move the focus among its buttons, and Tab leaves it.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

/// The buttons of the toolbar that listens to an event, those in sight only.
fn buttons_of(event: &Event) -> Vec<HtmlElement> {
    let bar = event.current_target().and_then(|bar| bar.dyn_into::<Element>().ok());
    let Some(found) = bar.and_then(|bar| bar.query_selector_all("button, summary").ok()) else {
        return Vec::new();
    };
    let elements = (0..found.length()).filter_map(|index| found.item(index)?.dyn_into::<HtmlElement>().ok());
    elements.filter(|element| element.offset_width() > 0).collect()
}

/// Which of them an event happened on.
fn place_of(event: &Event, buttons: &[HtmlElement]) -> Option<usize> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    buttons.iter().position(|button| button.contains(Some(&target)))
}

/// A key went down in a toolbar: the arrows, Home and End move the focus.
pub fn move_focus(event: &KeyboardEvent) {
    let buttons = buttons_of(event);
    let (Some(here), Some(last)) = (place_of(event, &buttons), buttons.len().checked_sub(1)) else { return };
    let next = match event.key().as_str() {
        "ArrowLeft" | "ArrowUp" => here.checked_sub(1).unwrap_or(last),
        "ArrowRight" | "ArrowDown" => {
            if here == last {
                0
            } else {
                here + 1
            }
        }
        "Home" => 0,
        "End" => last,
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    if let Some(button) = buttons.get(next) {
        // A button in sight takes the focus.
        let _ = button.focus();
    }
}

/// The focus came to a button of a toolbar: Tab comes back to this one.
pub fn remember_focus(event: &Event) {
    let buttons = buttons_of(event);
    let here = place_of(event, &buttons);
    if here.is_some() {
        for (index, button) in buttons.iter().enumerate() {
            button.set_tab_index(if Some(index) == here { 0 } else { -1 });
        }
    }
}
