//! Several tabs of the same page: locks that one of them holds, and messages between them.

use futures_channel::oneshot;
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use super::dom::Listener;

/// A lock that no other tab holds at the same time; let go on drop, and by the browser when the tab ends.
#[derive(Debug)]
pub struct Lock {
    /// `None` where the browser has no locks: every tab then believes to be alone.
    release: Option<Function>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = &self.release {
            // It resolves a promise, which cannot fail.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Asks for the lock of a name. Waits for it, or gives `None` at once when `only_if_free` and another tab has
/// it.
pub async fn lock(name: &str, only_if_free: bool) -> Option<Lock> {
    let Some((locks, request)) = lock_manager() else {
        return Some(Lock { release: None });
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
    let _ = Reflect::set(&options, &"ifAvailable".into(), &only_if_free.into());
    let asked = request.call3(&locks, &name.into(), &options, on_answer.as_ref());
    if asked.is_err() {
        return Some(Lock { release: None });
    }
    let release = hears.await.ok().flatten()?;
    Some(Lock { release: Some(release) })
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

/// Listens for the page being seen again and for the network coming back; the callback hears whether it is
/// the network.
pub fn on_return(callback: impl Fn(bool) + Clone + 'static) -> Vec<Listener> {
    let mut listeners = Vec::new();
    if let Some(window) = web_sys::window() {
        let on_online = callback.clone();
        listeners.push(Listener::on(window.as_ref(), "online", move |_| on_online(true)));
        if let Some(document) = window.document() {
            listeners.push(Listener::on(document.as_ref(), "visibilitychange", move |_| {
                if !is_hidden() {
                    callback(false);
                }
            }));
        }
    }
    listeners
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
