//! The window and the document: listeners, sizes, the theme, the URL of the page.

use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    AddEventListenerOptions, Element, Event, EventTarget, HtmlElement, HtmlTextAreaElement, ResizeObserver,
};

use super::error::{Error, OrThrown as _};
use crate::core::picture::Gamut;

/// A listener on the window, the document or an element; removed when dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    callback: Closure<dyn FnMut(Event)>,
    is_capturing: bool,
}

impl Listener {
    /// Listens. A listener that calls `prevent_default` on wheel or touch must not be passive, so none is.
    pub fn on(target: &EventTarget, name: &'static str, callback: impl FnMut(Event) + 'static) -> Self {
        Self::add(target, name, false, Closure::new(callback))
    }

    /// Listens before the elements below do.
    pub fn capturing(
        target: &EventTarget,
        name: &'static str,
        callback: impl FnMut(Event) + 'static,
    ) -> Self {
        Self::add(target, name, true, Closure::new(callback))
    }

    fn add(
        target: &EventTarget,
        name: &'static str,
        is_capturing: bool,
        callback: Closure<dyn FnMut(Event)>,
    ) -> Self {
        let options = AddEventListenerOptions::new();
        options.set_passive(false);
        options.set_capture(is_capturing);
        // Fails only on an invalid listener.
        let _ = target.add_event_listener_with_callback_and_add_event_listener_options(
            name,
            callback.as_ref().unchecked_ref(),
            &options,
        );
        Self { target: target.clone(), name, callback, is_capturing }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Fails only on an invalid listener.
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.name,
            self.callback.as_ref().unchecked_ref(),
            self.is_capturing,
        );
    }
}

/// Calls back when an element's size changes, until dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Watches `element`; the first call comes at once.
    ///
    /// # Errors
    /// When the browser lacks the observer.
    pub fn of(element: &Element, callback: impl FnMut() + 'static) -> Result<Self, Error> {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let observer =
            ResizeObserver::new(callback.as_ref().unchecked_ref()).or_thrown("watch the window's size")?;
        observer.observe(element);
        Ok(Self { observer, _callback: callback })
    }

    /// Watches another element, too.
    pub fn also(&self, element: &Element) {
        self.observer.observe(element);
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// One call before the next frame; dropped before then, it does not come.
pub struct Frame {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Frame {
    /// Asks for one; `None` without a window.
    pub fn request(callback: impl FnOnce() + 'static) -> Option<Self> {
        let callback = Closure::once(callback);
        let id = web_sys::window()?.request_animation_frame(callback.as_ref().unchecked_ref()).ok()?;
        Some(Self { id, _callback: callback })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // A frame that has come is not cancelled; that is no error.
            let _ = window.cancel_animation_frame(self.id);
        }
    }
}

pub(super) fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// `index.html` has found that the browser lacks what the page is built on.
pub fn is_too_old() -> bool {
    let root = document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-old-browser"))
}

/// The window as the target of listeners.
pub fn window_target() -> Option<EventTarget> {
    web_sys::window().map(Into::into)
}

/// Device pixels per CSS pixel.
pub fn device_pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).max(0.1)
}

/// The whole URL of a file beside the page, whatever path the page is served under.
///
/// # Errors
/// When there is no document.
pub fn resolve_beside_page(path: &str) -> Result<String, Error> {
    let base = document().and_then(|document| document.base_uri().ok().flatten());
    let base = base.ok_or(Error::Missing("a document"))?;
    Ok(web_sys::Url::new_with_base(path, &base).or_thrown("find a file of the page")?.href())
}

/// Sets or takes away `data-theme` on the root: `None` follows the system.
pub fn set_theme(theme: Option<&str>) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        // Setting an attribute fails only on an invalid name.
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// True when the system asks for dark colours.
pub fn prefers_dark() -> bool {
    matches_media("(prefers-color-scheme: dark)")
}

/// The colours that the screen shows now.
pub fn gamut() -> Gamut {
    if matches_media("(color-gamut: p3)") { Gamut::Wide } else { Gamut::Srgb }
}

/// The pointer is a finger, or as coarse as one.
pub fn has_coarse_pointer() -> bool {
    matches_media("(pointer: coarse)")
}

fn matches_media(query: &str) -> bool {
    web_sys::window()
        .and_then(|window| window.match_media(query).ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Sets the window's title.
pub fn set_title(title: &str) {
    if let Some(document) = document() {
        document.set_title(title);
    }
}

/// The element that an event happened in is a text field, or anything that takes typing.
pub fn is_typing(event: &Event) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return false;
    };
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => {
            let kind = element.get_attribute("type").unwrap_or_default();
            !matches!(kind.as_str(), "range" | "radio" | "checkbox" | "button" | "file")
        }
        _ => element.is_content_editable(),
    }
}

/// A dialog is open.
pub fn has_open_dialog() -> bool {
    document().is_some_and(|document| matches!(document.query_selector("dialog[open]"), Ok(Some(_))))
}

/// A menu or another popover is open.
pub fn has_open_popover() -> bool {
    document().is_some_and(|document| matches!(document.query_selector(":popover-open"), Ok(Some(_))))
}

/// The keyboard's focus is nowhere, such as after its element was taken out of the page.
pub fn has_no_focus() -> bool {
    active_element().is_none_or(|element| element.tag_name() == "BODY")
}

/// What has the keyboard's focus is inside an element of this selector.
pub fn focus_is_within(selector: &str) -> bool {
    active_element().is_some_and(|element| matches!(element.closest(selector), Ok(Some(_))))
}

