//! Reading the provider's answers. Shapes differ between its documents and over time, so everything is read
//! from a [`Value`] and nothing is taken for granted; whatever is not understood is left out.

use serde_json::Value;

use crate::api::address::origin_of;
use crate::api::error::server_text;
use crate::core::job::{Failure, FailureKind, FetchAnswer, Outcome, Phase, PollAnswer, RemotePicture};
use crate::core::price::MicroDollars;

/// Levels of nesting looked into.
const DEPTH: usize = 8;
/// Most pictures taken from one answer.
const MOST_PICTURES: usize = 16;
/// Most log lines kept, the newest.
const MOST_LOG_LINES: usize = 200;

/// The log lines of an answer, whatever shape they have: none, a text, texts, or objects with a message.
pub(super) fn logs(answer: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    match answer.get("logs") {
        Some(Value::String(text)) => lines.extend(text.lines().map(server_text)),
        Some(Value::Array(entries)) => {
            for entry in entries {
                let text = entry
                    .as_str()
                    .or_else(|| entry.get("message").and_then(Value::as_str));
                lines.extend(text.map(server_text));
            }
        }
        _ => (),
    }
    lines.retain(|line| !line.is_empty());
    lines.split_off(lines.len().saturating_sub(MOST_LOG_LINES))
}

/// The error text of an answer; `None` when it holds none.
pub(super) fn error_text(answer: &Value) -> Option<String> {
    ["error", "message", "detail", "details"]
        .iter()
        .find_map(|name| text_in(answer.get(name)?, DEPTH))
}

fn text_in(value: &Value, depth: usize) -> Option<String> {
    match value {
        _ if depth == 0 => None,
        Value::String(text) => Some(server_text(text)).filter(|text| !text.is_empty()),
        Value::Array(entries) => {
            let texts: Vec<String> = entries
                .iter()
                .take(4)
                .filter_map(|entry| text_in(entry, depth - 1))
                .collect();
            (!texts.is_empty()).then(|| server_text(&texts.join("; ")))
        }
        Value::Object(fields) => {
            let text = ["message", "msg", "error", "detail", "code"]
                .iter()
                .find_map(|name| text_in(fields.get(*name)?, depth - 1))?;
            let path = fields.get("path").and_then(Value::as_array).map(|path| {
                path.iter()
                    .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
                    .collect::<Vec<_>>()
                    .join(".")
            });
            Some(match path {
                Some(path) if !path.is_empty() => server_text(&format!("{path}: {text}")),
                _ => text,
            })
        }
        _ => None,
    }
}

/// What a status answer says; `None` when it holds no status.
pub(super) fn poll_answer(answer: &Value) -> Option<PollAnswer> {
    let logs = logs(answer);
    Some(match answer.get("status")?.as_str()? {
        "IN_QUEUE" => PollAnswer::Pending {
            phase: Phase::Queued,
            logs,
        },
        "COMPLETED" => PollAnswer::Completed { logs },
        "FAILED" => PollAnswer::Failed {
            failure: generation_failure(answer, "the provider gave up"),
            logs,
        },
        "CANCELLED" => PollAnswer::Failed {
            failure: generation_failure(answer, "the provider cancelled it"),
            logs,
        },
        // Also of words that are not known yet: only the ones above end a job.
        _ => PollAnswer::Pending {
            phase: Phase::InProgress,
            logs,
        },
    })
}

/// What a result record of HTTP status 200 says.
pub(super) fn fetch_answer(record: &Value) -> FetchAnswer {
    let logs = logs(record);
    let failed = |failure| FetchAnswer::Failed {
        failure,
        logs: logs.clone(),
    };
    match record.get("status").and_then(Value::as_str) {
        Some("COMPLETED") | None => (),
        Some("FAILED" | "CANCELLED") => return failed(generation_failure(record, "the provider gave up")),
        Some(_) => return FetchAnswer::NotReady,
    }
    let is_failed = record.get("billingStatus").and_then(Value::as_str) == Some("failed");
    let error = record.get("error").and_then(|error| text_in(error, DEPTH));
    if error.is_some() || is_failed {
        return failed(generation_failure(record, "the provider failed"));
    }
    if record.get("payloadsPurgedAt").is_some_and(|at| !at.is_null()) {
        return failed(Failure {
            kind: FailureKind::Empty,
            message: "the provider has removed the result".to_owned(),
        });
    }
    let mut pictures = Vec::new();
    if let Some(output) = record.get("output") {
        collect_pictures(output, DEPTH, &mut pictures);
    }
    if pictures.is_empty() {
        return failed(Failure {
            kind: FailureKind::Empty,
            message: "the provider finished without a picture".to_owned(),
        });
    }
    let total = record.get("totalPrice").and_then(|price| match price {
        Value::String(text) => MicroDollars::parse(text),
        Value::Number(number) => MicroDollars::parse(&number.to_string()),
        _ => None,
    });
    FetchAnswer::Ready(Outcome {
        pictures,
        logs,
        total,
    })
}

/// A failure in the provider's words.
pub(super) fn generation_failure(answer: &Value, otherwise: &str) -> Failure {
    let message = match error_text(answer) {
        Some(text) => format!("the model failed; it says: {text}"),
        None => otherwise.to_owned(),
    };
    Failure {
        kind: FailureKind::Generation,
        message,
    }
}

/// All pictures of an `output` of any shape, in order, each once.
fn collect_pictures(output: &Value, depth: usize, pictures: &mut Vec<RemotePicture>) {
    if depth == 0 || pictures.len() >= MOST_PICTURES {
        return;
    }
    match output {
        Value::String(text) => {
            let picture = if is_data_picture(text) {
                RemotePicture::Data(text.clone())
            } else if origin_of(text).is_ok() {
                RemotePicture::Url(text.clone())
            } else {
                return;
            };
            if !pictures.contains(&picture) {
                pictures.push(picture);
            }
        }
        Value::Array(entries) => {
            for entry in entries {
                collect_pictures(entry, depth - 1, pictures);
            }
        }
        Value::Object(fields) => {
            for name in ["images", "image", "image_url", "url", "output", "data"] {
                if let Some(value) = fields.get(name) {
                    collect_pictures(value, depth - 1, pictures);
                }
            }
            if let Some(text) = fields.get("b64_json").and_then(Value::as_str) {
                collect_pictures(
                    &Value::String(format!("data:image/png;base64,{text}")),
                    depth - 1,
                    pictures,
                );
            }
        }
        _ => (),
    }
}

fn is_data_picture(text: &str) -> bool {
    ["data:image/png;", "data:image/jpeg;", "data:image/webp;"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// A request's name as it may stand in an address.
pub(super) fn request_id(answer: &Value) -> Option<&str> {
    let id = answer.get("request_id").or_else(|| answer.get("id"))?.as_str()?;
    let is_plain = id
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (is_plain && (1..=128).contains(&id.len())).then_some(id)
}
