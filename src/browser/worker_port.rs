//! The worker's end of the message port.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Blob, DedicatedWorkerGlobalScope, ImageBitmap, MessageEvent};

use super::error::{Error, OrThrown as _};
use crate::worker::{Reply, Request};

/// Name of the JSON text in a message.
pub(super) const TEXT: &str = "text";
/// Name of the attachments in a message.
pub(super) const ATTACHMENTS: &str = "attachments";

/// Something sent beside the JSON text.
#[derive(Clone, Debug)]
pub enum Attachment {
    /// Bytes, moved, not copied, between the two sides.
    Bytes(Uint8Array),
    /// A blob, shared by both sides.
    Blob(Blob),
    /// A decoded picture, moved.
    Bitmap(ImageBitmap),
}

impl Attachment {
    /// Copies bytes out of wasm memory.
    pub fn of(bytes: &[u8]) -> Self {
        Self::Bytes(Uint8Array::from(bytes))
    }

    /// Room for so many bytes, which [`Self::put`] fills: a large copy in one piece would keep the page waiting.
    pub fn with_room(length: u64) -> Self {
        Self::Bytes(Uint8Array::new_with_length(length.min(u64::from(u32::MAX)) as u32))
    }

    /// Copies bytes to a place in it; what does not fit is left out. Does nothing to a blob.
    pub fn put(&self, start: u32, bytes: &[u8]) {
        if let Self::Bytes(array) = self
            && start as usize + bytes.len() <= array.length() as usize
        {
            array.subarray(start, start + bytes.len() as u32).copy_from(bytes);
        }
    }

    /// Copies bytes from a place in it; `false` when they are not there, as in a blob.
    pub fn take(&self, start: u32, into: &mut [u8]) -> bool {
        match self {
            Self::Bytes(array) if start as usize + into.len() <= array.length() as usize => {
                array.subarray(start, start + into.len() as u32).copy_to(into);
                true
            }
            _ => false,
        }
    }

    /// The bytes, read from the blob if it is one.
    ///
    /// # Errors
    /// When a blob can no longer be read.
    pub async fn bytes(&self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Bytes(array) => Ok(array.to_vec()),
            Self::Blob(blob) => super::codec::bytes_of(blob).await,
            Self::Bitmap(_) => Err(Error::Missing("the bytes of a decoded picture")),
        }
    }

    /// As a blob of a media type.
    ///
    /// # Errors
    /// When the browser cannot allocate it.
    pub fn blob(&self, media_type: &str) -> Result<Blob, Error> {
        match self {
            Self::Bytes(array) => {
                let options = web_sys::BlobPropertyBag::new();
                options.set_type(media_type);
                Blob::new_with_u8_array_sequence_and_options(&Array::of1(array), &options)
                    .or_thrown("keep the bytes")
            }
            Self::Blob(blob) => Ok(blob.clone()),
            Self::Bitmap(_) => Err(Error::Missing("the bytes of a decoded picture")),
        }
    }
}

/// Packs a message and the list of what is moved with it.
pub(super) fn pack(text: &str, attachments: &[Attachment]) -> Result<(Object, Array), Error> {
    let (values, moved) = (Array::new(), Array::new());
    for attachment in attachments {
        match attachment {
            Attachment::Bytes(array) => {
                values.push(array);
                moved.push(&array.buffer());
            }
            Attachment::Blob(blob) => {
                values.push(blob);
            }
            Attachment::Bitmap(bitmap) => {
                values.push(bitmap);
                moved.push(bitmap);
            }
        }
    }
    let message = Object::new();
    Reflect::set(&message, &TEXT.into(), &text.into()).or_thrown("pack a message")?;
    Reflect::set(&message, &ATTACHMENTS.into(), &values).or_thrown("pack a message")?;
    Ok((message, moved))
}

/// Unpacks a message; `None` when it is none of ours.
pub(super) fn unpack(data: &JsValue) -> Option<(String, Vec<Attachment>)> {
    let text = Reflect::get(data, &TEXT.into()).ok()?.as_string()?;
    let values: Array = Reflect::get(data, &ATTACHMENTS.into()).ok()?.dyn_into().ok()?;
    let attachments = values
        .iter()
        .filter_map(|value| match value.dyn_into::<Uint8Array>() {
            Ok(array) => Some(Attachment::Bytes(array)),
            Err(value) => match value.dyn_into::<Blob>() {
                Ok(blob) => Some(Attachment::Blob(blob)),
                Err(value) => value.dyn_into::<ImageBitmap>().ok().map(Attachment::Bitmap),
            },
        })
        .collect();
    Some((text, attachments))
}

/// The worker's way to the page.
#[derive(Clone, Debug)]
pub struct WorkerPort {
    scope: DedicatedWorkerGlobalScope,
}

impl WorkerPort {
    /// The port of the worker this code runs in.
    ///
    /// # Errors
    /// When it does not run in a worker.
    pub fn of_this_worker() -> Result<Self, Error> {
        let scope = js_sys::global().dyn_into().map_err(|_| Error::Missing("a worker"))?;
        Ok(Self { scope })
    }

    /// Sends a reply. A page that is gone is no error.
    pub fn reply(&self, reply: &Reply, attachments: &[Attachment]) {
        let Ok(text) = serde_json::to_string(reply) else {
            return;
        };
        if let Ok((message, moved)) = pack(&text, attachments) {
            // Fails only when the page is gone or a buffer was moved before; neither can be told to anyone.
            let _ = self.scope.post_message_with_transfer(&message, &moved);
        }
    }

    /// Calls `on_request` for each request, for as long as the worker lives, and reports what escapes it
    /// (a trap, a rejected promise) as [`Reply::Crashed`].
    pub fn serve(&self, mut on_request: impl FnMut(Request, Vec<Attachment>) + 'static) {
        let port = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((text, attachments)) = unpack(&event.data()) else {
                return;
            };
            match serde_json::from_str::<Request>(&text) {
                Ok(request) => on_request(request, attachments),
                Err(error) => {
                    port.reply(&Reply::Crashed { message: format!("unknown request: {error}") }, &[])
                }
            }
        });
        self.scope.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));

        let port = self.clone();
        let on_escape = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let reason = Reflect::get(&event, &"reason".into()).ok().filter(|value| !value.is_undefined());
            let reason = reason.or_else(|| Reflect::get(&event, &"message".into()).ok());
            let message = reason
                .map(|value| {
                    value.as_string().unwrap_or_else(|| String::from(Object::from(value).to_string()))
                })
                .unwrap_or_default();
            port.reply(&Reply::Crashed { message }, &[]);
        })
        .into_js_value();
        for name in ["unhandledrejection", "error"] {
            // Fails only on an invalid listener.
            let _ = self.scope.add_event_listener_with_callback(name, on_escape.unchecked_ref());
        }
    }
}
