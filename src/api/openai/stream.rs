//! Server-sent events of an edit: pictures that form, then the finished one.
//!
//! `{"type": "image_edit.partial_image", "b64_json", "partial_image_index"}`, then
//! `{"type": "image_edit.completed", "b64_json", "usage"}`; an error is an object with `error`.

use serde_json::{Map, Value};

use crate::api::answer::read_body;
use crate::api::{Error, HttpResponse};

/// The type of an event that is an error itself, and ends the stream: nothing was made.
pub(super) const FLAT_ERROR: &str = "error";
/// How a line of a stream begins: a comment or a field.
const STARTS: [&[u8]; 5] = [b":", b"event:", b"data:", b"id:", b"retry:"];

/// Without what may stand before the first line.
fn text_of(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start()
}

/// Is the answer a stream? Relays may answer JSON although one was asked for, so the bytes count, too.
pub(super) fn is_stream(response: &HttpResponse) -> bool {
    response.media_type.starts_with("text/event-stream")
        || STARTS.iter().any(|start| text_of(&response.body).starts_with(start))
}

/// The payloads of the events in a stream, in order; of a last one that is cut, nothing.
fn payloads(stream: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let complete =
        stream.windows(2).rposition(|pair| pair == b"\n\n" || pair == b"\n\r").map_or(0, |end| end + 2);
    let mut payload: Vec<u8> = Vec::new();
    let lines = stream.get(..complete).unwrap_or_default().split(|byte| *byte == b'\n');
    lines.filter_map(move |line| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            let ended = std::mem::take(&mut payload);
            return (!ended.is_empty()).then_some(ended);
        }
        if let Some(data) = line.strip_prefix(b"data:") {
            payload.extend_from_slice(data.strip_prefix(b" ").unwrap_or(data));
        }
        None
    })
}

fn kind(value: &Value) -> &str {
    value.get("type").and_then(Value::as_str).unwrap_or_default()
}

/// Reads a whole stream into the form of a plain answer: `{"data": [{"b64_json"}], "usage"}`, or its error.
///
/// # Errors
/// When it ends before the finished picture.
pub(super) fn read(stream: &[u8]) -> Result<Value, Error> {
    let mut pictures = Vec::new();
    let mut answer = Map::new();
    // The last event may lack its empty line.
    let whole: Vec<u8> = [stream, b"\n\n"].concat();
    for payload in payloads(&whole) {
        if payload == b"[DONE]" {
            break;
        }
        let Ok(event) = read_body(200, &payload) else {
            continue;
        };
        if event.get("error").is_some_and(|error| !error.is_null()) {
            return Ok(event);
        }
        if kind(&event) == FLAT_ERROR {
            // Its members stand where the plain answer has them one deeper.
            return Ok(Value::Object(Map::from_iter([("error".to_owned(), event)])));
        }
        if kind(&event).ends_with(".completed") {
            if let Some(usage) = event.get("usage") {
                answer.insert("usage".to_owned(), usage.clone());
            }
            pictures.push(event);
        }
    }
    if pictures.is_empty() {
        return Err(Error::Malformed { what: "the stream ended before the picture" });
    }
    answer.insert("data".to_owned(), Value::Array(pictures));
    Ok(Value::Object(answer))
}

/// What stands for the partial picture of an event.
pub(super) fn partial(event: &[u8]) -> Option<String> {
    payloads(event)
        .filter_map(|payload| read_body(200, &payload).ok())
        .find(|event| kind(event).ends_with(".partial_image"))
        .and_then(|event| Some(event.get("b64_json")?.as_str()?.to_owned()))
}
