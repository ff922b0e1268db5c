//! Several tabs of the same page: locks that one of them holds, and messages between them.

use futures_channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::dom::Listener;
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
    let (told, hears) = oneshot::channel::<Option<Function>>();
    let on_answer = Closure::once(move |granted: JsValue| -> JsValue {
        if granted.is_null() {
            // The one who asked may be gone, which is no error.
            let _ = told.send(None);
            return JsValue::UNDEFINED;
        }
        let mut told = Some(told);
        Promise::new(&mut |resolve, _| {
            if let Some(told) = told.take() {
                let _ = told.send(Some(resolve));
            }
        })
        .into()
    });
    let options = js_sys::Object::new();
    // Setting a member of a fresh object does not fail.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &(!waits).into());
    let asked = request.call3(&locks, &name.into(), &options, on_answer.as_ref());
    if asked.is_err() {
        return Acquired::Unsupported;
    }
    hears.await.ok().flatten().map_or(Acquired::Busy, |release| Acquired::Held(Lock(release)))
}

/// `navigator.locks` and its `request`, where there are any: pages served over plain http have none.
fn lock_manager() -> Option<(JsValue, Function)> {
    let navigator = web_sys::window()?.navigator();
    let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}

/// A channel to the other tabs.
pub struct Channel {
    channel: BroadcastChannel,
    _listener: Listener,
}

impl Channel {
    /// Opens the channel of a name; `None` where the browser has none.
    pub fn open(name: &str, mut on_message: impl FnMut(String) + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(name).ok()?;
        let listener = Listener::on(channel.as_ref(), "message", move |event| {
            let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
            if let Some(text) = text {
                on_message(text);
            }
        });
        Some(Self { channel, _listener: listener })
    }

    /// Tells all other tabs.
    pub fn tell(&self, text: &str) {
        // A text can always be sent; a channel closed with its page has nobody to tell.
        let _ = self.channel.post_message(&text.into());
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.close();
    }
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
