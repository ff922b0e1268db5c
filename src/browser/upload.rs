//! Sends a file and tells how much of it is on its way: `fetch` cannot, so this is the older way.
//!
//! Carries no key, no cookies and no referrer (the page's policy), so a redirect has nothing to give away.

use std::cell::Cell;
use std::rc::Rc;

use futures_channel::mpsc;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

use super::dom::Listener;
use crate::api::{Body, HttpRequest, HttpResponse, TransportError};

/// Breaks the request off when whoever waits for it is gone.
struct Breaker(XmlHttpRequest);

impl Drop for Breaker {
    fn drop(&mut self) {
        // Fails on a request that was never sent, which is what is wanted.
        let _ = self.0.abort();
    }
}

enum Word {
    Sent(usize),
    Ended,
}

/// Sends the bytes of `request` once. The answer's body is not read: a storage has nothing to say that counts.
pub(super) async fn put(
    request: HttpRequest,
    on_sent: &dyn Fn(usize),
) -> Result<HttpResponse, TransportError> {
    let invalid = |_: JsValue| TransportError::InvalidUrl;
    let Body::Bytes { media_type, bytes } = &request.body else {
        return Err(TransportError::InvalidUrl);
    };
    let sender = Breaker(XmlHttpRequest::new().map_err(invalid)?);
    let xhr = &sender.0;
    xhr.open(request.method.word(), &request.url).map_err(invalid)?;
    xhr.set_request_header("Content-Type", media_type).map_err(invalid)?;
    for (name, value) in &request.headers {
        xhr.set_request_header(name, value).map_err(invalid)?;
    }
    xhr.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    let (tell, mut hear) = mpsc::unbounded();
    let has_answer = Rc::new(Cell::new(false));
    let _listeners = listen(xhr, &tell, &has_answer);
    // The bytes are copied out of this module's memory once, here.
    let out: JsValue = Uint8Array::from(bytes.as_slice()).into();
    xhr.send_with_opt_buffer_source(out.dyn_ref()).map_err(|_| TransportError::Unreachable)?;
    drop(out);
    while let Ok(word) = hear.recv().await {
        match word {
            Word::Sent(count) => on_sent(count.min(bytes.len())),
            Word::Ended => break,
        }
    }
    let status = xhr.status().unwrap_or(0);
    if !has_answer.get() || status == 0 {
        return Err(TransportError::Unreachable);
    }
    let header = |name| xhr.get_response_header(name).ok().flatten();
    Ok(HttpResponse {
        status,
        media_type: header("content-type").unwrap_or_default(),
        retry_after_millis: super::fetch::retry_after_millis(header("retry-after")),
        body: Vec::new(),
    })
}

fn listen(
    xhr: &XmlHttpRequest,
    tell: &mpsc::UnboundedSender<Word>,
    has_answer: &Rc<Cell<bool>>,
) -> Vec<Listener> {
    let mut listeners = Vec::new();
    if let Ok(upload) = xhr.upload() {
        let tell = tell.clone();
        listeners.push(Listener::on(upload.as_ref(), "progress", move |event| {
            if let Some(event) = event.dyn_ref::<ProgressEvent>() {
                // Whoever waits may be gone.
                let _ = tell.unbounded_send(Word::Sent(event.loaded() as usize));
            }
        }));
    }
    let (ended, answered) = (tell.clone(), Rc::clone(has_answer));
    listeners.push(Listener::on(xhr.as_ref(), "load", move |_| answered.set(true)));
    listeners.push(Listener::on(xhr.as_ref(), "loadend", move |_| {
        // As above.
        let _ = ended.unbounded_send(Word::Ended);
    }));
    listeners
}
