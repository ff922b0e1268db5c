//! A pinch on a trackpad in Safari, which tells it by gesture events of its own, as the wheel events that all other
//! browsers make of it: with Ctrl, at the pointer. Fingers on a screen are pointers and need none of this.

use std::cell::Cell;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Event;

use super::dom::{Listener, window_target};

/// The wheel's way, in its pixels, for a scale of *e*: what the stage makes of it is about that scale again.
const WHEEL_PER_SCALE: f64 = 715.0;

/// Watches for pinches for as long as it is held; nothing where the browser has no such events.
pub fn watch() -> Option<[Listener; 2]> {
    let window = window_target()?;
    let has_gestures = Reflect::has(&window, &"GestureEvent".into()).unwrap_or(false);
    let has_touch = web_sys::window()?.navigator().max_touch_points() > 0;
    if !has_gestures || has_touch {
        return None;
    }
    let last = std::rc::Rc::new(Cell::new(1.0));
    let first = std::rc::Rc::clone(&last);
    Some([
        Listener::capturing(&window, "gesturestart", move |event| {
            first.set(1.0);
            if is_taken(&event, 0.0) {
                event.prevent_default();
            }
        }),
        Listener::capturing(&window, "gesturechange", move |event| {
            let scale = number(&event, "scale").unwrap_or(1.0).max(0.01);
            let by = -(scale / last.replace(scale)).ln() * WHEEL_PER_SCALE;
            if is_taken(&event, by) {
                event.prevent_default();
            }
        }),
    ])
}

/// Turns the wheel where a gesture is; whether anything there took it for its own.
fn is_taken(gesture: &Event, delta_y: f64) -> bool {
    let (Some(target), Some(wheel)) = (gesture.target(), wheel_event(gesture, delta_y)) else {
        return false;
    };
    // False when a listener prevented the default, which is to zoom the page.
    target.dispatch_event(&wheel).is_ok_and(|is_default| !is_default)
}

fn wheel_event(gesture: &Event, delta_y: f64) -> Option<Event> {
    let options = Object::new();
    let members: [(&str, JsValue); 7] = [
        ("bubbles", true.into()),
        ("cancelable", true.into()),
        ("composed", true.into()),
        ("ctrlKey", true.into()),
        ("deltaY", delta_y.into()),
        ("clientX", number(gesture, "clientX")?.into()),
        ("clientY", number(gesture, "clientY")?.into()),
    ];
    for (name, value) in members {
        Reflect::set(&options, &name.into(), &value).ok()?;
    }
    let constructor: Function =
        Reflect::get(&js_sys::global(), &"WheelEvent".into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&constructor, &Array::of2(&"wheel".into(), &options)).ok()?.dyn_into().ok()
}

fn number(event: &Event, name: &str) -> Option<f64> {
    Reflect::get(event, &name.into()).ok()?.as_f64()
}
