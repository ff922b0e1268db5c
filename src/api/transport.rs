//! The two things a protocol needs from the world: to send a request, and to wait.

use std::future::Future;

/// HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Ask whether it is there.
    Head,
    /// Create, ask.
    Post,
    /// Write in place.
    Put,
    /// Remove.
    Delete,
}

impl Method {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What is sent along.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// JSON text.
    Json(String),
    /// Raw bytes of a media type.
    Bytes {
        /// The `Content-Type`.
        media_type: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
}

/// One request.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The whole URL.
    pub url: String,
    /// Extra headers; `Content-Type` comes from the body.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent along.
    pub body: Body,
    /// Most bytes of answer accepted; a longer one is [`TransportError::TooLarge`], once these have been handed on.
    pub max_response_bytes: usize,
    /// Of a download only. With a key the key would follow, with a submit the submit, which may be billed at either
    /// end; a redirect of such a request is [`TransportError::Unreachable`].
    pub follows_redirects: bool,
}

impl HttpRequest {
    /// A request without a key, a header and a body, which follows no redirect.
    pub(super) fn bare(method: Method, url: String, max_response_bytes: usize) -> Self {
        let (headers, body) = (Vec::new(), Body::Empty);
        Self { method, url, headers, body, max_response_bytes, follows_redirects: false }
    }
}

impl std::fmt::Debug for HttpRequest {
    /// Without headers and body: a key is never printed.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.method.as_str(), self.url)
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// `Content-Type`, empty when not given or not exposed.
    pub media_type: String,
    /// `Retry-After` in milliseconds, when given, readable and a number of seconds.
    pub retry_after_millis: Option<u64>,
    /// The bytes; none where they were handed on as they came.
    pub body: Vec<u8>,
    /// Where they came from after redirects; empty when the request follows none.
    pub last_url: String,
}

impl HttpResponse {
    /// A `Retry-After` header in milliseconds, when it is a number of seconds.
    pub fn retry_after_millis(header: Option<String>) -> Option<u64> {
        let seconds: u64 = header?.trim().parse().ok()?;
        Some(seconds.saturating_mul(1000))
    }
}

/// No answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The browser gave no answer and no reason: network, DNS, CORS, an ad blocker, offline.
    #[error("no answer: the network or CORS is in the way")]
    Unreachable,
    /// Longer than the request accepts.
    #[error("the answer is over the limit of {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// The connection broke in the middle of the answer.
    #[error("the answer broke off")]
    Interrupted,
    /// The URL is none.
    #[error("the URL is not valid")]
    InvalidUrl,
}

/// Sends requests. One attempt each: retries are the caller's decision, since submits must not repeat.
pub trait Transport {
    /// Sends `request` once and reads the whole answer.
    fn send(&self, request: HttpRequest) -> impl Future<Output = Result<HttpResponse, TransportError>> {
        async {
            let mut body = Vec::new();
            let response = self.send_streaming(request, &mut |piece| body.extend_from_slice(piece)).await?;
            Ok(HttpResponse { body, ..response })
        }
    }

    /// As [`Transport::send`], for bytes without a key; `on_sent` gets how many of them are on their way.
    fn put(
        &self,
        request: HttpRequest,
        _on_sent: &dyn Fn(usize),
    ) -> impl Future<Output = Result<HttpResponse, TransportError>> {
        self.send(request)
    }

    /// Sends `request` once; `on_piece` gets each piece of the answer's body as it comes, and the answer has none.
    fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> impl Future<Output = Result<HttpResponse, TransportError>>;
}

/// The time, and waiting.
pub trait Clock {
    /// Milliseconds since 1970.
    fn now_millis(&self) -> f64;
    /// Waits.
    fn sleep(&self, millis: u32) -> impl Future<Output = ()>;
}
