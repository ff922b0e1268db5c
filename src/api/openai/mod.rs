//! The Images API of `OpenAI` and of URLs that speak it: one multipart call, whose answer is the result.
//!
//! There is no queue, no status and no look-up: a submit that ends without an answer stays unknown.

mod form;
mod snippet;
mod stream;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::account::PARTIALS;
use super::answer::{Answer, read_body};
use super::output::read_pictures;
use super::provider::{Outgoing, PICTURE_ANSWER_BYTES, Provider, SubmitRequest, Submitted};
use super::reported::{error_of, message_of};
use super::snippet::Language;
use super::{Account, Body, Error, HttpResponse};
use crate::core::job::{FailureKind, FetchAnswer, Outcome, Reason};
use crate::core::model::{Background, Complexity, Offer, Quality, Unconfirmed};
use crate::core::price::MicroDollars;
use crate::core::request::EditRequest;

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

    fn submit_url(&self, account: &Account, _offer: &Offer) -> String {
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
        if let Some(markup) = &asked.inputs.markup_url {
            body.insert("markup".to_owned(), Value::from(markup.as_str()));
        }
        Value::Object(body)
    }

    fn snippet(&self, language: Language, url: &str, _offer: &Offer, fields: &Value) -> String {
        snippet::snippet(language, url, fields)
    }

    fn read_body(&self, response: &HttpResponse) -> Result<Value, Error> {
        if stream::is_stream(response) {
            stream::read(&response.body)
        } else {
            read_body(response.status, &response.body)
        }
    }

    fn answer_bytes(&self, asked: &SubmitRequest<'_>) -> usize {
        let count = asked.request.settings.count.max(1);
        let partials = if count == 1 { PARTIALS } else { 0 };
        usize::from(count + partials) * PICTURE_ANSWER_BYTES
    }

    fn partial(&self, event: &[u8]) -> Option<String> {
        stream::partial(event)
    }

    fn read_submitted(&self, account: &Account, offer: &Offer, answer: &Answer) -> Result<Submitted, Error> {
        if let Some(error) = error_of(account, answer) {
            return Err(refined(account, &answer.body, error));
        }
        let pictures = read_pictures(account, &answer.files, &answer.body);
        if pictures.is_empty() {
            // It may be billed, and it cannot be asked for a second time.
            return Err(Error::Malformed { what: "it has no picture" });
        }
        Ok(Submitted::Answered(Outcome {
            pictures,
            logs: Vec::new(),
            total: read_total(offer, &answer.body),
        }))
    }

    fn read_result(&self, _account: &Account, _answer: &Answer) -> Result<FetchAnswer, Error> {
        Err(Error::NotOffered)
    }

    fn probe_url(&self, account: &Account) -> String {
        format!("{}/models", base(account))
    }
}

/// What the paths of endpoints end in.
const ENDPOINTS: [&str; 7] = [
    "/images/edits",
    "/images/generations",
    "/images/variations",
    "/images",
    "/chat/completions",
    "/responses",
    "/models",
];

/// The base with exactly one `/v1`, whether the person wrote it or not.
fn base(account: &Account) -> String {
    let mut url = account.api_address.trim_end_matches('/');
    // The address of an endpoint was pasted.
    while let Some(shorter) = ENDPOINTS.iter().find_map(|end| url.strip_suffix(end)) {
        url = shorter.trim_end_matches('/');
    }
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

/// The text fields of the form, in order. `response_format` and `input_fidelity` are never among them, nor what the
/// model decides by itself where a model of unknown rules may not know the field.
pub fn fields(account: &Account, request: &EditRequest) -> Vec<(&'static str, String)> {
    let (offer, settings) = (request.offer(), request.sent_settings());
    let is_known = !offer.is_unconfirmed(Unconfirmed::Everything);
    let size = offer.size_of(settings.size, request.pictures.first().map(|picture| picture.size));
    let mut fields = vec![
        ("model", offer.sent_name(&request.model).to_owned()),
        ("prompt", request.sent_prompt()),
        ("n", settings.count.to_string()),
    ];
    match size {
        Some(size) => {
            fields.push(("size", [&size.width.to_string(), "x", &size.height.to_string()].concat()));
        }
        None if is_known => fields.push(("size", "auto".to_owned())),
        None => (),
    }
    if !offer.qualities().is_empty() && (is_known || settings.quality != Quality::Auto) {
        fields.push(("quality", settings.quality.as_str().to_owned()));
    }
    if settings.background != Background::Auto {
        fields.push(("background", settings.background.as_str().to_owned()));
    }
    if settings.complexity != Complexity::Auto {
        fields.push(("complexity", settings.complexity.as_str().to_owned()));
    }
    fields.push(("output_format", settings.format.as_str().to_owned()));
    if let Some(compression) = settings.compression {
        fields.push(("output_compression", compression.to_string()));
    }
    // With more than one result it is not documented which picture an event is of.
    let partials = account.options.partials();
    if partials > 0 && settings.count == 1 {
        fields.push(("stream", "true".to_owned()));
        fields.push(("partial_images", partials.to_string()));
    }
    fields
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
        ("insufficient_quota" | "billing_hard_limit_reached" | "billing_not_active", _)
        | (_, "insufficient_quota" | "billing_limit_user_error") => (FailureKind::Credit, Reason::Quota),
        ("unknown_parameter", _) => {
            let field = member_text("param").chars().take(40).collect();
            (FailureKind::Input, Reason::UnknownField { field })
        }
        ("model_not_found", _) => (FailureKind::Input, Reason::UnknownModel),
        ("rate_limit_exceeded", stream::FLAT_ERROR) => (FailureKind::Rate, Reason::Unspecified),
        (_, stream::FLAT_ERROR) => (FailureKind::Server, Reason::Unspecified),
        _ => return error,
    };
    Error::Refused { kind, reason, message }
}

/// The cost of the tokens that an answer says were used; `None` of a model whose rates are not known.
fn read_total(offer: &Offer, body: &Value) -> Option<MicroDollars> {
    let tariff = offer.model.tariff.as_ref()?;
    let tokens = |place: &str| body.pointer(place).and_then(Value::as_u64);
    let output = tokens("/usage/output_tokens")?;
    let input = tokens("/usage/input_tokens").unwrap_or(0);
    // Without details, all input counts as pictures: the dearer.
    let text = tokens("/usage/input_tokens_details/text_tokens").unwrap_or(0);
    let pictures = tokens("/usage/input_tokens_details/image_tokens").unwrap_or(input.saturating_sub(text));
    Some(tariff.usage_cost(text, pictures, output))
}
