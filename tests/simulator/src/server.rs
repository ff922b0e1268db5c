//! From the socket to a provider and back. The only module that knows axum's routing and bodies.

use std::io;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, Response, StatusCode};
use serde_json::json;
use tokio::net::TcpListener;

use crate::answer::Answer;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::settings::Settings;
use crate::simulator::Simulator;
use crate::sync::locked;
use crate::{control, cors, providers};

/// Longest body accepted: 64 MiB.
pub const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;

/// Serves on a bound listener until the future is dropped. `seed` chooses the names of jobs and files;
/// `None` takes the clock.
///
/// # Errors
/// That of the listener.
pub async fn serve(listener: TcpListener, settings: Settings, seed: Option<u64>) -> io::Result<()> {
    let bound_to = listener.local_addr()?.to_string();
    let seed = seed.unwrap_or_else(seed_of_clock);
    let simulator = Arc::new(Simulator::new(bound_to, settings, seed));
    let router: Router = Router::new().fallback(receive).with_state(simulator);
    axum::serve(listener, router).await
}

fn seed_of_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos() as u64
}

/// One request from its head to its answer.
async fn receive(State(simulator): State<Arc<Simulator>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let mut incoming = Incoming::new(head.method, &head.uri, head.headers, &simulator.bound_to);
    let Ok(bytes) = to_bytes(body, MAX_BODY_BYTES).await else {
        let message = format!("body is not readable or over the limit of {MAX_BODY_BYTES} bytes");
        return response(Answer::json(413, &json!({"error": message})));
    };
    incoming.body = bytes;
    if incoming.path.starts_with(control::PREFIX) && incoming.virtual_host.is_none() {
        return response(control::answer(&simulator, &incoming));
    }
    let mut answer = if incoming.method == Method::OPTIONS {
        cors::preflight(&incoming)
    } else {
        providers::answer(&simulator, &incoming)
    };
    if simulator.settings().fault == Some(Fault::NoCors) {
        answer.has_cors = false;
    }
    locked(&simulator.journal).note(&incoming, answer.status);
    response(answer)
}

fn response(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut set = |name: &'static str, value: &str| {
        // Values come from our own texts or were header values before, so all of them are valid.
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    if !answer.media_type.is_empty() {
        set("content-type", &answer.media_type);
    }
    for (name, value) in &answer.headers {
        set(name, value);
    }
    if answer.has_cors {
        for (name, value) in cors::headers() {
            set(name, value);
        }
    }
    response
}
