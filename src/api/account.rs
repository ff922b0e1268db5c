//! Where a person's requests go, with which key, and how.

use super::error::Error;
use super::url;
use crate::core::model::EngineId;
use crate::core::secret::ApiKey;

/// Where a person's requests go, and with which key. URLs are absolute, without query or fragment, as
/// [`url::normalise`] gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose protocol is spoken there.
    pub engine: EngineId,
    /// The API's URL: submit, status, result.
    pub api_address: String,
    /// The storage's URL, where uploads are asked for; empty when the engine has none.
    pub storage_address: String,
    /// A relay that speaks the official proxies' convention; every API call goes there when given.
    pub proxy_address: Option<String>,
    /// The key. `None` works only with a proxy that has its own.
    pub key: Option<ApiKey>,
    /// What the person chose for every request.
    pub options: Options,
}

/// Pictures asked for while a result forms, where that is wanted.
pub(super) const PARTIALS: u8 = 2;

/// What a person chose for every request to an engine.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Options {
    /// Ask the provider to remove prompt and result from its records soon after the end.
    pub forget_payloads: bool,
    /// Ask the provider to delete the files after this many seconds, 60 to 157680000; `None` = its own rule.
    pub expire_seconds: Option<u32>,
    /// Ask for the picture while it forms; each costs a little.
    pub with_partials: bool,
}

impl Options {
    /// Pictures that are asked for while the result forms.
    pub const fn partials(&self) -> u8 {
        if self.with_partials { PARTIALS } else { 0 }
    }
}

/// What a test of the connection showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Reachable, and the key was not refused.
    Accepted,
    /// Reachable, but the key was refused, or the account has no credit.
    Refused(Error),
}

impl Account {
    /// The URL of `path` (without a leading slash) at the API.
    pub(super) fn api_url(&self, path: &str) -> String {
        format!("{}/{path}", self.api_address.trim_end_matches('/'))
    }

    /// May a URL found in an answer be used, without a key?
    pub(super) fn allows(&self, url: &str) -> bool {
        let is_local_set_up = [&self.api_address, &self.storage_address]
            .into_iter()
            .chain(&self.proxy_address)
            .any(|configured| url::is_loopback(configured));
        url::is_safe(url) && (is_local_set_up || !url::is_loopback(url))
    }

    /// A server's text as plain text on one line: without the key, control characters and signs that turn
    /// the direction of writing, at most `limit` characters.
    pub(super) fn plain_text(&self, text: &str, limit: usize) -> String {
        let text = match &self.key {
            Some(key) if text.contains(key.expose()) => text.replace(key.expose(), "…"),
            _ => text.to_owned(),
        };
        let is_direction = |character| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let cleaned: String = text
            .chars()
            .take(limit.saturating_mul(4))
            .map(|character| if character.is_control() || is_direction(character) { ' ' } else { character })
            .collect();
        let words: Vec<&str> = cleaned.split(' ').filter(|word| !word.is_empty()).collect();
        words.join(" ").chars().take(limit).collect()
    }
}
