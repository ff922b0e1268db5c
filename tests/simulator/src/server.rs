//! From the socket to a provider and back. The only module that knows sockets and HTTP bodies.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt as _, Either, Full, Limited};
use hyper::body::{Bytes, Frame, Incoming as Upload};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use crate::answer::{Answer, Content, Delivery};
use crate::cors::{self, CorsPolicy};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::settings::Settings;
use crate::simulator::Simulator;
use crate::sync::locked;
use crate::{control, providers};

/// Longest body accepted: 64 MiB.
pub const MAX_BODY_BYTES: usize = 64 * 1024 * 1024;
/// How long a client waits for an answer that does not come.
pub const HANG: Duration = Duration::from_secs(30);
/// Pieces of a slow body in a second.
const SLOW_PIECES_PER_SECOND: u32 = 20;

/// Serves on a bound listener until the future is dropped. `seed` chooses the names of jobs and files;
/// `None` takes the clock.
///
/// # Errors
/// That of the listener.
pub async fn serve(listener: TcpListener, settings: Settings, seed: Option<u64>) -> io::Result<()> {
    let bound_to = listener.local_addr()?.to_string();
    let seed = seed.unwrap_or_else(seed_of_clock);
    let simulator = Arc::new(Simulator::new(bound_to, settings, seed));
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(converse(Arc::clone(&simulator), stream));
    }
}

fn seed_of_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_nanos() as u64
}

/// A body known as a whole, or one that is still being made.
type Body = Either<Full<Bytes>, LiveBody>;

/// The connection is to end without an answer.
#[derive(Debug, thiserror::Error)]
#[error("connection ended on purpose")]
struct EndOfConnection;

/// One connection, until either side ends it.
async fn converse(simulator: Arc<Simulator>, stream: TcpStream) {
    let service = service_fn(move |request| receive(Arc::clone(&simulator), request));
    // An error is a client that has gone or a connection ended on purpose: nobody is left to be told.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

/// One request from its head to its answer.
async fn receive(
    simulator: Arc<Simulator>,
    request: Request<Upload>,
) -> Result<Response<Body>, EndOfConnection> {
    let (head, body) = request.into_parts();
    let mut incoming = Incoming::new(head.method, &head.uri, head.headers, &simulator.bound_to);
    let settings = simulator.settings();
    let policy = match settings.fault {
        Some(Fault::NoCors) => CorsPolicy::None,
        _ => settings.cors,
    };
    let Ok(collected) = Limited::new(body, MAX_BODY_BYTES).collect().await else {
        let message = format!("body is not readable or over the limit of {MAX_BODY_BYTES} bytes");
        return Ok(response(Answer::json(413, &json!({"error": message})), policy));
    };
    incoming.body = collected.to_bytes();
    if incoming.path.starts_with(control::PREFIX) && incoming.virtual_host.is_none() {
        return Ok(response(control::answer(&simulator, &incoming), policy));
    }
    let is_preflight = incoming.method == Method::OPTIONS;
    let kind = providers::kind(&incoming.without_preflight());
    let mut answer = if is_preflight {
        cors::preflight(policy, &incoming)
    } else {
        providers::answer(&simulator, &incoming).await
    };
    answer.has_cors &= policy.allows(kind, answer.status);
    locked(&simulator.journal).note(&incoming, answer.visible_status());
    match answer.delivery {
        Delivery::Reset => Err(EndOfConnection),
        Delivery::Hang => {
            tokio::time::sleep(HANG).await;
            Err(EndOfConnection)
        }
        Delivery::Plain | Delivery::Slow(_) | Delivery::Broken => {
            let mut response = response(answer, policy);
            if is_preflight {
                // A browser repeats any request whose reused connection ends without an answer. On a new
                // connection it does not, so that a reset is seen as one, as over HTTP/2.
                response.headers_mut().insert("connection", HeaderValue::from_static("close"));
            }
            Ok(response)
        }
    }
}

fn response(answer: Answer, policy: CorsPolicy) -> Response<Body> {
    let mut response = Response::new(body(answer.content, answer.delivery));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut set = |name: &str, value: &str| {
        // Values come from our own texts or were header values before; one that is not valid is left out.
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
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
        for (name, value) in policy.headers() {
            set(name, value);
        }
    }
    response
}

fn body(content: Content, delivery: Delivery) -> Body {
    match (content, delivery) {
        (Content::Live(pieces), delivery) => {
            Either::Right(LiveBody { pieces, breaks_after: (delivery == Delivery::Broken).then_some(1) })
        }
        (Content::Whole(bytes), Delivery::Broken) => {
            let half = bytes.slice(..bytes.len().div_ceil(2));
            Either::Right(LiveBody { pieces: in_pieces(half, None), breaks_after: Some(1) })
        }
        (Content::Whole(bytes), Delivery::Slow(bytes_per_second)) => {
            Either::Right(LiveBody { pieces: in_pieces(bytes, Some(bytes_per_second)), breaks_after: None })
        }
        (Content::Whole(bytes), _) => Either::Left(Full::new(bytes)),
    }
}

/// The bytes one piece after another, so many a second, or all at once.
fn in_pieces(bytes: Bytes, bytes_per_second: Option<u32>) -> mpsc::Receiver<Bytes> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut rest = bytes;
        let piece_bytes =
            bytes_per_second.map_or(rest.len(), |rate| (rate / SLOW_PIECES_PER_SECOND) as usize);
        while !rest.is_empty() {
            let piece = rest.split_to(piece_bytes.clamp(1, rest.len()));
            if sender.send(piece).await.is_err() {
                break;
            }
            if bytes_per_second.is_some() {
                tokio::time::sleep(Duration::from_secs(1) / SLOW_PIECES_PER_SECOND).await;
            }
        }
    });
    receiver
}

/// A body that is sent as its pieces come.
#[derive(Debug)]
struct LiveBody {
    pieces: mpsc::Receiver<Bytes>,
    /// The connection ends after so many pieces, before the body is complete.
    breaks_after: Option<u32>,
}

impl hyper::body::Body for LiveBody {
    type Data = Bytes;
    type Error = EndOfConnection;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, EndOfConnection>>> {
        if self.breaks_after == Some(0) {
            return Poll::Ready(Some(Err(EndOfConnection)));
        }
        self.pieces.poll_recv(context).map(|piece| {
            if let Some(left) = &mut self.breaks_after {
                *left -= 1;
            }
            piece.map(|piece| Ok(Frame::data(piece)))
        })
    }
}
