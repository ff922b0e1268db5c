//! What earlier uploads left: addresses by the storage and the hash of the bytes. Links that anybody who has
//! them can open, so they stay on this device.

use serde_json::{Map, Value};

use crate::api::files::UploadMemory;
use crate::browser::preferences::{self, Lifetime};
use crate::core::request::BlobHash;

/// The word under which they are kept.
const NAME: &str = "uploads";
/// Most uploads remembered; the rest is forgotten at once, which costs an upload and nothing else.
const MAX_REMEMBERED: usize = 200;

/// The uploads to one storage.
pub struct Uploads(pub String);

impl Uploads {
    fn key(&self, hash: &BlobHash) -> String {
        [&self.0, "#", &hash.0].concat()
    }
}

fn kept() -> Map<String, Value> {
    preferences::read(NAME, Lifetime::Device)
        .and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

impl UploadMemory for Uploads {
    fn recall(&self, hash: &BlobHash) -> Option<String> {
        Some(kept().get(&self.key(hash))?.as_str()?.to_owned())
    }

    fn remember(&self, hash: &BlobHash, address: &str) {
        let mut all = kept();
        if all.len() >= MAX_REMEMBERED {
            all.clear();
        }
        all.insert(self.key(hash), Value::from(address));
        preferences::write(NAME, &Value::Object(all).to_string(), Lifetime::Device);
    }
}
