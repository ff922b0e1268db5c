//! Failures that a test orders by the control route: the next calls of a kind go wrong in a given way, each
//! before or after the call was done.

use hyper::body::Bytes;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use crate::answer::{Answer, Content, Delivery};

/// Most calls that one ordered failure can hit.
const MAX_TIMES: u64 = 1_000;
/// Most ordered failures at once.
const MAX_FAILURES: usize = 20;
/// Largest answer that can be ordered: 256 MiB.
const MAX_HUGE_BYTES: u64 = 256 * 1024 * 1024;
/// Deepest answer that can be ordered.
const MAX_LEVELS: u64 = 1_000_000;
/// Bytes a second of [`Way::Slow`] when the order does not say.
const DEFAULT_BYTES_PER_SECOND: u64 = 4_000;
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
            Way::Status {
                http_status,
                retry_after_seconds,
            } => {
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
            Way::NoCors => Answer {
                has_cors: false,
                ..right
            },
            Way::Huge(bytes) => Answer {
                content: Content::Live(huge(bytes)),
                ..Answer::bytes(200, "application/json", Bytes::new())
            },
            Way::Deep(levels) => {
                let levels = levels as usize;
                Answer::bytes(200, "application/json", "[".repeat(levels) + &"]".repeat(levels))
            }
            Way::Raw(raw) => raw.headers.into_iter().fold(
                Answer::bytes(raw.http_status, &raw.media_type, raw.body),
                |answer, (name, value)| answer.with_header(name, value),
            ),
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
                Way::Status {
                    http_status,
                    retry_after_seconds,
                } => {
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
        matches!(
            self,
            Self::Truncated | Self::Broken | Self::Slow(_) | Self::NoCors
        )
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

/// Reads a list of orders.
///
/// # Errors
/// A message that names the member, its value and what it may be.
pub(crate) fn read_list(value: &Value) -> Result<Vec<OrderedFailure>, String> {
    let list = value.as_array().ok_or("failures must be a list")?;
    if list.len() > MAX_FAILURES {
        return Err(format!("{} failures, the limit is {MAX_FAILURES}", list.len()));
    }
    list.iter()
        .map(|item| read(item.as_object().ok_or("a failure must be a JSON object")?))
        .collect()
}

fn read(members: &Map<String, Value>) -> Result<OrderedFailure, String> {
    let member = |name: &str| members.get(name).unwrap_or(&Value::Null);
    let on = member("on");
    let on = on.as_str().and_then(CallKind::from_word).ok_or_else(|| {
        let words: Vec<&str> = CallKind::ALL.map(CallKind::word).to_vec();
        format!("on is {on}, it can be one of {}", words.join(", "))
    })?;
    let number = |name: &str, default: Option<u64>, range: std::ops::RangeInclusive<u64>| {
        let value = members.get(name);
        value
            .map_or(default, Value::as_u64)
            .filter(|number| range.contains(number))
            .ok_or_else(|| {
                let value = value.unwrap_or(&Value::Null);
                format!(
                    "{name} is {value}, it can be {} to {}",
                    range.start(),
                    range.end()
                )
            })
    };
    let text = |name: &str, default: &str| member(name).as_str().unwrap_or(default).to_owned();
    let way = match text("way", "status").as_str() {
        "status" => Way::Status {
            http_status: number("http_status", None, 400..=599)? as u16,
            retry_after_seconds: member("retry_after_seconds").as_u64(),
        },
        "reset" => Way::Reset,
        "hang" => Way::Hang,
        "204" => Way::NoContent,
        "html" => Way::Html,
        "truncated" => Way::Truncated,
        "broken" => Way::Broken,
        "slow" => {
            let default = Some(DEFAULT_BYTES_PER_SECOND);
            Way::Slow(number("bytes_per_second", default, 1..=1_000_000_000)? as u32)
        }
        "no-cors" => Way::NoCors,
        "huge" => Way::Huge(number("bytes", None, 1..=MAX_HUGE_BYTES)?),
        "deep" => Way::Deep(number("levels", None, 1..=MAX_LEVELS)?),
        "raw" => Way::Raw(Box::new(RawAnswer {
            http_status: number("http_status", Some(200), 200..=599)? as u16,
            media_type: text("media_type", "application/json"),
            headers: member("headers")
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, value)| {
                    (
                        name.to_ascii_lowercase(),
                        value.as_str().unwrap_or_default().to_owned(),
                    )
                })
                .collect(),
            body: text("body", ""),
        })),
        other => {
            return Err(format!(
                "way is {other:?}, it can be one of {}",
                Way::WORDS.join(", ")
            ));
        }
    };
    Ok(OrderedFailure {
        on,
        times: number("times", Some(1), 1..=MAX_TIMES)?,
        is_done: way.needs_the_right_answer() || member("is_done").as_bool().unwrap_or(false),
        way,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(order: &Value, expected: &Result<Value, &str>) {
        match (read_list(&json!([order])), expected) {
            (Ok(failures), Ok(members)) => {
                let json = failures[0].to_json();
                for (name, value) in members.as_object().into_iter().flatten() {
                    assert_eq!(json.get(name), Some(value), "{name} of {order}");
                }
            }
            (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
            (failures, _) => panic!("{order}: {failures:?}, expected {expected:?}"),
        }
    }

    #[test]
    fn orders_are_read_and_refused() {
        check(
            &json!({"on": "status", "http_status": 503}),
            &Ok(json!({"http_status": 503, "times": 1, "retry_after_seconds": null, "is_done": false})),
        );
        check(
            &json!({"on": "submit", "way": "reset", "is_done": true}),
            &Ok(json!({"way": "reset", "is_done": true})),
        );
        check(
            &json!({"on": "result", "way": "slow"}),
            &Ok(json!({"bytes_per_second": 4000, "is_done": true})),
        );
        check(
            &json!({"on": "list", "way": "raw", "body": "[]"}),
            &Ok(json!({"http_status": 200, "media_type": "application/json", "body": "[]"})),
        );
        check(&json!({"on": "poll", "http_status": 503}), &Err("on is \"poll\""));
        check(
            &json!({"on": "status", "http_status": 200}),
            &Err("http_status is 200, it can be 400 to 599"),
        );
        check(
            &json!({"on": "status", "http_status": 503, "times": 0}),
            &Err("times is 0, it can be 1 to 1000"),
        );
        check(&json!({"on": "status", "way": "fire"}), &Err("way is \"fire\""));
        check(&json!({"on": "status", "way": "deep"}), &Err("levels is null"));
        assert_eq!(read_list(&json!({})).unwrap_err(), "failures must be a list");
    }
}
