//! The Images API: edits as a form, at once or as a stream; the list of models, which tells of the key.

use std::sync::Arc;

use axum::http::Method;
use image::{DynamicImage, GrayImage, Luma};
use pentimento::core::geometry::Size;
use pentimento::core::picture::PictureFormat;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::base64;
use crate::edit::{self, EditOrder, Frame};
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::multipart::{self, Part};
use crate::picture_codec::{decode, encode};
use crate::settings::CallKind;
use crate::simulator::Simulator;

/// Models that are known.
const MODELS: [&str; 4] = ["gpt-image-2", "gpt-image-1.5", "gpt-image-1", "gpt-image-1-mini"];
/// Fields that are known.
const FIELDS: [&str; 11] = [
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "output_format",
    "output_compression",
    "background",
    "stream",
    "partial_images",
    "user",
];
/// Most bytes of a picture, and of a mask.
const MAX_PICTURE_BYTES: usize = 50_000_000;
const MAX_MASK_BYTES: usize = 4_000_000;

/// Only this API has such a path.
pub(super) fn is_path(path: &str) -> bool {
    let path = path.trim_start_matches("/v1");
    path == "/images/edits" || path == "/models"
}

/// The error envelope.
fn error(status: u16, kind: &str, code: &str, param: Option<&str>, message: &str) -> Answer {
    Answer::json(
        status,
        &json!({"error": {"message": message, "type": kind, "param": param, "code": code}}),
    )
}

#[expect(
    clippy::unnecessary_box_returns,
    reason = "the error of every check here, boxed so that results stay small"
)]
fn invalid(param: &str, code: &str, message: &str) -> Box<Answer> {
    Box::new(error(400, "invalid_request_error", code, Some(param), message))
}

/// Answers a request.
pub(crate) fn answer(simulator: &Arc<Simulator>, incoming: &Incoming) -> Answer {
    let is_edit = incoming.path.ends_with("/images/edits");
    if is_edit && let Some(failure) = simulator.take_failure(CallKind::Submit) {
        let answer = error(
            failure.http_status,
            "server_error",
            "",
            None,
            "ordered by the control route",
        );
        return match failure.retry_after_seconds {
            Some(seconds) => answer.with_header("retry-after", seconds.to_string()),
            None => answer,
        };
    }
    let key = incoming.header("authorization").strip_prefix("Bearer ");
    let Some(fault) = key.and_then(Fault::from_key).map(|fault| simulator.fault(fault)) else {
        return error(
            401,
            "invalid_request_error",
            "invalid_api_key",
            None,
            "Incorrect API key provided",
        );
    };
    let mut answer = match (fault, &incoming.method, is_edit) {
        (Fault::Unauthorized, ..) => error(
            401,
            "invalid_request_error",
            "invalid_api_key",
            None,
            "Incorrect API key provided",
        ),
        (Fault::Forbidden, ..) => error(
            403,
            "invalid_request_error",
            "",
            None,
            "Your organization must be verified",
        ),
        (_, &Method::GET, false) => {
            let data: Vec<Value> = MODELS
                .iter()
                .map(|id| json!({"id": id, "object": "model"}))
                .collect();
            Answer::json(200, &json!({"object": "list", "data": data}))
        }
        (_, &Method::POST, true) => edits(incoming, fault).unwrap_or_else(|refusal| *refusal),
        _ => error(404, "invalid_request_error", "unknown_url", None, "no such route"),
    };
    answer.has_cors = fault != Fault::NoCors;
    answer.with_header("x-request-id", simulator.identifiers.next())
}

/// A text field.
fn text<'a>(parts: &'a [Part], name: &str) -> Option<&'a str> {
    let part = parts.iter().find(|part| part.name == name && !part.is_file)?;
    std::str::from_utf8(&part.bytes).ok()
}

