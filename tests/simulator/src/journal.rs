//! What was asked since the last reset, for tests to read. Keys are kept as hashes only.

use std::collections::VecDeque;

use pentimento::core::request::BlobHash;
use serde_json::{Value, json};

use crate::incoming::Incoming;

/// Most entries kept; the oldest go first.
const MAX_ENTRIES: usize = 4_000;
/// Longest JSON body kept, in bytes.
const MAX_JSON_BYTES: usize = 256 * 1024;
/// Hex digits of the hash of an `Authorization` value.
const HASH_PREFIX_DIGITS: usize = 12;

/// The requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<Value>,
    dropped: u64,
}

impl Journal {
    /// Notes a request and the status it was answered with.
    pub(crate) fn note(&mut self, incoming: &Incoming, answer_status: u16) {
        if self.entries.len() >= MAX_ENTRIES {
            self.entries.pop_front();
            self.dropped += 1;
        }
        self.entries.push_back(entry(incoming, answer_status));
    }

    /// All entries as JSON.
    pub(crate) fn to_json(&self) -> Value {
        json!({"requests": self.entries, "dropped": self.dropped})
    }
}

fn entry(incoming: &Incoming, answer_status: u16) -> Value {
    let header_names: Vec<&str> = incoming.headers.keys().map(hyper::header::HeaderName::as_str).collect();
    let query: Vec<(String, String)> =
        form_urlencoded::parse(incoming.raw_query.as_bytes()).into_owned().collect();
    let json_body: Option<Value> = (incoming.body.len() <= MAX_JSON_BYTES)
        .then(|| serde_json::from_slice(&incoming.body).ok())
        .flatten();
    json!({
        "method": incoming.method.as_str(),
        "origin": incoming.origin,
        "virtual_host": incoming.virtual_host,
        "path": incoming.received_path(),
        "query": query,
        "header_names": header_names,
        "content_type": incoming.header("content-type"),
        "authorization": authorization(incoming),
        "json": json_body,
        "body_bytes": incoming.body.len(),
        "answer_status": answer_status,
    })
}

/// The scheme and the beginning of the SHA-256 of the whole value; `null` when there is none.
fn authorization(incoming: &Incoming) -> Value {
    let Some(value) = incoming.headers.get("authorization") else {
        return Value::Null;
    };
    let hash = BlobHash::of(value.as_bytes()).0;
    let scheme = incoming.header("authorization").split(' ').next().unwrap_or_default();
    json!({
        "scheme": scheme,
        "sha256_prefix": hash.get(..HASH_PREFIX_DIGITS).unwrap_or_default(),
    })
}
