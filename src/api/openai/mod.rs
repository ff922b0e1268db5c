//! The Images API of `OpenAI` and of URLs that speak it: one multipart call, whose answer is the result.
//!
//! There is no queue, no status and no look-up: a submit that ends without an answer stays unknown.

mod form;
mod snippet;
mod stream;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::answer::{Answer, read_body};
use super::output::read_pictures;
use super::provider::{Outgoing, Provider, SubmitRequest, Submitted};
use super::reported::{error_of, message_of};
use super::snippet::Language;
use super::{Account, Body, Error, HttpResponse};
use crate::core::job::{FailureKind, FetchAnswer, Outcome, Reason};
use crate::core::model::{EngineId, FrameSize, usage_cost};
use crate::core::price::MicroDollars;

/// The Images API's protocol.
pub struct OpenAi;

impl Provider for OpenAi {
    fn scheme(&self) -> &'static str {
        "Bearer"
    }

    fn target_header(&self) -> &'static str {
        "x-openai-target-url"
    }

    fn submit(&self, account: &Account, asked: &SubmitRequest<'_>) -> Outgoing {
        let fields = fields(account, asked.request);
        let (media_type, bytes) = form::multipart(asked.tag, &fields, asked.files);
        Outgoing { url: edits_url(account), headers: Vec::new(), body: Body::Bytes { media_type, bytes } }
    }

    fn submit_url(&self, account: &Account) -> String {
        edits_url(account)
    }

    fn preview(&self, account: &Account, asked: &SubmitRequest<'_>) -> Value {
        let mut body = serde_json::Map::new();
        for (name, value) in fields(account, asked.request) {
            body.insert(name.to_owned(), Value::from(value));
        }
        body.insert("image".to_owned(), Value::from(asked.inputs.picture_urls.clone()));
        if let Some(mask) = &asked.inputs.mask_url {
            body.insert("mask".to_owned(), Value::from(mask.as_str()));
        }
        Value::Object(body)
    }

    fn snippet(&self, language: Language, url: &str, fields: &Value) -> String {
        snippet::snippet(language, url, fields)
    }

    fn read_body(&self, response: &HttpResponse) -> Result<Value, Error> {
        if stream::is_stream(response) {
            stream::read(&response.body)
        } else {
            read_body(response.status, &response.body)
        }
    }

    fn partial(&self, stream: &[u8], seen: usize) -> Option<String> {
        stream::partial(stream, seen)
    }

    fn read_submitted(&self, account: &Account, answer: &Answer) -> Result<Submitted, Error> {
        if let Some(error) = error_of(account, answer) {
            return Err(refined(account, &answer.body, error));
        }
        let pictures = read_pictures(account, &answer.body);
        if pictures.is_empty() {
            // It may be billed, and it cannot be asked for a second time.
            return Err(Error::Malformed { what: "it has no picture" });
        }
        Ok(Submitted::Answered(Outcome {
            pictures,
            logs: Vec::new(),
            total: read_total(account, &answer.body),
        }))
    }

    fn read_result(&self, _account: &Account, _answer: &Answer) -> Result<FetchAnswer, Error> {
        Err(Error::NotOffered)
    }

    fn probe_url(&self, account: &Account) -> String {
        format!("{}/models", base(account))
    }
}

/// The base with exactly one `/v1`, whether the person wrote it or not.
fn base(account: &Account) -> String {
    let url = account.api_address.trim_end_matches('/');
    let is_versioned = url.rsplit('/').next().is_some_and(|last| {
        last.strip_prefix('v')
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if is_versioned { url.to_owned() } else { format!("{url}/v1") }
}

/// Where an edit is submitted.
pub fn edits_url(account: &Account) -> String {
    format!("{}/images/edits", base(account))
}

/// The model's name: the person's, or the default.
pub fn model_name(account: &Account) -> &str {
    let default = EngineId::OpenAi.capabilities().model_name.unwrap_or_default();
    Some(account.options.model.trim()).filter(|model| !model.is_empty()).unwrap_or(default)
}

/// The text fields of the form, in order. `response_format` and `input_fidelity` are never among them.
pub fn fields(account: &Account, request: &crate::core::request::EditRequest) -> Vec<(&'static str, String)> {
    let settings = request.sent_settings();
    let mut fields = vec![
        ("model", model_name(account).to_owned()),
        ("prompt", request.prompt.clone()),
        ("n", settings.count.to_string()),
        ("size", size_name(settings.size)),
        ("quality", settings.quality.as_str().to_owned()),
        ("output_format", settings.format.as_str().to_owned()),
    ];
    // With more than one result it is not documented which picture an event is of.
    if account.options.with_partials && settings.count == 1 {
        fields.push(("stream", "true".to_owned()));
        fields.push(("partial_images", "2".to_owned()));
    }
    fields
}

/// The API's name of a frame: `auto` or `WxH`, always within the rules of gpt-image-2.
fn size_name(size: FrameSize) -> String {
    let (width, height) = match size {
        FrameSize::Auto => return "auto".to_owned(),
        FrameSize::Square => (1024, 1024),
        FrameSize::Landscape43 => (1152, 864),
        FrameSize::Portrait34 => (864, 1152),
        FrameSize::Landscape169 => (1280, 720),
        FrameSize::Portrait916 => (720, 1280),
        FrameSize::Custom { width, height } => (width, height),
    };
    format!("{width}x{height}")
}

/// An error of this API, with what its code means. Moderation and an empty quota are final and certain.
fn refined(account: &Account, body: &Value, error: Error) -> Error {
    let member_text =
        |member: &str| body.pointer(&format!("/error/{member}")).and_then(Value::as_str).unwrap_or_default();
    let message = message_of(account, body.get("error").unwrap_or(body));
    let (kind, reason) = match (member_text("code"), member_text("type")) {
        ("moderation_blocked" | "content_policy_violation", _) => {
            (FailureKind::Moderation, Reason::Unspecified)
        }
        ("insufficient_quota", _) | (_, "insufficient_quota") => (FailureKind::Credit, Reason::Quota),
        ("unknown_parameter", _) => {
            let field = member_text("param").chars().take(40).collect();
            (FailureKind::Input, Reason::UnknownField { field })
        }
        ("model_not_found", _) => (FailureKind::Input, Reason::UnknownModel),
        _ => return error,
    };
    Error::Refused { kind, reason, message }
}

/// The cost of the tokens that an answer says were used.
fn read_total(account: &Account, body: &Value) -> Option<MicroDollars> {
    let tokens = |place: &str| body.pointer(place).and_then(Value::as_u64);
    let output = tokens("/usage/output_tokens")?;
    let input = tokens("/usage/input_tokens").unwrap_or(0);
    // Without details, all input counts as pictures: the dearer.
    let text = tokens("/usage/input_tokens_details/text_tokens").unwrap_or(0);
    let pictures = tokens("/usage/input_tokens_details/image_tokens").unwrap_or(input.saturating_sub(text));
    usage_cost(model_name(account), text, pictures, output)
}