fn edits(incoming: &Incoming, fault: Fault) -> Result<Answer, Box<Answer>> {
    let parts = multipart::parts(incoming.header("content-type"), &incoming.body)
        .ok_or_else(|| invalid("image", "invalid_form", "the body is no form"))?;
    let order = read(&parts)?;
    match fault {
        Fault::NoCredit => {
            return Ok(error(
                429,
                "insufficient_quota",
                "insufficient_quota",
                None,
                "You exceeded your current quota",
            )
            .with_header("x-should-retry", "false"));
        }
        Fault::RateLimited => {
            return Ok(
                error(429, "requests", "rate_limit_exceeded", None, "Rate limit reached")
                    .with_header("retry-after", "1"),
            );
        }
        Fault::SubmitServerError => {
            return Ok(error(500, "server_error", "", None, "The server had an error"));
        }
        Fault::AcceptedButGatewayTimeout => {
            return Ok(error(504, "server_error", "", None, "gateway timeout"));
        }
        Fault::HtmlGateway => return Ok(super::modelrunner::refusal::html_gateway()),
        Fault::Unprocessable => {
            return Ok(error(
                400,
                "image_generation_user_error",
                "moderation_blocked",
                None,
                "Your request was rejected by the safety system",
            ));
        }
        Fault::HostileError => {
            return Ok(error(
                400,
                "invalid_request_error",
                "invalid_value",
                None,
                super::modelrunner::record::HOSTILE_TEXT,
            ));
        }
        _ => (),
    }
    let made = tokio::task::block_in_place(|| edit::run(&order)).map_err(|failure| {
        Box::new(error(
            400,
            "invalid_request_error",
            "invalid_value",
            Some("image"),
            &failure.to_string(),
        ))
    })?;
    let usage = json!({
        "input_tokens": 805, "input_tokens_details": {"image_tokens": 768, "text_tokens": 37},
        "output_tokens": 1756 * u64::from(order.count),
        "total_tokens": 805 + 1756 * u64::from(order.count),
    });
    let base64s: Vec<String> = made.iter().map(|bytes| base64::encode(bytes)).collect();
    if text(&parts, "stream") == Some("true") {
        let partials = text(&parts, "partial_images")
            .and_then(|text| text.parse().ok())
            .unwrap_or(0_usize)
            .min(3);
        return Ok(stream(&base64s, partials, &usage, fault));
    }
    let data: Vec<Value> = base64s
        .iter()
        .map(|picture| json!({ "b64_json": picture }))
        .collect();
    let body = match fault {
        Fault::OutputImages => json!({ "data": data }),
        Fault::Empty => json!({"created": 1, "data": []}),
        _ => {
            json!({"created": 1_795_456_876, "data": data, "usage": usage, "output_format": order.format.word()})
        }
    };
    let answer = Answer::json(200, &body);
    Ok(match fault {
        Fault::TruncatedJson | Fault::TruncatedSubmit => answer.truncated(),
        _ => answer,
    })
}

fn stream(pictures: &[String], partials: usize, usage: &Value, fault: Fault) -> Answer {
    let event = |kind: &str, data: &Value| format!("event: {kind}\ndata: {data}\n\n");
    let mut body = String::new();
    let first = pictures.first().map_or("", String::as_str);
    for index in 0..partials {
        let kind = "image_edit.partial_image";
        body += &event(
            kind,
            &json!({"type": kind, "b64_json": first, "partial_image_index": index}),
        );
    }
    match fault {
        Fault::CompletedWithError => {
            body += &event(
                "error",
                &json!({"error": {"message": "stream failed", "type": "server_error", "code": null}}),
            );
        }
        Fault::TruncatedJson => (),
        _ => {
            let kind = "image_edit.completed";
            body += &event(kind, &json!({"type": kind, "b64_json": first, "usage": usage}));
        }
    }
    Answer::bytes(200, "text/event-stream", body)
}

