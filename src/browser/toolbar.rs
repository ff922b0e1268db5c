//! One tab stop for a toolbar: the arrow keys move the focus among its buttons, and Tab leaves it. And which of them a
//! tooltip is about.

use wasm_bindgen::JsCast as _;
pub use web_sys::PointerEvent;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use crate::core::geometry::Point;

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

/// A button of a toolbar that a tooltip is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Pointed {
    /// Its accessible name.
    pub name: String,
    /// The keys that do the same; empty for none.
    pub keys: String,
    /// What it does, in a line; empty for none.
    pub line: String,
    /// Its middle in the element that listens, in CSS pixels.
    pub middle: Point,
}

/// The button that an event happened on, in the element that listens to it.
pub fn pointed(event: &Event) -> Option<Pointed> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let button = target.closest("button[aria-label]").ok()??;
    let bar = event.current_target()?.dyn_into::<Element>().ok()?.get_bounding_client_rect();
    let place = button.get_bounding_client_rect();
    let text = |name| button.get_attribute(name).unwrap_or_default();
    Some(Pointed {
        name: text("aria-label"),
        keys: Some(text("data-keys"))
            .filter(|keys| !keys.is_empty())
            .unwrap_or_else(|| text("aria-keyshortcuts")),
        line: text("data-line"),
        middle: Point::new(
            place.left() - bar.left() + place.width() / 2.0,
            place.top() - bar.top() + place.height() / 2.0,
        ),
    })
}

/// The pointer is a finger, which does not hover.
pub fn is_finger(event: &PointerEvent) -> bool {
    event.pointer_type() == "touch"
}
