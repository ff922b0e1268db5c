//! The worker's end of the message port.

use js_sys::{Object, Reflect};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::attachment::{JsAttachments, pack, parse, unpack};
use super::error::Error;
use crate::worker::{self, AnyTask, Reply, Request};

impl From<Error> for worker::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Exception { operation, name, message } => {
                Self::Browser { operation: operation.to_owned(), name, message }
            }
            Error::Blocked | Error::TimedOut { .. } | Error::Changed => Self::Missing(error.to_string()),
            Error::Missing(what) => Self::Missing(what.to_owned()),
        }
    }
}

/// The worker's way to the page.
#[derive(Clone, Debug)]
pub struct WorkerPort {
    scope: DedicatedWorkerGlobalScope,
}

impl WorkerPort {
    /// The port of the worker this code runs in.
    ///
    /// # Errors
    /// When it does not run in a worker.
    pub fn of_this_worker() -> Result<Self, Error> {
        let scope = js_sys::global().dyn_into().map_err(|_| Error::Missing("a worker"))?;
        Ok(Self { scope })
    }

    /// Sends a reply. A page that is gone is no error.
    pub fn reply<Body: Serialize>(&self, reply: &Reply<Body>) {
        if let Ok((message, moved)) = pack(reply) {
            // Fails only when the page is gone.
            let _ = self.scope.post_message_with_transfer(&message, &moved);
        }
    }

    /// Reports that the worker broke.
    pub fn report_crash(&self, message: String) {
        self.reply::<()>(&Reply::Crashed { message });
    }

    /// Calls `on_request` for each request, for as long as the worker lives (its listeners are never removed: they
    /// end with its scope), and reports what escapes it
    /// (a trap, a rejected promise) as [`Reply::Crashed`].
    pub fn serve(&self, mut on_request: impl FnMut(u32, AnyTask<JsAttachments>) + 'static) {
        let port = self.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let Some((text, list)) = unpack(&event.data()) else {
                return;
            };
            match parse::<Request<_>>(&text, list) {
                Ok(request) => on_request(request.id, request.task),
                Err(error) => port.report_crash(format!("unknown request: {error}")),
            }
        });
        self.scope.set_onmessage(Some(on_message.into_js_value().unchecked_ref()));

        let port = self.clone();
        let on_escape = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            let reason = Reflect::get(&event, &"reason".into()).ok().filter(|value| !value.is_undefined());
            let reason = reason.or_else(|| Reflect::get(&event, &"message".into()).ok());
            let message = reason
                .map(|value| {
                    value.as_string().unwrap_or_else(|| String::from(Object::from(value).to_string()))
                })
                .unwrap_or_default();
            port.report_crash(message);
        })
        .into_js_value();
        for name in ["unhandledrejection", "error"] {
            // Fails only on an invalid listener.
            let _ = self.scope.add_event_listener_with_callback(name, on_escape.unchecked_ref());
        }
    }
}
