//! ModelRunner's queue protocol: upload, submit, poll, fetch, download.
//!
//! The key goes to the API address, the storage address and, if one is set, the proxy address, all three
//! chosen by the person; never to presigned uploads, result files or any other host. Addresses in answers are
//! used with the key only at the API's own origin. One call, one attempt: the job machine decides on repeats.

mod answers;
mod body;
mod calls;
#[cfg(test)]
mod tests;

pub use body::request_json;
pub use calls::{Connection, ModelRunner};

use crate::core::secret::ApiKey;

/// The model's place at the provider.
pub const ENDPOINT: &str = "openai/gpt-image-2/edit";
/// The endpoint's first two segments: what the provider's own clients ask under.
const STATUS_ENDPOINT: &str = "openai/gpt-image-2";

/// Whom to speak to, and with which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The queue, without a slash at the end.
    pub api_address: String,
    /// The storage, without a slash at the end.
    pub storage_address: String,
    /// A proxy that speaks the provider's server-proxy convention.
    pub proxy_address: Option<String>,
    /// The key.
    pub key: ApiKey,
}
