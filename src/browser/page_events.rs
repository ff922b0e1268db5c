//! What the page's own listeners ask of an event: keys, drops, pastes.

use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, DragEvent, Element, KeyboardEvent};

pub use web_sys::Event;

use super::files::{self, GivenFile};

/// A key that went down or up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// What it writes, such as `z` or `Enter`.
    pub key: String,
    /// Where it lies, such as `BracketLeft`.
    pub code: String,
    /// With Ctrl, or Cmd.
    pub is_command: bool,
    /// With Shift.
    pub is_shift: bool,
    /// With Alt.
    pub is_alt: bool,
}

/// The key of an event.
pub fn key(event: &Event) -> Option<Key> {
    let event = event.dyn_ref::<KeyboardEvent>()?;
    Some(Key {
        key: event.key(),
        code: event.code(),
        is_command: event.ctrl_key() || event.meta_key(),
        is_shift: event.shift_key(),
        is_alt: event.alt_key(),
    })
}

fn element_of(event: &Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into::<Element>().ok())
}

/// The event happened on something that takes keys itself, such as a button.
pub fn is_on_control(event: &Event) -> bool {
    element_of(event).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "BUTTON" | "INPUT" | "A" | "SUMMARY" | "SELECT")
    })
}

/// The event happened on the picture that is painted on.
pub fn is_on_canvas(event: &Event) -> bool {
    element_of(event).is_some_and(|element| element.get_attribute("role").as_deref() == Some("application"))
}

/// The event happened in the painter, or where nothing has the focus.
pub fn is_in_painter(event: &Event) -> bool {
    element_of(event).is_none_or(|element| {
        element.tag_name() == "BODY" || element.closest("main").ok().flatten().is_some()
    })
}

/// The element that the event happened on shows that it has the focus: it came by the keyboard.
pub fn is_focus_seen(event: &Event) -> bool {
    element_of(event).is_some_and(|element| element.matches(":focus-visible").unwrap_or(false))
}

/// Files that were pasted.
pub fn pasted(event: &Event) -> Vec<GivenFile> {
    files::of_transfer(event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data))
}

/// Files that were dropped.
pub fn dropped(event: &Event) -> Vec<GivenFile> {
    files::of_transfer(event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer))
}

/// What is dragged holds files.
pub fn carries_files(event: &Event) -> bool {
    let transfer = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    transfer.is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

/// The drag has left the window, not just an element of it.
pub fn has_left_window(event: &Event) -> bool {
    event.dyn_ref::<DragEvent>().is_some_and(|event| event.related_target().is_none())
}

/// Files chosen in a file input; the input is emptied, so that the same file can be chosen again.
pub fn chosen(event: &Event) -> Vec<GivenFile> {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let given = files::of_list(input.files());
    input.set_value("");
    given
}
