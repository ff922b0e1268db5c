//! The Images API: edits as a form, at once or as a stream; the list of models, which tells of the key.

mod form;

use std::sync::Arc;
use std::time::Duration;

use hyper::Method;
use hyper::body::Bytes;
use pentimento::core::geometry::Size;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::work;
use crate::answer::{Answer, Delivery};
use crate::base64;
use crate::failure::{CallKind, html_gateway};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::picture_codec::decode;
use crate::providers::modelrunner::record::{HOSTILE_TEXT, media_url};
use crate::providers::modelrunner::result::SLOW_BYTES_PER_SECOND;
use crate::rules;
use crate::simulator::Simulator;
use form::text;

/// Only this API has such a path.
pub(super) fn is_path(path: &str) -> bool {
    let path = path.trim_start_matches("/v1");
    path == "/images/edits" || path == "/models"
}

/// The error envelope.
pub(super) fn error(status: u16, kind: &str, code: &str, param: Option<&str>, message: &str) -> Answer {
    Answer::json(status, &json!({"error": {"message": message, "type": kind, "param": param, "code": code}}))
}

#[expect(
    clippy::unnecessary_box_returns,
    reason = "the error of every check here, boxed so that results stay small"
)]
fn invalid(param: &str, code: &str, message: &str) -> Box<Answer> {
    Box::new(error(400, "invalid_request_error", code, Some(param), message))
}

/// Which call a request is, for ordered failures.
pub(super) fn kind(incoming: &Incoming) -> Option<CallKind> {
    match incoming.method {
        Method::POST => Some(CallKind::Submit),
        Method::GET => Some(CallKind::List),
        _ => None,
    }
}

/// Answers a request.
pub(crate) async fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let is_edit = incoming.path.ends_with("/images/edits");
    let key = incoming.header("authorization").strip_prefix("Bearer ");
    let Some(fault) = key.and_then(Fault::from_key).map(|fault| simulator.fault(fault)) else {
        return error(401, "invalid_request_error", "invalid_api_key", None, "Incorrect API key provided");
    };
    let mut answer = match (fault, &incoming.method, is_edit) {
        (Fault::Unauthorized, ..) => {
            error(401, "invalid_request_error", "invalid_api_key", None, "Incorrect API key provided")
        }
        (Fault::Forbidden, ..) => {
            error(403, "invalid_request_error", "", None, "Your organization must be verified")
        }
        (_, &Method::GET, false) => {
            let data: Vec<Value> = {
                let names = rules::MODELS.iter();
                names.map(|(id, _)| json!({"id": id, "object": "model"})).collect()
            };
            Answer::json(200, &json!({"object": "list", "data": data}))
        }
        (_, &Method::POST, true) => {
            edits(simulator, incoming, fault).await.unwrap_or_else(|refusal| *refusal)
        }
        _ => error(404, "invalid_request_error", "unknown_url", None, "no such route"),
    };
    answer.has_cors = fault != Fault::NoCors;
    answer.with_header("x-request-id", simulator.identifiers.next())
}

