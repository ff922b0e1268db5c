//! What a server says of an error, in whichever of its envelopes.
//!
//! Seen so far: `{"error": "text"}`, `{"error": [{"path", "code", "message"}]}`, `{"error", "message",
//! "details": {"validationErrors": […]}}`, `{"error", "message", "statusCode"}`, `{"detail": …}`, a JSON string,
//! plain text, a page.

use serde_json::Value;

use super::Account;
use super::Error;
use super::answer::Answer;
use super::error::MAX_MESSAGE_CHARS;

/// Members that say what went wrong, from the shortest word to the longest list.
const MEMBERS: [&str; 4] = ["error", "message", "detail", "details"];
/// How deep an error's own structure is followed.
const MAX_DEPTH: usize = 4;
/// Most entries of a list of errors that are read.
const MAX_ENTRIES: usize = 4;

/// The error of an answer; `None` when neither its HTTP status nor its body reports one.
pub(super) fn error_of(account: &Account, answer: &Answer) -> Option<Error> {
    let message = message_of(account, &answer.body);
    let status = if !answer.is_success() {
        Some(answer.status)
    } else if reports_error(&answer.body) {
        named_status(&answer.body)
    } else {
        return None;
    };
    Some(match status {
        Some(status) => Error::Status { status, message, retry_after_millis: answer.retry_after_millis },
        None => Error::Reported { message },
    })
}

/// Fails with the error of an answer that reports one.
pub(super) fn check(account: &Account, answer: &Answer) -> Result<(), Error> {
    error_of(account, answer).map_or(Ok(()), Err)
}

/// Has the body a non-empty `error` or `detail`?
pub(super) fn reports_error(body: &Value) -> bool {
    ["error", "detail"].into_iter().any(|member| body.get(member).is_some_and(|value| !is_empty(value)))
}

/// Did the provider's model give something else than it declares? Not billed, and final.
pub(super) fn is_invalid_output(body: &Value) -> bool {
    body.pointer("/details/code").and_then(Value::as_str) == Some("INVALID_OUTPUT")
}

/// What a body says of an error, for the person; empty when it says nothing.
pub(super) fn message_of(account: &Account, body: &Value) -> String {
    let mut parts = Vec::new();
    describe(body, 0, &mut parts);
    account.plain_text(&parts.join(": "), MAX_MESSAGE_CHARS)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(true) | Value::Number(_) => false,
    }
}

/// Collects the texts of an error's structure, each once.
fn describe(value: &Value, depth: usize, parts: &mut Vec<String>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::String(text) => add(text.trim(), parts),
        Value::Array(entries) => {
            for entry in entries.iter().take(MAX_ENTRIES) {
                describe(entry, depth + 1, parts);
            }
        }
        Value::Object(members) => {
            let place =
                members.get("path").or_else(|| members.get("loc")).or_else(|| members.get("instancePath"));
            if let Some(place) = place {
                add(&place_text(place), parts);
            }
            for member in MEMBERS.into_iter().chain(["msg", "validationErrors", "code"]) {
                if let Some(value) = members.get(member) {
                    describe(value, depth + 1, parts);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn add(text: &str, parts: &mut Vec<String>) {
    if !text.is_empty() && !parts.iter().any(|part| part == text) {
        parts.push(text.to_owned());
    }
}

/// `prompt`, `metadata.k`, `/output/0`.
fn place_text(place: &Value) -> String {
    match place {
        Value::String(text) => text.clone(),
        Value::Array(steps) => {
            let steps: Vec<String> = steps
                .iter()
                .take(8)
                .map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned))
                .collect();
            steps.join(".")
        }
        _ => String::new(),
    }
}

/// The HTTP status that a body names or clearly means, for when a proxy has hidden the real one. Only whole,
/// fixed words count: the rest of a server's text is for people.
fn named_status(body: &Value) -> Option<u16> {
    let number = ["statusCode", "status_code"]
        .into_iter()
        .find_map(|member| body.get(member)?.as_u64())
        .and_then(|number| u16::try_from(number).ok())
        .filter(|number| (400..600).contains(number));
    if number.is_some() {
        return number;
    }
    match body.get("error")? {
        // Lists of complaints come from the check of the request, before it is accepted.
        Value::Array(_) => Some(400),
        Value::String(word) => match word.as_str() {
            "Bad Request" | "ValidationError" => Some(400),
            "Unauthorized" => Some(401),
            "Payment Required" | "Insufficient balance" => Some(402),
            "Forbidden" => Some(403),
            "Not Found" => Some(404),
            "Conflict" => Some(409),
            "Gone" => Some(410),
            "Unprocessable Entity" => Some(422),
            "Too Many Requests" => Some(429),
            "Internal Server Error" => Some(500),
            "Bad Gateway" => Some(502),
            "Service Unavailable" => Some(503),
            "Gateway Timeout" => Some(504),
            _ => None,
        },
        _ => None,
    }
}
