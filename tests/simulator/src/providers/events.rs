//! Server-sent events about jobs, sent as the jobs go on.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use serde_json::Value;
use tokio::sync::mpsc;

use crate::answer::Answer;
use crate::simulator::Simulator;

/// How often jobs are looked at.
const TICK: Duration = Duration::from_millis(10);
/// Longest life of a stream, in looks: ten minutes.
const MAX_TICKS: u32 = 60_000;
/// Events that wait for the socket.
const EVENTS_AHEAD: usize = 16;

/// What one look at the jobs gave.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Events to send.
    pub(super) events: Vec<Bytes>,
    /// Nothing will follow.
    pub(super) is_last: bool,
}

/// One event; without a name, only its data.
pub(super) fn event(name: Option<&str>, data: &Value) -> Bytes {
    match name {
        Some(name) => format!("event: {name}\ndata: {data}\n\n"),
        None => format!("data: {data}\n\n"),
    }
    .into()
}

/// A stream of what `look` finds, with a comment now and then that keeps the connection open.
pub(super) fn stream(
    simulator: &Arc<Simulator>,
    heartbeat: Duration,
    comment: &'static str,
    mut look: impl FnMut() -> News + Send + 'static,
) -> Answer {
    let (sender, receiver) = mpsc::channel(EVENTS_AHEAD);
    let clock = Arc::clone(&simulator.clock);
    tokio::spawn(async move {
        let mut silent_since = clock.now();
        for _ in 0..MAX_TICKS {
            let mut news = look();
            if news.events.is_empty() && clock.now().saturating_sub(silent_since) >= heartbeat {
                news.events.push(Bytes::from_static(comment.as_bytes()));
            }
            for event in news.events {
                silent_since = clock.now();
                if sender.send(event).await.is_err() {
                    return;
                }
            }
            if news.is_last || sender.is_closed() {
                return;
            }
            tokio::time::sleep(TICK).await;
        }
    });
    Answer::events(receiver)
}
