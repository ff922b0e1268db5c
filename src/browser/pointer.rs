//! Pointer events as the painter needs them: every sample since the last event, in CSS pixels of an element.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Element;
pub use web_sys::PointerEvent;

use crate::core::geometry::Point;

thread_local! {
    // Made once: each move of a pointer asks by them several times.
    static CLIENT_X: JsValue = "clientX".into();
    static CLIENT_Y: JsValue = "clientY".into();
    static COALESCED: JsValue = "getCoalescedEvents".into();
}

/// What touched the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerKind {
    /// A mouse or a trackpad.
    Mouse,
    /// A pen with pressure.
    Pen,
    /// A finger.
    Touch,
}

/// One position of a pointer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// In CSS pixels of the element.
    pub point_in_canvas: Point,
    /// 0.0 to 1.0; 0.5 for what has no pressure.
    pub pressure: f32,
}

/// What sort of pointer an event is of.
pub fn kind_of(event: &PointerEvent) -> PointerKind {
    match event.pointer_type().as_str() {
        "pen" => PointerKind::Pen,
        "touch" => PointerKind::Touch,
        _ => PointerKind::Mouse,
    }
}

/// Where an element lies in the window, in CSS pixels: what is subtracted from client coordinates.
pub fn origin_of(element: &Element) -> Point {
    let rect = element.get_bounding_client_rect();
    Point::new(rect.left(), rect.top())
}

/// The samples of an event, oldest first: the coalesced ones where the browser gives them, always ending
/// with the event itself, without exact repeats.
pub fn samples_of(event: &PointerEvent, origin: Point) -> Vec<Sample> {
    let mut samples: Vec<Sample> = Vec::new();
    let mut add = |event: &PointerEvent| {
        let sample = sample_of(event, origin);
        if samples.last() != Some(&sample) {
            samples.push(sample);
        }
    };
    // Not on every origin, and not in every browser: asked for by name.
    let has_coalesced =
        COALESCED.with(|name| js_sys::Reflect::has(event, name).is_ok_and(|has_method| has_method));
    if has_coalesced {
        for earlier in event.get_coalesced_events() {
            if let Some(earlier) = earlier.dyn_ref::<PointerEvent>() {
                add(earlier);
            }
        }
    }
    add(event);
    samples
}

/// The position of an event itself. Asked for by name: pointers are placed in fractions of a pixel, which the
/// whole numbers of the mouse events' own accessors would cut off.
pub fn sample_of(event: &PointerEvent, origin: Point) -> Sample {
    let at = |name: &JsValue, whole: fn(&PointerEvent) -> i32| {
        let value = js_sys::Reflect::get(event, name).ok().and_then(|value| value.as_f64());
        value.unwrap_or_else(|| f64::from(whole(event)))
    };
    Sample {
        point_in_canvas: Point::new(
            CLIENT_X.with(|name| at(name, |event| event.client_x())) - origin.x,
            CLIENT_Y.with(|name| at(name, |event| event.client_y())) - origin.y,
        ),
        pressure: event.pressure(),
    }
}

/// Does what [`capture`] does, for the element that listens.
pub fn capture_here(event: &PointerEvent) {
    let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(element) = element {
        capture(&element, event);
    }
}

/// Keeps the pointer's events coming to the element while a button is down, wherever it goes.
pub fn capture(element: &Element, event: &PointerEvent) {
    // Fails for pointers that are gone already; then nothing more comes of them anyway.
    let _ = element.set_pointer_capture(event.pointer_id());
}