fn active_element() -> Option<Element> {
    document()?.active_element()
}

/// There is an element with this id.
pub fn is_in_page(id: &str) -> bool {
    element_by_id(id).is_some()
}

/// Moves the keyboard's focus to the element with this id.
pub fn focus_by_id(id: &str) {
    if let Some(element) = element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take focus is left alone.
        let _ = element.focus();
    }
}

/// Puts words into the text field with this id, in place of what is selected and apart from what stands before and after;
/// the cursor comes behind them. Gives the whole text; `None` when there is no such field.
pub fn insert_by_id(id: &str, words: &str) -> Option<String> {
    let field = element_by_id(id)?.dyn_into::<HtmlTextAreaElement>().ok()?;
    let units: Vec<u16> = field.value().encode_utf16().collect();
    let place = |place: Result<Option<u32>, JsValue>| {
        place.ok().flatten().map_or(units.len(), |place| (place as usize).min(units.len()))
    };
    let (from, to) = (place(field.selection_start()), place(field.selection_end()));
    let text = |units: &[u16]| String::from_utf16_lossy(units);
    let (before, after) = (text(units.get(..from)?), text(units.get(to..)?));
    let space = |is_wanted: bool| if is_wanted { " " } else { "" };
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let inserted = [
        space(before.chars().next_back().is_some_and(|letter| !letter.is_whitespace())),
        words,
        space(is_word(after.chars().next())),
    ]
    .concat();
    let cursor = (from + inserted.encode_utf16().count()) as u32;
    let whole = [before.as_str(), &inserted, &after].concat();
    field.set_value(&whole);
    // A field that cannot take focus or a cursor still has the words.
    let _ = field.focus();
    let _ = field.set_selection_range(cursor, cursor);
    Some(whole)
}

/// The element with this id.
pub(super) fn element_by_id(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

/// Clicks the element with this id, such as a hidden file input.
pub fn click_by_id(id: &str) {
    if let Some(element) = element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Puts a text into a text field as if it was typed, so that the field's undo takes it back: in place of what is there, or
/// behind it. The first part in brackets is selected. `false` when the browser does not do that.
pub fn type_text(id: &str, text: &str, replaces: bool) -> bool {
    let field = element_by_id(id).and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok());
    let (Some(field), Some(document)) = (field, document()) else { return false };
    // A field in sight takes the focus.
    let _ = field.focus();
    let before = field.value();
    let is_apart = replaces || before.is_empty() || before.ends_with(char::is_whitespace);
    let begin = if replaces { 0 } else { utf16_length(&before) };
    let typed = if is_apart { text.to_owned() } else { [" ", text].concat() };
    // Fails only for a field that has no cursor.
    let _ = field.set_selection_range(begin, utf16_length(&before));
    let Ok(command) = Reflect::get(&document, &"execCommand".into()) else { return false };
    let Ok(command) = command.dyn_into::<Function>() else { return false };
    let done = command.call3(&document, &"insertText".into(), &false.into(), &typed.as_str().into());
    if !matches!(done, Ok(done) if done.is_truthy()) {
        return false;
    }
    if let (Some(open), Some(close)) = (typed.find('['), typed.find(']')) {
        let place = |at: usize| begin + typed.get(..at).map_or(0, utf16_length);
        // As above.
        let _ = field.set_selection_range(place(open), place(close + 1));
    }
    true
}

/// Its length as a text field counts.
fn utf16_length(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

/// Closes the menu or the box with this id.
pub fn hide_popover(id: &str) {
    if let Some(element) = element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // One that is closed already is left alone.
        let _ = element.hide_popover();
    }
}

/// The name of the file with the program that runs here, which changes with every version.
pub fn program_name() -> Option<String> {
    let link = document()?.query_selector("link[rel=modulepreload]").ok()??;
    let url = link.get_attribute("href")?;
    Some(url.rsplit('/').next().unwrap_or(&url).to_owned())
}

/// The page cannot be seen now.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // Fails only for a document that is not shown.
        let _ = window.location().reload();
    }
}

/// Writes to the console, for the crash hook.
pub fn log_error(text: &str) {
    web_sys::console::error_1(&JsValue::from_str(text));
}

/// Shows the crash panel that `index.html` holds hidden: the page's code can no longer run.
pub fn show_crash_panel() {
    if let Some(panel) = element_by_id("crash") {
        // Removing an attribute that is not there is no error.
        let _ = panel.remove_attribute("hidden");
    }
}

/// Puts what is true of this page into the crash panel, ahead of need.
pub fn set_crash_text(text: &str) {
    if let Some(place) = element_by_id("crash-text") {
        place.set_text_content(Some(text));
    }
}

/// Shows the crash panel when the page's own code traps, such as for want of memory: that is no panic, and reaches no
/// hook. In a task it is an error of the window, within a promise a rejection.
pub fn watch_for_traps() -> Option<[Listener; 2]> {
    let window = window_target()?;
    let watch = |event: &'static str, member: &'static str| {
        Listener::on(&window, event, move |event| {
            let thrown = Reflect::get(&event, &member.into()).unwrap_or_default();
            let name = Reflect::get(&thrown, &"name".into()).unwrap_or_default();
            if name.as_string().as_deref() == Some("RuntimeError") {
                show_crash_panel();
            }
        })
    };
    Some([watch("error", "error"), watch("unhandledrejection", "reason")])
}

/// This browser's command key is Cmd, not Ctrl.
pub fn is_apple() -> bool {
    web_sys::window()
        .is_some_and(|window| window.navigator().platform().unwrap_or_default().starts_with("Mac"))
}
