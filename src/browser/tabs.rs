//! Several tabs of the same page: locks that one of them holds, and whether the page is seen.

use futures_channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use super::dom::Listener;
use super::place;
use crate::runs::ports::Acquired;

/// A lock that no other tab holds at the same time; let go on drop, and by the browser when the tab ends.
#[derive(Debug)]
pub struct Lock(Function);

impl Drop for Lock {
    fn drop(&mut self) {
        // It resolves a promise, which cannot fail.
        let _ = self.0.call0(&JsValue::UNDEFINED);
    }
}

/// Asks for the lock of a name. Waits for it, or gives [`Acquired::Busy`] at once.
pub async fn lock(name: &str, waits: bool) -> Acquired<Lock> {
    let Some((locks, request)) = lock_manager() else {
        return Acquired::Unsupported;
    };
    let (sender, granted) = oneshot::channel::<Option<Function>>();
    let on_answer = Closure::once(move |lock: JsValue| -> JsValue {
        if lock.is_null() {
            // The one who asked may be gone, which is no error.
            let _ = sender.send(None);
            return JsValue::UNDEFINED;
        }
        let mut sender = Some(sender);
        Promise::new(&mut |resolve, _| {
            if let Some(sender) = sender.take() {
                let _ = sender.send(Some(resolve));
            }
        })
        .into()
    });
    let options = js_sys::Object::new();
    // Setting a member of a fresh object does not fail.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &(!waits).into());
    let asked = request.call3(&locks, &place::scoped(name).into(), &options, on_answer.as_ref());
    if asked.is_err() {
        return Acquired::Unsupported;
    }
    granted.await.ok().flatten().map_or(Acquired::Busy, |release| Acquired::Held(Lock(release)))
}

/// `navigator.locks` and its `request`, where there are any: pages served over plain http have none.
fn lock_manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}

/// The page is not seen.
pub fn is_hidden() -> bool {
    web_sys::window().and_then(|window| window.document()).is_some_and(|document| document.hidden())
}

/// Calls back when the network comes back.
pub fn on_online(mut callback: impl FnMut() + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::on(window.as_ref(), "online", move |_| callback()))
}

/// Calls back when the page is hidden (`true`) or seen again.
pub fn on_visibility(callback: impl Fn(bool) + 'static) -> Option<Listener> {
    let document = web_sys::window()?.document()?;
    Some(Listener::on(document.as_ref(), "visibilitychange", move |_| callback(is_hidden())))
}

/// Has the browser ask before the page is left, for as long as `must_stay` says so.
pub fn ask_before_leaving(must_stay: impl Fn() -> bool + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::on(window.as_ref(), "beforeunload", move |event| {
        if must_stay() {
            event.prevent_default();
        }
    }))
}
