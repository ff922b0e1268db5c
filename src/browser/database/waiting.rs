//! Waiting for IndexedDB, which may not answer at all: every wait has a limit, and what goes forward renews it.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use futures_channel::oneshot;
use wasm_bindgen::JsValue;
use web_sys::{DomException, EventTarget, IdbRequest};

use crate::browser::dom::Listener;
use crate::browser::error::{Error, OrThrown as _};
use crate::browser::time::{now_millis, pause};

/// How long storage may take without a sign of life. Healthy, it answers within some milliseconds.
const LIMIT_MILLIS: f64 = 5_000.0;
/// The slowest disk that is waited for.
const BYTES_PER_MILLI: f64 = 2_000.0;
/// A timer that is this late was not late by itself: the page was asleep, and so were the answers to it.
const ASLEEP_MILLIS: f64 = 1_000.0;

/// How long an answer is waited for.
#[derive(Debug)]
pub(super) struct Patience {
    limit_millis: f64,
    since_millis: Cell<f64>,
}

impl Patience {
    /// For what is small.
    pub(super) fn new() -> Self {
        Self::for_bytes(0.0)
    }

    /// For files of this many bytes in all, written together.
    pub(super) fn for_bytes(bytes: f64) -> Self {
        Self::of_millis(LIMIT_MILLIS + bytes / BYTES_PER_MILLI)
    }

    /// From now on, in milliseconds.
    pub(super) fn of_millis(limit_millis: f64) -> Self {
        Self { limit_millis, since_millis: Cell::new(now_millis()) }
    }

    /// Something has come: the wait begins again.
    pub(super) fn renew(&self) {
        self.since_millis.set(now_millis());
    }

    /// Ends when nothing came for as long as the limit.
    async fn expire(&self) {
        loop {
            let due_millis = self.since_millis.get() + self.limit_millis;
            let left_millis = due_millis - now_millis();
            if left_millis <= 0.0 {
                return;
            }
            pause(left_millis.ceil() as u32).await;
            if now_millis() - due_millis > ASLEEP_MILLIS {
                self.renew();
            }
        }
    }
}

/// What a future gives, or nothing when the patience ends before it.
pub(super) async fn within<T>(patience: &Patience, future: impl Future<Output = T>) -> Option<T> {
    let (mut future, mut end) = (pin!(future), pin!(patience.expire()));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => end.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// What a request gives. It does not end by itself when the storage is stuck.
pub(super) async fn settled(request: &IdbRequest, operation: &'static str) -> Result<JsValue, Error> {
    match first_event(request, ["success", "error", "blocked"]).await {
        "success" => request.result().or_thrown(operation),
        "blocked" => Err(Error::Blocked),
        _ => Err(failure_of(request.error().ok().flatten(), operation)),
    }
}

/// Waits for the first of some events, for as long as it takes.
pub(super) async fn first_event<const N: usize>(
    target: &EventTarget,
    names: [&'static str; N],
) -> &'static str {
    let (sender, event) = oneshot::channel();
    let sender = Rc::new(Cell::new(Some(sender)));
    let _listeners = names.map(|name| {
        let sender = Rc::clone(&sender);
        Listener::on(target, name, move |event| {
            // Otherwise an error would also be reported as uncaught.
            event.prevent_default();
            if let Some(sender) = sender.take() {
                // Fails only when nobody waits any more.
                let _ = sender.send(name);
            }
        })
    });
    event.await.unwrap_or_default()
}

/// What a request or a transaction says of its end.
pub(super) fn failure_of(exception: Option<DomException>, operation: &'static str) -> Error {
    match exception {
        Some(exception) => Error::thrown(operation, &exception),
        None => Error::Exception { operation, name: "refused".to_owned(), message: String::new() },
    }
}
