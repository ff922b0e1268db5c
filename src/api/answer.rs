//! An answer of the API, read as loose JSON.

use serde_json::Value;

use super::error::Error;

/// An answer of the API, whatever its status.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The body. Of an error that is no JSON: its text, or null when it is a page.
    pub(super) body: Value,
    /// How long the server asks to be left alone, when it says so.
    pub(super) retry_after_millis: Option<u64>,
}

impl Answer {
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

/// Reads a body. `serde_json` gives up at a depth of 128, so that a deep answer is no crash.
pub(super) fn read_body(status: u16, bytes: &[u8]) -> Result<Value, Error> {
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
    fn depth_is_limited_outside_texts() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(read_body(200, nested(100).as_bytes()).is_ok());
        assert!(read_body(200, nested(100_000).as_bytes()).is_err());
        assert!(matches!(read_body(500, nested(100_000).as_bytes()), Ok(Value::String(_))));
        let text = format!("\"{}\\\"{}\"", "[".repeat(1000), "{".repeat(1000));
        assert!(read_body(200, text.as_bytes()).is_ok());
    }
}
