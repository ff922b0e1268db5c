//! An answer of the API, read as loose JSON.

use serde_json::Value;

use super::error::Error;
use super::transport::HttpResponse;
use crate::core::request::BlobHash;

/// An answer of the API, whatever its status.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body. Of an error that is no JSON: its text, or null when it is a page.
    pub(super) body: Value,
    /// How long the server asks to be left alone, when it says so.
    pub(super) retry_after_millis: Option<u64>,
    /// The pictures that came in it: the body has their names ([`super::cut::file_of`]).
    pub(super) files: Vec<BlobHash>,
}

impl Answer {
    /// All of an answer but its body.
    pub(super) fn of(response: &HttpResponse) -> Self {
        let HttpResponse { status, retry_after_millis, .. } = *response;
        Self { status, body: Value::Null, retry_after_millis, files: Vec::new() }
    }

    /// HTTP says success; the body may say otherwise.
    pub(super) fn is_success(&self) -> bool {
        is_success(self.status)
    }

    /// A text member of the body.
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.body.get(member)?.as_str()
    }
}

/// Is this HTTP status a success?
pub(super) fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

/// Most values in an answer: each takes many times its bytes in memory.
const MAX_VALUES: usize = 200_000;

/// Has a text more values than are read? Counted by what parts them, outside texts.
fn has_too_many_values(bytes: &[u8]) -> bool {
    let (mut count, mut is_text, mut is_escaped) = (0, false, false);
    for byte in bytes {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b',' | b'[' | b'{' if !is_text => count += 1,
            _ => {}
        }
    }
    count > MAX_VALUES
}

/// Reads a body. `serde_json` gives up at a depth of 128, so that a deep answer is no crash.
pub(super) fn read_body(status: u16, bytes: &[u8]) -> Result<Value, Error> {
    if has_too_many_values(bytes) {
        return Err(Error::Malformed { what: "it has too many values" });
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(value),
        Err(_) if is_success(status) => Err(Error::Malformed { what: "it is not JSON" }),
        Err(_) => {
            let text = String::from_utf8_lossy(bytes);
            let is_markup = text.trim_start().starts_with('<');
            Ok(if is_markup { Value::Null } else { Value::String(text.into_owned()) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_outside_texts() {
        let flat = |count: usize| format!("[{}0]", "{},".repeat(count));
        assert!(read_body(200, flat(1000).as_bytes()).is_ok());
        assert!(read_body(200, flat(MAX_VALUES).as_bytes()).is_err());
        let text = format!(r#"["{}\"{}"]"#, ",".repeat(MAX_VALUES), "[".repeat(MAX_VALUES));
        assert!(read_body(200, text.as_bytes()).is_ok(), "{}", text.len());
    }

    #[test]
    fn depth_is_limited_outside_texts() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read_body(200, nested(100).as_bytes()).is_ok());
        assert!(read_body(200, nested(100_000).as_bytes()).is_err());
        assert!(matches!(read_body(500, nested(100_000).as_bytes()), Ok(Value::String(_))));
        let text = format!("\"{}\\\"{}\"", "[".repeat(1000), "{".repeat(1000));
        assert!(read_body(200, text.as_bytes()).is_ok());
    }
}
