//! An answer as a value: what a provider says, before it becomes bytes on a socket.

use hyper::body::Bytes;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;

/// One answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// `Content-Type`; empty = none is sent.
    pub(crate) media_type: String,
    /// Further headers.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) content: Content,
    /// How it reaches the client.
    pub(crate) delivery: Delivery,
    /// CORS headers are added; off only for the faults that lack them.
    pub(crate) has_cors: bool,
}

/// A body.
#[derive(Debug)]
pub(crate) enum Content {
    /// All of it.
    Whole(Bytes),
    /// What comes, until the sender is dropped.
    Live(Receiver<Bytes>),
}

/// How an answer reaches the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// As fast as it can.
    Plain,
    /// In small pieces, so many bytes a second.
    Slow(u32),
    /// The connection ends in the middle of the body.
    Broken,
    /// The connection ends before a byte of the answer.
    Reset,
    /// Nothing comes for [`crate::server::HANG`], then the connection ends.
    Hang,
}

impl Answer {
    /// JSON.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        Self::bytes(status, "application/json", value.to_string())
    }

    /// Bytes of a media type.
    pub(crate) fn bytes(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            media_type: media_type.to_owned(),
            headers: Vec::new(),
            content: Content::Whole(body.into()),
            delivery: Delivery::Plain,
            has_cors: true,
        }
    }

    /// Server-sent events, as they come.
    pub(crate) fn events(events: Receiver<Bytes>) -> Self {
        let answer = Self::bytes(200, "text/event-stream", Bytes::new());
        Self { content: Content::Live(events), ..answer.with_header("cache-control", "no-cache") }
    }

    /// Nothing but a status.
    pub(crate) fn empty(status: u16) -> Self {
        Self::bytes(status, "", Bytes::new())
    }

    /// No answer: the connection ends.
    pub(crate) fn reset() -> Self {
        Self::empty(500).delivered(Delivery::Reset)
    }

    /// With one more header.
    pub(crate) fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Delivered in another way.
    pub(crate) fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// With only the first half of its body, as a connection that broke behind a proxy leaves it.
    pub(crate) fn truncated(mut self) -> Self {
        if let Content::Whole(bytes) = &self.content {
            self.content = Content::Whole(bytes.slice(..bytes.len() / 2));
        }
        self
    }

    /// The status a client can see; 0 when it sees none.
    pub(crate) const fn visible_status(&self) -> u16 {
        match self.delivery {
            Delivery::Reset | Delivery::Hang => 0,
            Delivery::Plain | Delivery::Slow(_) | Delivery::Broken => self.status,
        }
    }
}
