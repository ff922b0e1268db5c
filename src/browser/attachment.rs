//! What travels beside the text of a message between page and worker, and the messages themselves: an object of a
//! JSON text and a list. Where a type of `crate::worker` has an attachment, its text has the place in that list.

use std::cell::RefCell;

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmap};

use super::codec;
use super::error::{Error, OrThrown as _};
use crate::worker::Attachments;

const TEXT: &str = "text";
const ATTACHMENTS: &str = "attachments";

/// Attachments as the browser has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsAttachments;

impl Attachments for JsAttachments {
    type File = File;
    type Bytes = Bytes;
    type Bitmap = Bitmap;
}

/// A file: both sides refer to the same bytes.
#[derive(Clone, Debug)]
pub struct File(pub Blob);

impl File {
    /// Copies bytes out of wasm memory into a file of a media type.
    pub fn of(bytes: &[u8], media_type: &str) -> Result<Self, Error> {
        codec::blob_of(bytes, media_type).map(Self)
    }

    /// All bytes.
    pub async fn read(&self) -> Result<Vec<u8>, Error> {
        codec::bytes_of(&self.0).await
    }
}

impl From<Blob> for File {
    fn from(blob: Blob) -> Self {
        Self(blob)
    }
}

/// Bytes outside of wasm memory; sending them moves them.
#[derive(Debug)]
pub struct Bytes(Uint8Array);

impl Bytes {
    /// Copies bytes out of wasm memory.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Uint8Array::from(bytes))
    }

    /// Room for `length` bytes, which [`Self::put`] fills: a large copy in one piece would keep the page waiting.
    pub fn with_room(length: u64) -> Self {
        Self(Uint8Array::new_with_length(length.min(u64::from(u32::MAX)) as u32))
    }

    /// Copies bytes to a place in it; what does not fit is left out.
    pub fn put(&self, start: u32, bytes: &[u8]) {
        if start as usize + bytes.len() <= self.0.length() as usize {
            self.0.subarray(start, start + bytes.len() as u32).copy_from(bytes);
        }
    }

    /// Copies bytes from a place in it; `false` when they are not there.
    pub fn take(&self, start: u32, into: &mut [u8]) -> bool {
        let is_there = start as usize + into.len() <= self.0.length() as usize;
        if is_there {
            self.0.subarray(start, start + into.len() as u32).copy_to(into);
        }
        is_there
    }

    /// Copies all bytes into wasm memory.
    pub fn to_vec(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// A decoded picture; sending it moves it.
#[derive(Debug)]
pub struct Bitmap(pub ImageBitmap);

thread_local! {
    /// The attachments of the message that is being written or read. JavaScript runs one at a time, and neither
    /// writing nor reading waits for anything.
    static LIST: RefCell<Array> = RefCell::default();
}

fn write<S: Serializer>(value: &JsValue, serializer: S) -> Result<S::Ok, S::Error> {
    let length = LIST.with_borrow(|list| list.push(value));
    serializer.serialize_u32(length - 1)
}

fn read<'de, T: JsCast, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let place = u32::deserialize(deserializer)?;
    let value = LIST.with_borrow(|list| list.get(place));
    value.dyn_into().map_err(|_| D::Error::custom(format_args!("attachment {place} is of another kind")))
}

/// Writes and reads an attachment as its place in the list.
macro_rules! in_list {
    ($($attachment:ident),*) => {
        $(
            impl Serialize for $attachment {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    write(&self.0, serializer)
                }
            }

            impl<'de> Deserialize<'de> for $attachment {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    read(deserializer).map(Self)
                }
            }
        )*
    };
}

in_list!(File, Bytes, Bitmap);

/// Packs a message and the list of what is moved with it.
pub(super) fn pack(message: &impl Serialize) -> Result<(Object, Array), Error> {
    LIST.take();
    let text = serde_json::to_string(message);
    let (list, moved) = (LIST.take(), Array::new());
    for value in list.iter() {
        if let Some(bytes) = value.dyn_ref::<Uint8Array>() {
            moved.push(&bytes.buffer());
        } else if value.is_instance_of::<ImageBitmap>() {
            moved.push(&value);
        }
    }
    let text = text.map_err(|_| Error::Missing("JSON of a message"))?;
    let object = Object::new();
    Reflect::set(&object, &TEXT.into(), &text.into()).or_thrown("pack a message")?;
    Reflect::set(&object, &ATTACHMENTS.into(), &list).or_thrown("pack a message")?;
    Ok((object, moved))
}

/// The parts of a received message; `None` when it is none of ours.
pub(super) fn unpack(data: &JsValue) -> Option<(String, Array)> {
    let text = Reflect::get(data, &TEXT.into()).ok()?.as_string()?;
    let list = Reflect::get(data, &ATTACHMENTS.into()).ok()?.dyn_into().ok()?;
    Some((text, list))
}

/// Reads a text with the attachments that it names.
pub(super) fn parse<T: DeserializeOwned>(text: &str, list: Array) -> serde_json::Result<T> {
    LIST.set(list);
    let value = serde_json::from_str(text);
    LIST.take();
    value
}