/// Reads and checks a form.
fn read(parts: &[Part]) -> Result<EditOrder, Box<Answer>> {
    if let Some(part) = parts
        .iter()
        .find(|part| !part.is_file && !FIELDS.contains(&part.name.as_str()))
    {
        let message = format!("Unknown parameter: '{}'.", part.name);
        return Err(invalid(&part.name, "unknown_parameter", &message));
    }
    let pictures: Vec<&Part> = parts
        .iter()
        .filter(|part| part.is_file && (part.name == "image" || part.name == "image[]"))
        .collect();
    if pictures.is_empty() || pictures.len() > 16 {
        return Err(invalid("image", "invalid_value", "1 to 16 images are allowed"));
    }
    if pictures.len() > 1 && pictures.iter().any(|part| part.name == "image") {
        return Err(invalid(
            "image",
            "invalid_value",
            "several images are sent as image[]",
        ));
    }
    if pictures.iter().any(|part| part.bytes.len() > MAX_PICTURE_BYTES) {
        return Err(invalid("image", "invalid_value", "an image is over 50 MB"));
    }
    let model = text(parts, "model").unwrap_or("gpt-image-1.5");
    if !MODELS.contains(&model) {
        return Err(Box::new(error(
            404,
            "invalid_request_error",
            "model_not_found",
            Some("model"),
            "The model does not exist",
        )));
    }
    let prompt = text(parts, "prompt").unwrap_or_default();
    if prompt.is_empty() || prompt.chars().count() > 32_000 {
        return Err(invalid(
            "prompt",
            "invalid_value",
            "a prompt of 1 to 32000 characters is needed",
        ));
    }
    if model == "gpt-image-2" && text(parts, "background") == Some("transparent") {
        return Err(invalid(
            "background",
            "invalid_value",
            "transparent background is not supported",
        ));
    }
    let count: u8 = text(parts, "n").unwrap_or("1").parse().unwrap_or(0);
    if !(1..=10).contains(&count) {
        return Err(invalid("n", "invalid_value", "n is 1 to 10"));
    }
    let format = text(parts, "output_format").map_or(Some(PictureFormat::Png), PictureFormat::from_word);
    let format = format.ok_or_else(|| invalid("output_format", "invalid_value", "unknown format"))?;
    let frame = frame(model, text(parts, "size").unwrap_or("1024x1024"))?;
    let base = pictures
        .first()
        .map(|part| part.bytes.clone())
        .unwrap_or_default();
    let mask = match parts.iter().find(|part| part.name == "mask") {
        Some(part) => Some(read_mask(&part.bytes, &base)?.into()),
        None => None,
    };
    Ok(EditOrder {
        pictures: pictures.iter().map(|part| part.bytes.clone().into()).collect(),
        mask,
        frame,
        count,
        format,
        seed: 7,
    })
}

/// The alpha of a mask as white where the picture may change.
fn read_mask(bytes: &[u8], base: &[u8]) -> Result<Vec<u8>, Box<Answer>> {
    if bytes.len() > MAX_MASK_BYTES {
        return Err(invalid("mask", "invalid_value", "the mask is over 4 MB"));
    }
    let unreadable = |_| invalid("mask", "invalid_value", "unreadable picture");
    let (mask, base) = (
        decode(bytes).map_err(unreadable)?,
        decode(base).map_err(unreadable)?,
    );
    if !mask.color().has_alpha() {
        return Err(invalid(
            "mask",
            "invalid_mask_image_format",
            "the mask has no alpha channel",
        ));
    }
    if (mask.width(), mask.height()) != (base.width(), base.height()) {
        return Err(invalid(
            "mask",
            "invalid_value",
            "the mask must have the size of the first image",
        ));
    }
    let alpha = mask.into_rgba8();
    let white = GrayImage::from_fn(alpha.width(), alpha.height(), |x, y| {
        Luma([255 - alpha.get_pixel(x, y).0[3]])
    });
    encode(DynamicImage::from(white), PictureFormat::Png).map_err(unreadable)
}

fn frame(model: &str, size: &str) -> Result<Frame, Box<Answer>> {
    if size == "auto" {
        return Ok(Frame::Auto);
    }
    let wrong = |message: &str| invalid("size", "invalid_value", message);
    let sides = size
        .split_once('x')
        .and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
    let (width, height): (u32, u32) = sides.ok_or_else(|| wrong("size is WIDTHxHEIGHT or auto"))?;
    let (long, short) = (width.max(height), width.min(height));
    let area = u64::from(width) * u64::from(height);
    if model != "gpt-image-2" && !["1024x1024", "1536x1024", "1024x1536"].contains(&size) {
        return Err(wrong("this model knows three sizes"));
    }
    if width % 16 != 0 || height % 16 != 0 {
        return Err(wrong("width and height must be divisible by 16"));
    }
    if short == 0 || long > 3840 || long > short * 3 || !(655_360..=8_294_400).contains(&area) {
        return Err(wrong("the size is out of range"));
    }
    Ok(Frame::Exact(Size::new(width, height)))
}
