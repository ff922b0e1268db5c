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

/// The time of day of a moment as this device writes it, such as `14:02`; with the date when it is not today.
pub fn time_of_day(millis: f64) -> String {
    let date = js_sys::Date::new(&millis.into());
    let options = js_sys::Object::new();
    let is_today = day_start(millis).to_bits() == day_start(now_millis()).to_bits();
    let wanted: &[(&str, &str)] = if is_today { &[] } else { &[("month", "short"), ("day", "numeric")] };
    for (name, value) in [("hour", "2-digit"), ("minute", "2-digit")].iter().chain(wanted) {
        // Setting a property of an object of our own does not fail.
        let _ = js_sys::Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    date.to_locale_string("default", &options).into()
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

/// Waits on the page. Dropped before its end, it leaves no timer behind.
#[cfg(feature = "page")]
pub async fn pause(millis: u32) {
    let (sender, ended) = futures_channel::oneshot::channel::<()>();
    let callback = Closure::once(move || {
        // Fails only when nobody waits any more.
        let _ = sender.send(());
    });
    let Some(window) = web_sys::window() else { return };
    let millis = i32::try_from(millis).unwrap_or(i32::MAX);
    let started = window
        .set_timeout_with_callback_and_timeout_and_arguments_0(callback.as_ref().unchecked_ref(), millis);
    let Ok(id) = started else { return };
    let _timer = Timer(id);
    // A dropped sender ends the wait as well.
    let _ = ended.await;
}

#[cfg(feature = "page")]
struct Timer(i32);

#[cfg(feature = "page")]
impl Drop for Timer {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.0);
        }
    }
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
