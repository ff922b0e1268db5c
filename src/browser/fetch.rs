//! The transport of the protocols: `fetch`, one attempt each.
//!
//! Requests carry no cookies and no referrer. A redirect is refused when the request carries a key, so that
//! the key never follows one.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Response,
};

use crate::api::{Body, HttpRequest, HttpResponse, Transport, TransportError};

/// The page's transport.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn send_and_hear(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> Result<HttpResponse, TransportError> {
        let window = web_sys::window().ok_or(TransportError::Unreachable)?;
        let options = options_of(&request)?;
        let breaker = Breaker::new();
        if let Some(breaker) = &breaker {
            options.set_signal(Some(&breaker.0.signal()));
        }
        let response = JsFuture::from(window.fetch_with_str_and_init(&request.url, &options))
            .await
            .map_err(|_| TransportError::Unreachable)?;
        let response: Response = response.dyn_into().map_err(|_| TransportError::Unreachable)?;
        let header = |name| response.headers().get(name).ok().flatten();
        Ok(HttpResponse {
            status: response.status(),
            media_type: header("content-type").unwrap_or_default(),
            retry_after_millis: retry_after_millis(header("retry-after")),
            body: read(&response, request.max_response_bytes, on_piece).await?,
        })
    }

    async fn put(
        &self,
        request: HttpRequest,
        on_sent: &dyn Fn(usize),
    ) -> Result<HttpResponse, TransportError> {
        super::upload::put(request, on_sent).await
    }
}

/// Breaks the request off when whoever waits for it is gone; after its end that does nothing.
struct Breaker(AbortController);

impl Breaker {
    fn new() -> Option<Self> {
        AbortController::new().ok().map(Self)
    }
}

impl Drop for Breaker {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn options_of(request: &HttpRequest) -> Result<RequestInit, TransportError> {
    let invalid = |_: JsValue| TransportError::InvalidUrl;
    let headers = Headers::new().map_err(invalid)?;
    for (name, value) in &request.headers {
        headers.set(name, value).map_err(invalid)?;
    }
    let options = RequestInit::new();
    options.set_method(request.method.word());
    options.set_mode(RequestMode::Cors);
    options.set_credentials(RequestCredentials::Omit);
    options.set_cache(RequestCache::NoStore);
    options.set_referrer_policy(ReferrerPolicy::NoReferrer);
    let carries_key = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    options.set_redirect(if carries_key { RequestRedirect::Error } else { RequestRedirect::Follow });
    match &request.body {
        Body::Empty => (),
        Body::Json(text) => {
            headers.set("Content-Type", "application/json").map_err(invalid)?;
            options.set_body(&JsValue::from_str(text));
        }
        Body::Bytes { media_type, bytes } => {
            headers.set("Content-Type", media_type).map_err(invalid)?;
            options.set_body(&Uint8Array::from(bytes.as_slice()).into());
        }
    }
    options.set_headers(&headers);
    Ok(options)
}

/// A server's `Retry-After`, when it is a number of seconds.
pub(super) fn retry_after_millis(header: Option<String>) -> Option<u64> {
    let seconds: u64 = header?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1000))
}

/// Reads the answer piece by piece, so that an endless one is broken off at the limit.
async fn read(
    response: &Response,
    limit: usize,
    on_piece: &mut dyn FnMut(&[u8]),
) -> Result<Vec<u8>, TransportError> {
    let Some(stream) = response.body() else {
        return Ok(Vec::new());
    };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| TransportError::Interrupted)?;
    let mut body = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(|_| TransportError::Interrupted)?;
        let is_done = Reflect::get(&piece, &"done".into()).is_ok_and(|done| done.is_truthy());
        if is_done {
            return Ok(body);
        }
        let bytes = Reflect::get(&piece, &"value".into())
            .ok()
            .and_then(|value| value.dyn_into::<Uint8Array>().ok())
            .ok_or(TransportError::Interrupted)?;
        if body.len() + bytes.length() as usize > limit {
            // The rest is not wanted; whether the cancel succeeds changes nothing.
            let _ = JsFuture::from(reader.cancel()).await;
            return Err(TransportError::TooLarge { limit });
        }
        let start = body.len();
        body.resize(start + bytes.length() as usize, 0);
        if let Some(room) = body.get_mut(start..) {
            bytes.copy_to(room);
            on_piece(room);
        }
    }
}
