//! fal: a queue like ModelRunner's, whose result is the model's own answer.
//!
//! Not here: fal's status stream, its blocking call, its multipart uploads.

#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use super::answer::Answer;
use super::output::read_pictures;
use super::provider::{Outgoing, Provider, SubmitRequest};
use super::queue::{self, generation_failed};
use super::reported::error_of;
use super::snippet::{self, Language, QueueClients};
use super::{Account, Body, Error, modelrunner};
use crate::core::job::{Failure, FailureKind, FetchAnswer, Outcome, Ticket};
use crate::core::model::{Background, Offer};

/// fal's protocol.
pub struct Fal;

impl Provider for Fal {
    fn target_header(&self) -> &'static str {
        "x-fal-target-url"
    }

    fn submit(&self, account: &Account, asked: &SubmitRequest<'_>) -> Outgoing {
        let mut headers = Vec::new();
        if account.options.forget_payloads {
            headers.push(("x-fal-store-io", "0".to_owned()));
        }
        if let Some(seconds) = account.options.expire_seconds {
            let preference = json!({ "expiration_duration_seconds": seconds });
            headers.push(("x-fal-object-lifecycle-preference", preference.to_string()));
        }
        Outgoing {
            url: self.submit_url(account, asked.request.offer()),
            headers,
            body: Body::Json(request_json(asked).to_string()),
        }
    }

    fn submit_url(&self, account: &Account, offer: &Offer) -> String {
        account.api_url(offer.path)
    }

    fn preview(&self, _account: &Account, asked: &SubmitRequest<'_>) -> Value {
        request_json(asked)
    }

    fn snippet(&self, language: Language, url: &str, offer: &Offer, fields: &Value) -> String {
        let clients = QueueClients {
            variable: "FAL_KEY",
            package: "@fal-ai/client",
            object: "fal",
            module: "fal_client",
        };
        snippet::of_queue(language, &clients, url, offer.path, fields)
    }

    fn upload_query(&self) -> &'static str {
        "?storage_type=fal-cdn-v3"
    }

    fn read_result(&self, account: &Account, answer: &Answer) -> Result<FetchAnswer, Error> {
        let body = &answer.body;
        let failed = |failure| Ok(FetchAnswer::Failed { failure, logs: Vec::new() });
        // Asked too early; the queue's own envelope comes back.
        if body.get("status").is_some_and(Value::is_string) && body.get("images").is_none() {
            return Ok(FetchAnswer::NotReady);
        }
        let model_failed = is_models_answer(body);
        match error_of(account, answer) {
            Some(_) if is_moderation(body) => {
                failed(Failure { kind: FailureKind::Moderation, ..generation_failed(account, body) })
            }
            Some(Error::Status { status: 400 | 413 | 422 | 500..=599, .. } | Error::Reported { .. })
                if model_failed =>
            {
                failed(generation_failed(account, body))
            }
            Some(error) => Err(error),
            None => {
                let pictures = read_pictures(account, &answer.files, body);
                if pictures.is_empty() {
                    let is_models = body.get("images").is_some();
                    let unknown = Error::Malformed { what: "it has no pictures and is no result" };
                    return if is_models { failed(queue::no_picture()) } else { Err(unknown) };
                }
                Ok(FetchAnswer::Ready(Outcome { pictures, logs: Vec::new(), total: None }))
            }
        }
    }

    fn cancel_url(&self, ticket: &Ticket) -> Option<String> {
        Some(format!("{}/cancel", ticket.response_url))
    }
}

/// The model's fields. There is no place for a tag: fal offers no look-up.
pub fn request_json(asked: &SubmitRequest<'_>) -> Value {
    let mut body = modelrunner::request_json(asked.request, asked.inputs, asked.tag);
    if let Some(members) = body.as_object_mut() {
        members.remove("metadata");
        let (offer, settings) = (asked.request.offer(), asked.request.sent_settings());
        if !offer.qualities().is_empty() {
            members.insert("quality".to_owned(), json!(settings.quality.as_str()));
        }
        // What the model decides by itself is left out: fewer fields, fewer refusals.
        if settings.background != Background::Auto {
            members.insert("background".to_owned(), json!(settings.background.as_str()));
        }
        if let Some(compression) = settings.compression {
            members.insert("output_compression".to_owned(), json!(compression));
        }
    }
    body
}

/// Is it the model's or the platform's own and final answer, not a gateway's? `{"detail": …}` with a type.
fn is_models_answer(body: &Value) -> bool {
    body.get("detail").is_some_and(Value::is_array) || body.get("error_type").is_some_and(Value::is_string)
}

fn is_moderation(body: &Value) -> bool {
    body.pointer("/detail/0/type").and_then(Value::as_str) == Some("content_policy_violation")
}
