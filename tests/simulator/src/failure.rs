//! Failures that a test orders by the control route: the next calls of a kind go wrong in a given way, each
//! before or after the call was done.

mod order;

use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::answer::{Answer, Content, Delivery};

pub(crate) use order::read_list;

/// Size of the pieces of a huge answer, in bytes.
const PIECE_BYTES: usize = 1024 * 1024;
/// Pieces of a live body that wait for the socket.
const PIECES_AHEAD: usize = 4;

/// The calls that an ordered failure can be aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallKind {
    /// A job is submitted.
    Submit,
    /// A status is read.
    Status,
    /// A result is read.
    Result,
    /// The look-up by metadata, and the list of models.
    List,
    /// A job is cancelled.
    Cancel,
    /// Payloads are deleted.
    Delete,
    /// An upload is begun.
    Initiate,
    /// Bytes are put into storage.
    Upload,
    /// A file is downloaded.
    Media,
}

impl CallKind {
    const ALL: [Self; 9] = [
        Self::Submit,
        Self::Status,
        Self::Result,
        Self::List,
        Self::Cancel,
        Self::Delete,
        Self::Initiate,
        Self::Upload,
        Self::Media,
    ];

    /// The control route's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Status => "status",
            Self::Result => "result",
            Self::List => "list",
            Self::Cancel => "cancel",
            Self::Delete => "delete",
            Self::Initiate => "initiate",
            Self::Upload => "upload",
            Self::Media => "media",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|call| call.word() == word)
    }
}

/// An ordered failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedFailure {
    /// Which calls.
    pub on: CallKind,
    /// How many calls are left to fail.
    pub times: u64,
    /// The call is done before its answer goes wrong.
    pub is_done: bool,
    /// What goes wrong.
    pub way: Way,
}

/// What goes wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// An HTTP error in the provider's envelope.
    Status {
        /// 400 to 599.
        http_status: u16,
        /// `Retry-After` in seconds, when it is sent.
        retry_after_seconds: Option<u64>,
    },
    /// The connection ends without an answer.
    Reset,
    /// No answer for half a minute, then the connection ends.
    Hang,
    /// 204 and no body.
    NoContent,
    /// 502 and the HTML page of a gateway.
    Html,
    /// The right answer, half of its body.
    Truncated,
    /// The right answer, and the connection ends in its middle.
    Broken,
    /// The right answer, so many bytes a second.
    Slow(u32),
    /// The right answer, which pages of other origins cannot read.
    NoCors,
    /// A JSON object of so many bytes.
    Huge(u64),
    /// JSON lists, so many within each other.
    Deep(u64),
    /// Any answer.
    Raw(Box<RawAnswer>),
}

/// An answer given word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAnswer {
    /// 200 to 599.
    pub http_status: u16,
    /// `Content-Type`.
    pub media_type: String,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl OrderedFailure {
    /// Goes wrong in place of a call that is not done, or over the right answer `done` of one that is.
    /// `refusal` makes an HTTP error in the provider's envelope.
    pub(crate) fn answer(self, done: Option<Answer>, refusal: impl Fn(u16) -> Answer) -> Answer {
        let right = done.unwrap_or_else(|| Answer::empty(200));
        match self.way {
            Way::Status { http_status, retry_after_seconds } => {
                let answer = refusal(http_status);
                match retry_after_seconds {
                    Some(seconds) => answer.with_header("retry-after", seconds.to_string()),
                    None => answer,
                }
            }
            Way::Reset => right.delivered(Delivery::Reset),
            Way::Hang => right.delivered(Delivery::Hang),
            Way::NoContent => Answer::empty(204),
            Way::Html => html_gateway(),
            Way::Truncated => right.truncated(),
            Way::Broken => right.delivered(Delivery::Broken),
            Way::Slow(bytes_per_second) => right.delivered(Delivery::Slow(bytes_per_second)),
            Way::NoCors => Answer { has_cors: false, ..right },
            Way::Huge(bytes) => Answer {
                content: Content::Live(huge(bytes)),
                ..Answer::bytes(200, "application/json", Bytes::new())
            },
            Way::Deep(levels) => {
                let levels = levels as usize;
                Answer::bytes(200, "application/json", "[".repeat(levels) + &"]".repeat(levels))
            }
            Way::Raw(raw) => {
                raw.headers.into_iter().fold(
                    Answer::bytes(raw.http_status, &raw.media_type, raw.body),
                    |answer, (name, value)| answer.with_header(name, value),
                )
            }
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        let mut members = json!({
            "on": self.on.word(),
            "times": self.times,
            "is_done": self.is_done,
            "way": self.way.word(),
        });
        if let Some(members) = members.as_object_mut() {
            let mut set = |name: &str, value: Value| members.insert(name.to_owned(), value);
            match &self.way {
                Way::Status { http_status, retry_after_seconds } => {
                    set("http_status", json!(http_status));
                    set("retry_after_seconds", json!(retry_after_seconds));
                }
                Way::Slow(bytes_per_second) => {
                    set("bytes_per_second", json!(bytes_per_second));
                }
                Way::Huge(bytes) => {
                    set("bytes", json!(bytes));
                }
                Way::Deep(levels) => {
                    set("levels", json!(levels));
                }
                Way::Raw(raw) => {
                    set("http_status", json!(raw.http_status));
                    set("media_type", json!(raw.media_type));
                    set("body", json!(raw.body));
                }
                _ => (),
            }
        }
        members
    }
}

impl Way {
    const WORDS: [&'static str; 12] = [
        "status",
        "reset",
        "hang",
        "204",
        "html",
        "truncated",
        "broken",
        "slow",
        "no-cors",
        "huge",
        "deep",
        "raw",
    ];

    const fn word(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Reset => "reset",
            Self::Hang => "hang",
            Self::NoContent => "204",
            Self::Html => "html",
            Self::Truncated => "truncated",
            Self::Broken => "broken",
            Self::Slow(_) => "slow",
            Self::NoCors => "no-cors",
            Self::Huge(_) => "huge",
            Self::Deep(_) => "deep",
            Self::Raw(_) => "raw",
        }
    }

    /// True when only the right answer can go wrong in this way.
    const fn needs_the_right_answer(&self) -> bool {
        matches!(self, Self::Truncated | Self::Broken | Self::Slow(_) | Self::NoCors)
    }
}

/// The page of a gateway whose server is down.
pub(crate) fn html_gateway() -> Answer {
    Answer::bytes(
        502,
        "text/html; charset=utf-8",
        "<!doctype html><html><head><title>502 Bad Gateway</title></head>\
         <body><center><h1>502 Bad Gateway</h1></center></body></html>\n",
    )
}

/// A JSON object with one long text, made while it is sent.
fn huge(bytes: u64) -> mpsc::Receiver<Bytes> {
    let (sender, receiver) = mpsc::channel(PIECES_AHEAD);
    tokio::spawn(async move {
        let piece = Bytes::from(vec![b'x'; PIECE_BYTES]);
        let mut pieces = std::iter::once(Bytes::from_static(b"{\"filler\":\""))
            .chain(std::iter::repeat_n(piece, (bytes as usize).div_ceil(PIECE_BYTES)))
            .chain(std::iter::once(Bytes::from_static(b"\"}")));
        // Ends when the client has gone.
        while let Some(piece) = pieces.next()
            && sender.send(piece).await.is_ok()
        {}
    });
    receiver
}
