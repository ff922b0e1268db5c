//! What the page's own listeners ask of an event: keys, drops, pastes.

use js_sys::Reflect;
use wasm_bindgen::JsCast as _;
use web_sys::{ClipboardEvent, DragEvent, Element, KeyboardEvent};

pub use web_sys::Event;

use super::files::{self, GivenFile};

/// A key that went down or up.
#[expect(clippy::struct_excessive_bools, reason = "the keys beside it are held or not, each by itself")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// What it writes, such as `z` or `Enter`.
    pub key: String,
    /// Where it lies, such as `BracketLeft`.
    pub code: String,
    /// With Ctrl, or Cmd.
    pub is_command: bool,
    /// It is held down.
    pub is_repeat: bool,
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
        is_repeat: event.repeat(),
        is_shift: event.shift_key(),
        is_alt: event.alt_key(),
    })
}

/// The second click of a double click, or a later one.
pub fn is_double_click(event: &Event) -> bool {
    Reflect::get(event, &"detail".into())
        .ok()
        .and_then(|count| count.as_f64())
        .is_some_and(|count| count > 1.0)
}

/// Keeps Enter that is held down from pressing a button again and again.
pub fn stop_repeat(event: &Event) {
    if key(event).is_some_and(|key| key.is_repeat && key.key == "Enter") {
        event.prevent_default();
    }
}

/// The event happened on something that Enter presses.
pub fn is_on_button(event: &Event) -> bool {
    element_of(event).is_some_and(|element| matches!(element.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY"))
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

/// What is pasted is text for the field that it is pasted into, whatever picture of it lies beside it.
pub fn is_text_for_field(event: &Event) -> bool {
    let clipboard = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let has_text = clipboard.is_some_and(|data| data.types().includes(&"text/plain".into(), 0));
    has_text && super::dom::is_typing(event)
}

/// The URL of a picture that was dragged from another page, which brings no file.
pub fn dropped_url(event: &Event) -> Option<String> {
    let transfer = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    let text = |kind: &str| transfer.get_data(kind).ok().filter(|text| !text.is_empty());
    // A picture in a link: the list has the link, the markup the picture.
    let shown = text("text/html").and_then(|markup| source_of(&markup));
    shown.or_else(|| text("text/uri-list")?.lines().find(|line| !line.starts_with('#')).map(str::to_owned))
}

/// The `src` of the first `img` in markup, which is read and never shown.
fn source_of(markup: &str) -> Option<String> {
    let (_, image) = markup.split_once("<img")?;
    let (_, value) = image.split('>').next()?.split_once("src=")?;
    let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
    let source = value.get(1..)?.split(quote).next()?;
    Some(source.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"))
}

/// Files that were dropped.
pub fn dropped(event: &Event) -> Vec<GivenFile> {
    files::of_transfer(event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer))
}

/// What is dragged holds files, or the URL of something.
pub fn carries_pictures(event: &Event) -> bool {
    let transfer = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
    transfer.is_some_and(|transfer| {
        let types = transfer.types();
        ["Files", "text/uri-list"].into_iter().any(|kind| types.includes(&kind.into(), 0))
    })
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
