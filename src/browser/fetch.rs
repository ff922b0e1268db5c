//! The transport of the protocols: `fetch` by gloo-net, one attempt each.
//!
//! Requests carry no cookies and no referrer. Only a download follows redirects: neither a key nor a submit does.

use gloo_net::http::{self, RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestMode, RequestRedirect,
};

use super::{tabs, time};
use crate::api::{Body, HttpRequest, HttpResponse, Method, Transport, TransportError};

/// The page's transport.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn send_streaming(
        &self,
        request: HttpRequest,
        on_piece: &mut dyn FnMut(&[u8]),
    ) -> Result<HttpResponse, TransportError> {
        let abort = AbortOnDrop::new()?;
        let sent = build(&request, &abort)?.send();
        let response = sent.await.map_err(|_| TransportError::Unreachable)?;
        read(&response, request.max_response_bytes, on_piece).await?;
        Ok(HttpResponse {
            status: response.status(),
            media_type: response.headers().get("content-type").unwrap_or_default(),
            retry_after_millis: HttpResponse::retry_after_millis(response.headers().get("retry-after")),
            body: Vec::new(),
            last_url: if request.follows_redirects { response.url() } else { String::new() },
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

/// Aborts the request when whoever waits for it is gone; after its end that does nothing.
struct AbortOnDrop(AbortController);

impl AbortOnDrop {
    fn new() -> Result<Self, TransportError> {
        AbortController::new().map(Self).map_err(|_| TransportError::Unreachable)
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn build(request: &HttpRequest, abort: &AbortOnDrop) -> Result<http::Request, TransportError> {
    let builder = RequestBuilder::new(&request.url)
        .method(match request.method {
            Method::Get => http::Method::GET,
            Method::Head => http::Method::HEAD,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Delete => http::Method::DELETE,
        })
        .mode(RequestMode::Cors)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .redirect(if request.follows_redirects { RequestRedirect::Follow } else { RequestRedirect::Error })
        .abort_signal(Some(&abort.0.signal()))
        .headers(http::Headers::from_raw(headers(request).map_err(|_| TransportError::InvalidUrl)?));
    let built = match &request.body {
        Body::Empty => builder.build(),
        Body::Json(text) => builder.body(text),
        Body::Bytes { bytes, .. } => builder.body(Uint8Array::from(bytes.as_slice())),
    };
    built.map_err(|_| TransportError::InvalidUrl)
}

/// gloo-net's own `Headers` panic at a value that is none; here it is an error.
fn headers(request: &HttpRequest) -> Result<Headers, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    match &request.body {
        Body::Empty => (),
        Body::Json(_) => headers.set("Content-Type", "application/json")?,
        Body::Bytes { media_type, .. } => headers.set("Content-Type", media_type)?,
    }
    Ok(headers)
}

/// Bytes that are handed on at once.
const PIECE_BYTES: u32 = 64 << 10;
/// Work without a pause: what has arrived would else be read in one task, however much it is.
const LONGEST_WORK_MILLIS: f64 = 12.0;

/// Reads the answer piece by piece, so that an endless one is broken off at the limit, and a long one leaves the page
/// time for the person.
async fn read(
    response: &Response,
    limit: usize,
    on_piece: &mut dyn FnMut(&[u8]),
) -> Result<(), TransportError> {
    let Some(stream) = response.body() else {
        return Ok(());
    };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| TransportError::Interrupted)?;
    let (mut piece, mut length, mut rested_millis) = (Vec::new(), 0, time::now_millis());
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(|_| TransportError::Interrupted)?;
        let member = |name: &str| Reflect::get(&read, &name.into()).unwrap_or_default();
        if member("done").is_truthy() {
            return Ok(());
        }
        let bytes: Uint8Array = member("value").dyn_into().map_err(|_| TransportError::Interrupted)?;
        let mut from = 0;
        while from < bytes.length() {
            let to = bytes.length().min(from + PIECE_BYTES);
            length += (to - from) as usize;
            if length > limit {
                // The rest is not wanted: whoever drops the request aborts it.
                return Err(TransportError::TooLarge { limit });
            }
            piece.resize((to - from) as usize, 0);
            bytes.subarray(from, to).copy_to(&mut piece);
            on_piece(&piece);
            from = to;
            // Nobody waits for a page that is not seen, and its timers are slow.
            if time::now_millis() - rested_millis > LONGEST_WORK_MILLIS {
                if !tabs::is_hidden() {
                    time::sleep(0).await;
                }
                rested_millis = time::now_millis();
            }
        }
    }
}
