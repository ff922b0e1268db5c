//! One call to the API: the only place where the key is attached.

use serde_json::Value;

use super::{Account, Body, Client, Error, HttpRequest, Method, Transport, address, provider};

/// An answer of the API, whatever its status.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
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

/// What is sent, beside the address.
pub(super) struct Sent {
    pub(super) method: Method,
    /// Beside those of every call.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
    pub(super) max_response_bytes: usize,
}

impl Sent {
    /// Nothing but a method.
    pub(super) fn plain(method: Method) -> Self {
        Self {
            method,
            headers: Vec::new(),
            body: Body::Empty,
            max_response_bytes: super::client::SMALL_ANSWER_BYTES,
        }
    }
}

impl<T: Transport> Client<'_, T> {
    /// Sends one request with the key, to the API, the storage or, for either, the proxy. `on_piece` hears the
    /// answer as it comes.
    pub(super) async fn send(
        &self,
        url: &str,
        sent: Sent,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> Result<Answer, Error> {
        let mut headers = self.account.headers(url);
        headers.extend(sent.headers);
        let request = HttpRequest {
            method: sent.method,
            url: self.account.receiver(url)?.to_owned(),
            headers,
            body: sent.body,
            max_response_bytes: sent.max_response_bytes,
        };
        let response = self.transport.send_and_hear(request, on_piece).await?;
        Ok(Answer {
            status: response.status,
            body: self.provider.read_body(&response)?,
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
        let has_storage = !self.storage_address.is_empty();
        if has_storage && !address::is_safe(&self.storage_address) {
            return unsafe_url("storage address");
        }
        let is_storage = has_storage && address::is_same_origin(url, &self.storage_address);
        if !is_storage && !address::is_same_origin(url, &self.api_address) {
            return Err(Error::ForeignUrl { host: address::host(url) });
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
            let scheme = provider::of(self.engine).scheme();
            headers.push(("Authorization", format!("{scheme} {}", key.expose())));
        }
        if self.proxy_address.is_some() {
            headers.push((provider::of(self.engine).target_header(), url.to_owned()));
        }
        headers
    }
}

/// Deepest structure that is read.
const MAX_DEPTH: usize = 64;

/// Reads a body. A deep answer is an error, not a crash.
pub(super) fn read_body(status: u16, bytes: &[u8]) -> Result<Value, Error> {
    if is_deep(bytes) {
        return Err(Error::Malformed { what: "it is nested too deeply" });
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(_) if is_success(status) => Err(Error::Malformed { what: "it is not JSON" }),
        Err(_) => {
            let text = String::from_utf8_lossy(bytes);
            let is_markup = text.trim_start().starts_with('<');
            Ok(if is_markup { Value::Null } else { Value::String(text.into_owned()) })
        }
    }
}

/// Is JSON nested deeper than [`MAX_DEPTH`]? Brackets in texts do not count.
fn is_deep(bytes: &[u8]) -> bool {
    let (mut depth, mut in_text, mut is_escaped) = (0_usize, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_text => is_escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => (),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => (),
        }
        if depth > MAX_DEPTH {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_is_limited_outside_texts() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read_body(200, nested(MAX_DEPTH).as_bytes()).is_ok());
        assert!(read_body(200, nested(MAX_DEPTH + 1).as_bytes()).is_err());
        assert!(read_body(500, nested(100_000).as_bytes()).is_err());
        let text = format!("\"{}\\\"{}\"", "[".repeat(100), "{".repeat(100));
        assert!(read_body(200, text.as_bytes()).is_ok());
    }
}