async fn edits(simulator: &Arc<Simulator>, incoming: &Incoming, fault: Fault) -> Result<Answer, Box<Answer>> {
    let parts = form::parts(incoming)?;
    let form::Form { order, generation, quality, tokens_in } = form::read(&parts)?;
    if let Some(refusal) = refusal(fault) {
        return Ok(refusal);
    }
    let begun = simulator.clock.now();
    let settings = simulator.settings();
    let (count, format) = (order.count, order.format);
    let made = work::pictures(simulator, order)
        .await
        .map_err(|failure| invalid("image", "invalid_value", &failure))?;
    match fault {
        // The work was done, and is billed; nobody hears of it.
        Fault::AcceptedButGatewayTimeout => {
            return Ok(error(504, "server_error", "", None, "gateway timeout"));
        }
        Fault::ResetAfterAccepting => return Ok(Answer::reset()),
        Fault::NoContent => return Ok(Answer::empty(204)),
        _ => (),
    }
    let (picture_tokens, text_tokens) = tokens_in;
    let tokens_in = picture_tokens + text_tokens;
    let each = made.first().and_then(|bytes| decode(bytes).ok()).map_or(0, |picture| {
        rules::output_tokens(generation, &quality, Size::new(picture.width(), picture.height()))
    });
    let tokens_out = each * u64::from(count);
    let usage = json!({
        "input_tokens": tokens_in,
        "input_tokens_details": {"image_tokens": picture_tokens, "text_tokens": text_tokens},
        "output_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    });
    if text(&parts, "stream") == Some("true") && fault != Fault::StreamIgnored {
        let partials =
            text(&parts, "partial_images").and_then(|text| text.parse().ok()).unwrap_or(0_u32).min(3);
        let picture = made.first().map(|bytes| base64::encode(bytes)).unwrap_or_default();
        let script = Script { picture, partials, usage, fault, begun, lasts: settings.queue + settings.run };
        return Ok(stream(simulator, script));
    }
    simulator.clock.sleep_until(begun + settings.queue + settings.run).await;
    let data: Vec<Value> = made
        .into_iter()
        .map(|bytes| {
            let base64 = base64::encode(&bytes);
            let address = || {
                let name = simulator.store_bytes(format.extension(), format.media_type(), bytes.clone());
                media_url(incoming, &name)
            };
            match fault {
                Fault::OutputString => json!({"url": address()}),
                Fault::OutputBoth => json!({"url": address(), "b64_json": base64}),
                Fault::OutputDataUri => {
                    json!({"url": format!("data:{};base64,{base64}", format.media_type())})
                }
                _ => json!({ "b64_json": base64 }),
            }
        })
        .collect();
    let body = match fault {
        Fault::OutputImages => json!({ "data": data }),
        Fault::Empty => json!({"created": 1, "data": []}),
        _ => {
            json!({"created": 1_795_456_876, "data": data, "usage": usage, "output_format": format.as_str()})
        }
    };
    let answer = Answer::json(200, &body);
    Ok(match fault {
        Fault::TruncatedJson | Fault::TruncatedSubmit => answer.truncated(),
        Fault::SlowBody => answer.delivered(Delivery::Slow(SLOW_BYTES_PER_SECOND)),
        _ => answer,
    })
}

/// How a fault refuses an edit before any work is done.
fn refusal(fault: Fault) -> Option<Answer> {
    Some(match fault {
        Fault::NoCredit => {
            error(429, "insufficient_quota", "insufficient_quota", None, "You exceeded your current quota")
                .with_header("x-should-retry", "false")
        }
        Fault::RateLimited => error(429, "requests", "rate_limit_exceeded", None, "Rate limit reached")
            .with_header("retry-after", "1"),
        Fault::SubmitServerError => error(500, "server_error", "", None, "The server had an error"),
        Fault::HtmlGateway => html_gateway(),
        Fault::Reset => Answer::reset(),
        Fault::Unprocessable => error(
            400,
            "image_generation_user_error",
            "moderation_blocked",
            None,
            "Your request was rejected by the safety system",
        ),
        Fault::HostileError => error(400, "invalid_request_error", "invalid_value", None, HOSTILE_TEXT),
        _ => return None,
    })
}

/// What a stream is to say, and when.
struct Script {
    /// The picture as base64; partial ones are the same.
    picture: String,
    /// How many partial pictures come first.
    partials: u32,
    usage: Value,
    fault: Fault,
    begun: Duration,
    /// From the beginning to the last event.
    lasts: Duration,
}

/// The events of an edit, spread over its time.
fn stream(simulator: &Arc<Simulator>, script: Script) -> Answer {
    let (sender, receiver) = mpsc::channel(4);
    let clock = Arc::clone(&simulator.clock);
    tokio::spawn(async move {
        let event = |kind: &str, data: &Value| Bytes::from(format!("event: {kind}\ndata: {data}\n\n"));
        let moment = |index: u32| script.begun + script.lasts * (index + 1) / (script.partials + 1);
        for index in 0..script.partials {
            clock.sleep_until(moment(index)).await;
            let kind = "image_edit.partial_image";
            let data = json!({"type": kind, "b64_json": script.picture, "partial_image_index": index});
            if sender.send(event(kind, &data)).await.is_err() {
                return;
            }
        }
        clock.sleep_until(moment(script.partials)).await;
        let last = match script.fault {
            Fault::TruncatedJson => return,
            Fault::CompletedWithError => event(
                "error",
                &json!({"error": {"message": "stream failed", "type": "server_error", "code": null}}),
            ),
            _ => {
                let kind = "image_edit.completed";
                event(kind, &json!({"type": kind, "b64_json": script.picture, "usage": script.usage}))
            }
        };
        // A client that has gone needs no last event.
        let _ = sender.send(last).await;
    });
    Answer::events(receiver)
}
