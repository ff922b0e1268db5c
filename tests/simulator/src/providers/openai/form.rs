//! What an edit is asked for: a form, or the same as JSON, checked by the API's rules.

use image::{DynamicImage, GrayImage, Luma};
use pentimento::core::geometry::Size;
use pentimento::core::picture::PictureFormat;
use serde_json::Value;

use super::{MODELS, error, invalid};
use crate::answer::Answer;
use crate::base64;
use crate::edit::{EditOrder, Frame};
use crate::incoming::Incoming;
use crate::multipart::{self, Part};
use crate::picture_codec::{decode, encode};

/// Fields that are known.
const FIELDS: [&str; 12] = [
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "output_format",
    "output_compression",
    "background",
    "input_fidelity",
    "stream",
    "partial_images",
    "user",
];
/// Most bytes of a picture, and of a mask.
const MAX_PICTURE_BYTES: usize = 50_000_000;
const MAX_MASK_BYTES: usize = 4_000_000;

/// Longest address of a picture in the JSON form, in characters.
const MAX_ADDRESS_CHARS: usize = 20_971_520;

/// The parts of a request's body, whichever of the two forms it has.
///
/// # Errors
/// The refusal of a body that is neither, or whose pictures are not there.
pub(super) fn parts(incoming: &Incoming) -> Result<Vec<Part>, Box<Answer>> {
    let media_type = incoming.header("content-type");
    if media_type.starts_with("application/json") {
        let body: Value = serde_json::from_slice(&incoming.body)
            .map_err(|_| invalid("body", "invalid_json", "the body is no JSON"))?;
        return from_json(&body);
    }
    multipart::parts(media_type, &incoming.body)
        .ok_or_else(|| invalid("image", "invalid_form", "the body is no form"))
}

fn from_json(body: &Value) -> Result<Vec<Part>, Box<Answer>> {
    let members =
        body.as_object().ok_or_else(|| invalid("body", "invalid_type", "the body is no JSON object"))?;
    let mut parts = Vec::new();
    for (name, value) in members {
        match name.as_str() {
            "images" => {
                for image in value.as_array().into_iter().flatten() {
                    parts.push(file("image[]", image)?);
                }
            }
            "mask" => parts.push(file("mask", value)?),
            // Only this form knows it.
            "moderation" => (),
            _ => parts.push(Part {
                name: name.clone(),
                is_file: false,
                bytes: value.as_str().map_or_else(|| value.to_string(), str::to_owned).into_bytes(),
            }),
        }
    }
    Ok(parts)
}

/// A picture of the JSON form. Only data addresses are known here: nothing is fetched.
fn file(name: &str, value: &Value) -> Result<Part, Box<Answer>> {
    let address = value.get("image_url").and_then(Value::as_str).unwrap_or_default();
    if address.len() > MAX_ADDRESS_CHARS {
        return Err(invalid(name, "string_above_max_length", "the address is too long"));
    }
    address
        .strip_prefix("data:")
        .and_then(|rest| rest.split_once(";base64,"))
        .and_then(|(_, text)| base64::decode(text))
        .map(|bytes| Part { name: name.to_owned(), is_file: true, bytes })
        .ok_or_else(|| invalid(name, "invalid_image_url", "could not download the picture"))
}

/// A text field.
pub(super) fn text<'a>(parts: &'a [Part], name: &str) -> Option<&'a str> {
    let part = parts.iter().find(|part| part.name == name && !part.is_file)?;
    std::str::from_utf8(&part.bytes).ok()
}

/// Reads and checks a form.
pub(super) fn read(parts: &[Part]) -> Result<EditOrder, Box<Answer>> {
    if let Some(part) = parts.iter().find(|part| !part.is_file && !FIELDS.contains(&part.name.as_str())) {
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
        return Err(invalid("image", "invalid_value", "several images are sent as image[]"));
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
        return Err(invalid("prompt", "invalid_value", "a prompt of 1 to 32000 characters is needed"));
    }
    if model == "gpt-image-2" && text(parts, "input_fidelity").is_some() {
        return Err(invalid(
            "input_fidelity",
            "invalid_input_fidelity_model",
            "input_fidelity is not supported by this model",
        ));
    }
    if model == "gpt-image-2" && text(parts, "background") == Some("transparent") {
        return Err(invalid("background", "invalid_value", "transparent background is not supported"));
    }
    let count: u8 = text(parts, "n").unwrap_or("1").parse().unwrap_or(0);
    if !(1..=10).contains(&count) {
        return Err(invalid("n", "invalid_value", "n is 1 to 10"));
    }
    let format = text(parts, "output_format").map_or(Some(PictureFormat::Png), PictureFormat::parse);
    let format = format.ok_or_else(|| invalid("output_format", "invalid_value", "unknown format"))?;
    let frame = frame(model, text(parts, "size").unwrap_or("1024x1024"))?;
    let base = pictures.first().map(|part| part.bytes.clone()).unwrap_or_default();
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
    let (mask, base) = (decode(bytes).map_err(unreadable)?, decode(base).map_err(unreadable)?);
    if !mask.color().has_alpha() {
        return Err(invalid("mask", "invalid_mask_image_format", "the mask has no alpha channel"));
    }
    if (mask.width(), mask.height()) != (base.width(), base.height()) {
        return Err(invalid("mask", "invalid_value", "the mask must have the size of the first image"));
    }
    let alpha = mask.into_rgba8();
    let white =
        GrayImage::from_fn(alpha.width(), alpha.height(), |x, y| Luma([255 - alpha.get_pixel(x, y).0[3]]));
    encode(DynamicImage::from(white), PictureFormat::Png).map_err(unreadable)
}

fn frame(model: &str, size: &str) -> Result<Frame, Box<Answer>> {
    if size == "auto" {
        return Ok(Frame::Auto);
    }
    let wrong = |message: &str| invalid("size", "invalid_value", message);
    let sides =
        size.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
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
