//! `openai/gpt-image-2/edit` at ModelRunner: upload, submit, look up, poll, fetch, download.
//!
//! Invariants, each held by one function of `call.rs` or `storage.rs`:
//!
//! - The key goes to the configured API and storage addresses only, compared by scheme, host and port; with a
//!   proxy address it goes to that one address, which the person configured for it, and the real address
//!   stands in the header `x-modelrunner-target-url`. It never goes to the presigned upload, to a download or
//!   into an error.
//! - One call is one attempt: what is tried again, and when, is `core::job`'s decision.
//! - An answer is judged by its body, too: some proxies turn every status into 200.
//! - Addresses in answers are used only if they are `https`, or on this device when the person configured an
//!   address of this device.
//!
//! Not here: waiting, retries, redirects (the [`Transport`] fails a request with a key that is redirected),
//! cancelling (the provider has none), webhooks, streams.

mod call;
mod data_url;
mod logs;
mod output;
mod reported;
mod request;
mod storage;
#[cfg(test)]
mod tests;
mod wire;

pub use request::{ENDPOINT, request_json};

use serde_json::json;

use super::{Error, Method, Transport, address};
use crate::core::job::{FetchAnswer, LookUp, PollAnswer, RemoteInputs, Ticket};
use crate::core::request::EditRequest;
use crate::core::secret::ApiKey;

/// Where a person's requests go, and with which key. Addresses are absolute, without query or fragment, as
/// [`address::normalise`] gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The queue's address: submit, status, result.
    pub api_address: String,
    /// The storage's address: where uploads are asked for.
    pub storage_address: String,
    /// A relay that speaks the official proxy's convention; every API call goes there when given.
    pub proxy_address: Option<String>,
    /// The key. `None` works only with a proxy that has its own.
    pub key: Option<ApiKey>,
}

/// What a test of the connection showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Reachable, and the key was not refused.
    Accepted,
    /// Reachable, and the key was refused.
    KeyRefused {
        /// For the person.
        message: String,
    },
    /// Reachable, and the account has no credit.
    NoCredit {
        /// For the person.
        message: String,
    },
}

/// A client of the provider for one account.
#[derive(Debug)]
pub struct ModelRunner<'a, T: Transport> {
    transport: &'a T,
    account: Account,
}

/// Most bytes of an answer that carries no pictures.
const SMALL_ANSWER_BYTES: usize = 4 << 20;
/// Most bytes of a result's JSON, which may carry pictures as base64.
const RESULT_BYTES: usize = 64 << 20;
/// A well-formed request id that no request has.
const FAKE_REQUEST_ID: &str = "pentimento-connection";

impl<'a, T: Transport> ModelRunner<'a, T> {
    /// A client for `account`. Nothing is sent yet.
    pub fn new(transport: &'a T, account: Account) -> Self {
        Self { transport, account }
    }

    /// Sends the request, once.
    ///
    /// # Errors
    /// [`Error::is_ambiguous_for_submit`] tells whether the request may have been accepted all the same.
    pub async fn submit(
        &self,
        request: &EditRequest,
        inputs: &RemoteInputs,
        tag: &str,
    ) -> Result<Ticket, Error> {
        let url = self.account.api_url(ENDPOINT);
        let body = request_json(request, inputs, tag);
        let answer = self
            .call(Method::Post, &url, Some(&body), SMALL_ANSWER_BYTES)
            .await?;
        wire::read_submitted(&self.account, &answer)
    }

    /// Asks whether a request with this tag was accepted.
    ///
    /// # Errors
    /// When there is no answer or the answer is an error; nothing is known then.
    pub async fn look_up(&self, tag: &str) -> Result<LookUp, Error> {
        let filter = address::encode_query_value(&json!({ "job": tag }).to_string());
        let url = self
            .account
            .api_url(&format!("requests?metadata={filter}&limit=1"));
        let answer = self.call(Method::Get, &url, None, RESULT_BYTES).await?;
        wire::read_look_up(&self.account, &answer, tag)
    }

