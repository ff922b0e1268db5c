//! What earlier uploads left: addresses by the storage and the hash of the bytes. Links that anybody who has
//! them can open, so they stay on this device.

use serde_json::{Map, Value};

use super::ports::UploadLog;
use crate::api::files::UploadMemory;
use crate::core::request::BlobHash;

/// Most uploads remembered; the rest is forgotten at once, which costs an upload and nothing else.
const MAX_REMEMBERED: usize = 200;

/// The uploads to one storage.
pub struct Uploads<'a, L> {
    /// Where they are remembered.
    pub log: &'a L,
    /// The storage's address.
    pub storage_address: String,
}

impl<L: UploadLog> Uploads<'_, L> {
    fn key(&self, hash: &BlobHash) -> String {
        [&self.storage_address, "#", &hash.0].concat()
    }

    fn stored(&self) -> Map<String, Value> {
        self.log.read_upload_log().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
    }
}

impl<L: UploadLog> UploadMemory for Uploads<'_, L> {
    fn recall(&self, hash: &BlobHash) -> Option<String> {
        Some(self.stored().get(&self.key(hash))?.as_str()?.to_owned())
    }

    fn remember(&self, hash: &BlobHash, address: &str) {
        let mut all = self.stored();
        if all.len() >= MAX_REMEMBERED {
            all.clear();
        }
        all.insert(self.key(hash), Value::from(address));
        self.log.write_upload_log(&Value::Object(all).to_string());
    }
}
