//! Messages between the tabs of one browser.

use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast as _;
use web_sys::{BroadcastChannel, MessageEvent};

use super::dom::Listener;
use super::error::{Error, OrThrown as _};
use super::place;

/// A channel to the other tabs; its messages travel as JSON. Closed when dropped.
pub struct Channel<T> {
    to_tabs: BroadcastChannel,
    _listener: Listener,
    _message: PhantomData<fn(T)>,
}

impl<T: Serialize + DeserializeOwned> Channel<T> {
    /// Opens the channel of a name; `on_message` gets what other tabs send. What cannot be read, such as a message
    /// of another version of the page, is ignored.
    ///
    /// # Errors
    /// When the browser has no channels.
    pub fn open(name: &str, mut on_message: impl FnMut(T) + 'static) -> Result<Self, Error> {
        let channel = BroadcastChannel::new(&place::scoped(name)).or_thrown("listen to the other tabs")?;
        let listener = Listener::on(&channel, "message", move |event| {
            let text = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
            if let Some(message) = text.and_then(|text| serde_json::from_str(&text).ok()) {
                on_message(message);
            }
        });
        Ok(Self { to_tabs: channel, _listener: listener, _message: PhantomData })
    }

    /// Sends a message to all other tabs.
    pub fn send(&self, message: &T) {
        if let Ok(text) = serde_json::to_string(message) {
            // Fails on a closed channel only, and this one is open while it lives.
            let _ = self.to_tabs.post_message(&text.into());
        }
    }
}

impl<T> Drop for Channel<T> {
    fn drop(&mut self) {
        self.to_tabs.close();
    }
}
