//! What the tabs of one browser tell each other: short texts, heard by every other tab.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

use super::error::{Error, OrThrown as _};

/// A channel to the other tabs. Closed on `Drop`.
pub struct Broadcast {
    channel: BroadcastChannel,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
}

impl Broadcast {
    /// Opens the channel of a name; `on_text` hears what other tabs say.
    ///
    /// # Errors
    /// When the browser has none.
    pub fn open(name: &str, mut on_text: impl FnMut(String) + 'static) -> Result<Self, Error> {
        let channel = BroadcastChannel::new(name).or_thrown("hear the other tabs")?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_text(text);
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self { channel, _on_message: on_message })
    }

    /// Tells the other tabs.
    pub fn tell(&self, text: &str) {
        // Fails on a closed channel only, and this one is open while it lives.
        let _ = self.channel.post_message(&text.into());
    }
}

impl Drop for Broadcast {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