    /// Asks how far a request is.
    ///
    /// # Errors
    /// When the answer does not tell. [`Error::ForeignUrl`] when the ticket is of another API address.
    pub async fn status(&self, ticket: &Ticket) -> Result<PollAnswer, Error> {
        let sign = if ticket.status_url.contains('?') { '&' } else { '?' };
        let url = format!("{}{sign}logs=1", ticket.status_url);
        let answer = self.call(Method::Get, &url, None, SMALL_ANSWER_BYTES).await?;
        match wire::read_status(&self.account, &answer) {
            Err(Error::Status { status: 404, .. }) => {
                let record = self.record(ticket).await?;
                wire::read_status(&self.account, &record)
            }
            told => told,
        }
    }

    /// Fetches the result of a request whose status is completed.
    ///
    /// # Errors
    /// When the answer does not tell. [`Error::ForeignUrl`] when the ticket is of another API address.
    pub async fn result(&self, ticket: &Ticket) -> Result<FetchAnswer, Error> {
        let answer = self
            .call(Method::Get, &ticket.response_url, None, RESULT_BYTES)
            .await?;
        match wire::read_result(&self.account, &answer) {
            Err(Error::Status { status: 404, .. }) => {
                let record = self.record(ticket).await?;
                wire::read_result(&self.account, &record)
            }
            told => told,
        }
    }

    /// The record of a request by its id alone: where to look when the longer address answers 404.
    async fn record(&self, ticket: &Ticket) -> Result<call::Answer, Error> {
        let id = wire::checked_id(&ticket.request_id).ok_or(Error::Malformed {
            what: "the request's id is not valid",
        })?;
        let url = self.account.api_url(&format!("requests/{id}"));
        self.call(Method::Get, &url, None, RESULT_BYTES).await
    }

    /// Asks for the status of a request that does not exist: costs nothing, and the answer shows whether the
    /// API is reachable and what it thinks of the key. A server that looks the request up before the key
    /// would accept any key here.
    ///
    /// # Errors
    /// [`Error::Transport`] when not reachable; any other answer that is not the API's own word.
    pub async fn test_connection(&self) -> Result<Connection, Error> {
        let url = wire::status_url(&wire::request_url(&self.account, FAKE_REQUEST_ID));
        let answer = self.call(Method::Get, &url, None, SMALL_ANSWER_BYTES).await?;
        wire::read_connection(&self.account, &answer)
    }
}

impl Account {
    /// The address of `path` (without a leading slash) at the API.
    fn api_url(&self, path: &str) -> String {
        format!("{}/{path}", self.api_address.trim_end_matches('/'))
    }

    /// May an address found in an answer be used, without a key?
    fn allows(&self, url: &str) -> bool {
        let is_local_set_up = [&self.api_address, &self.storage_address]
            .into_iter()
            .chain(&self.proxy_address)
            .any(|configured| address::is_loopback(configured));
        address::is_safe(url) && (is_local_set_up || !address::is_loopback(url))
    }

    /// A server's text as plain text on one line: without the key, control characters and signs that turn
    /// the direction of writing, at most `limit` characters.
    fn plain_text(&self, text: &str, limit: usize) -> String {
        let text = match &self.key {
            Some(key) if text.contains(key.expose()) => text.replace(key.expose(), "…"),
            _ => text.to_owned(),
        };
        let is_direction = |character| matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let cleaned: String = text
            .chars()
            .take(limit.saturating_mul(4))
            .map(|character| {
                if character.is_control() || is_direction(character) {
                    ' '
                } else {
                    character
                }
            })
            .collect();
        let words: Vec<&str> = cleaned.split(' ').filter(|word| !word.is_empty()).collect();
        words.join(" ").chars().take(limit).collect()
    }
}
