//! Time: the clock, waits, and frames.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970.
pub fn now_millis() -> f64 {
    js_sys::Date::now()
}

/// The beginning of the day of a moment in this device's time zone, milliseconds since 1970.
pub fn day_start(millis: f64) -> f64 {
    let date = js_sys::Date::new(&millis.into());
    date.set_hours(0);
    date.set_minutes(0);
    date.set_seconds(0);
    date.set_milliseconds(0);
    date.get_time()
}

/// Waits. Works on the page and in a worker.
pub async fn sleep(millis: u32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let global = js_sys::global();
        let set_timeout = js_sys::Reflect::get(&global, &"setTimeout".into())
            .ok()
            .and_then(|value| value.dyn_into::<js_sys::Function>().ok());
        match set_timeout {
            Some(set_timeout) => {
                // `setTimeout` throws on no argument of these types.
                let _ = set_timeout.call2(&global, &resolve, &f64::from(millis).into());
            }
            None => {
                let _ = resolve.call0(&global);
            }
        }
    });
    // The promise above never rejects.
    let _ = JsFuture::from(promise).await;
}

/// Calls back at a steady rate until dropped.
#[derive(Debug)]
pub struct Interval {
    id: i32,
    _callback: Closure<dyn FnMut()>,
}

impl Interval {
    /// Calls `callback` every `millis`; `None` when there is no window.
    pub fn every(millis: i32, callback: impl FnMut() + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut()>::new(callback);
        let id = web_sys::window()?
            .set_interval_with_callback_and_timeout_and_arguments_0(callback.as_ref().unchecked_ref(), millis)
            .ok()?;
        Some(Self { id, _callback: callback })
    }
}

impl Drop for Interval {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_interval_with_handle(self.id);
        }
    }
}
