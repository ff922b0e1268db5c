//! One call to the API: the only place where the key is attached.

use serde_json::Value;

use super::{Account, ModelRunner};
use crate::api::{Body, Error, HttpRequest, Method, Transport, address};

/// An answer of the API, whatever its status.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body. Of an error that is no JSON: its text, or null when it is a page.
    pub(super) body: Value,
    /// The server's wish, when it named one.
    pub(super) retry_after_millis: Option<u64>,
}

impl Answer {
    /// HTTP says success; the body may say otherwise.
    pub(super) fn is_success(&self) -> bool {
        is_success(self.status)
    }
}

/// Is this HTTP status a success?
pub(super) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

impl<T: Transport> ModelRunner<'_, T> {
    /// Sends one request with the key, to the API, the storage or, for either, the proxy.
    pub(super) async fn call(
        &self,
        method: Method,
        url: &str,
        json: Option<&Value>,
        max_response_bytes: usize,
    ) -> Result<Answer, Error> {
        let request = HttpRequest {
            method,
            url: self.account.receiver(url)?.to_owned(),
            headers: self.account.headers(url),
            body: json.map_or(Body::Empty, |json| Body::Json(json.to_string())),
            max_response_bytes,
        };
        let response = self.transport.send(request).await?;
        Ok(Answer {
            status: response.status,
            body: read_body(response.status, &response.body)?,
            retry_after_millis: response.retry_after_millis,
        })
    }
}

impl Account {
    /// Who gets the request for `url`, and the key with it.
    fn receiver<'b>(&'b self, url: &'b str) -> Result<&'b str, Error> {
        let unsafe_url = |what| Err(Error::UnsafeUrl { what });
        if !address::is_safe(&self.api_address) {
            return unsafe_url("API address");
        }
        if !address::is_safe(&self.storage_address) {
            return unsafe_url("storage address");
        }
        if !address::is_same_origin(url, &self.api_address)
            && !address::is_same_origin(url, &self.storage_address)
        {
            return Err(Error::ForeignUrl {
                host: address::host(url),
            });
        }
        match &self.proxy_address {
            Some(proxy) if !address::is_safe(proxy) => unsafe_url("proxy address"),
            Some(proxy) => Ok(proxy),
            None if self.key.is_none() => Err(Error::NoKey),
            None => Ok(url),
        }
    }

    fn headers(&self, url: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![("Accept", "application/json".to_owned())];
        if let Some(key) = &self.key {
            headers.push(("Authorization", format!("Key {}", key.expose())));
        }
        if self.proxy_address.is_some() {
            headers.push(("x-modelrunner-target-url", url.to_owned()));
        }
        headers
    }
}

/// Reads a body. `serde_json` gives up on more than 128 levels, so a deep answer is an error, not a crash.
fn read_body(status: u16, bytes: &[u8]) -> Result<Value, Error> {
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(_) if is_success(status) => Err(Error::Malformed {
            what: "it is not JSON",
        }),
        Err(_) => {
            let text = String::from_utf8_lossy(bytes);
            let is_markup = text.trim_start().starts_with('<');
            Ok(if is_markup {
                Value::Null
            } else {
                Value::String(text.into_owned())
            })
        }
    }
}
