//! Sends a file and reports how much of it is on its way: `fetch` cannot, so this is the older `XMLHttpRequest`.
//!
//! Carries no key, no cookies and no referrer (the page's policy), so a redirect has nothing to give away.

use futures_channel::mpsc;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Event, EventTarget, ProgressEvent, XmlHttpRequest, XmlHttpRequestResponseType};

use super::dom::Listener;
use crate::api::{Body, HttpRequest, HttpResponse, TransportError};

/// Aborts the request when whoever waits for it is gone.
struct AbortOnDrop(XmlHttpRequest);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        // Fails on a request that was never sent, which is what is wanted.
        let _ = self.0.abort();
    }
}

enum Status {
    /// Bytes on their way.
    Sent(usize),
    /// There is an answer.
    Answered,
    /// Nothing more comes.
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
    let sender = AbortOnDrop(XmlHttpRequest::new().map_err(invalid)?);
    let xhr = &sender.0;
    xhr.open(request.method.as_str(), &request.url).map_err(invalid)?;
    xhr.set_request_header("Content-Type", media_type).map_err(invalid)?;
    for (name, value) in &request.headers {
        xhr.set_request_header(name, value).map_err(invalid)?;
    }
    xhr.set_response_type(XmlHttpRequestResponseType::Arraybuffer);
    let (report, mut statuses) = mpsc::unbounded();
    let _listeners = listen(xhr, &report);
    // The bytes are copied out of this module's memory once, here.
    let out: JsValue = Uint8Array::from(bytes.as_slice()).into();
    xhr.send_with_opt_buffer_source(out.dyn_ref()).map_err(|_| TransportError::Unreachable)?;
    drop(out);
    let mut has_answer = false;
    while let Ok(status) = statuses.recv().await {
        match status {
            Status::Sent(count) => on_sent(count.min(bytes.len())),
            Status::Answered => has_answer = true,
            Status::Ended => break,
        }
    }
    let status = xhr.status().unwrap_or(0);
    if !has_answer || status == 0 {
        return Err(TransportError::Unreachable);
    }
    let header = |name| xhr.get_response_header(name).ok().flatten();
    Ok(HttpResponse {
        status,
        media_type: header("content-type").unwrap_or_default(),
        retry_after_millis: HttpResponse::retry_after_millis(header("retry-after")),
        body: Vec::new(),
        last_url: String::new(),
    })
}

fn listen(xhr: &XmlHttpRequest, report: &mpsc::UnboundedSender<Status>) -> Vec<Listener> {
    let on = |target: &EventTarget, name, status_of: fn(&Event) -> Option<Status>| {
        let report = report.clone();
        Listener::on(target, name, move |event| {
            if let Some(status) = status_of(&event) {
                // Whoever waits may be gone.
                let _ = report.unbounded_send(status);
            }
        })
    };
    let sent = |event: &Event| {
        let progress = event.dyn_ref::<ProgressEvent>()?;
        Some(Status::Sent(progress.loaded() as usize))
    };
    let upload = xhr.upload().ok().map(|upload| on(&upload, "progress", sent));
    let ends = [on(xhr, "load", |_| Some(Status::Answered)), on(xhr, "loadend", |_| Some(Status::Ended))];
    upload.into_iter().chain(ends).collect()
}
