//! What an edit is asked for: a form, or the same as JSON, checked by the API's rules.

use image::{DynamicImage, GrayImage, Luma};
use pentimento::core::geometry::Size;
use pentimento::core::picture::PictureFormat;
use serde_json::Value;

use super::{error, invalid};
use crate::answer::Answer;
use crate::base64;
use crate::edit::{EditOrder, Frame};
use crate::incoming::Incoming;
use crate::multipart::{self, Part};
use crate::picture_codec::{decode, encode};
use crate::rules::{self, Generation};

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
            "mask" | "markup" => parts.push(file(name, value)?),
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

/// An edit as it was asked for.
pub(super) struct Form {
    pub(super) order: EditOrder,
    pub(super) generation: Generation,
    /// The word for the quality; `auto` where none was sent.
    pub(super) quality: String,
    /// Tokens that went in: pictures, text.
    pub(super) tokens_in: (u64, u64),
}

/// Reads and checks a form.
pub(super) fn read(parts: &[Part]) -> Result<Form, Box<Answer>> {
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
    let fields: Vec<(&str, &str)> = parts
        .iter()
        .filter(|part| !part.is_file)
        .map(|part| (part.name.as_str(), std::str::from_utf8(&part.bytes).unwrap_or_default()))
        .collect();
    let has = |name: &str| parts.iter().any(|part| part.name == name && part.is_file);
    rules::images_api(&fields, has("mask"), has("markup")).map_err(|refusal| {
        Box::new(error(
            refusal.status,
            "invalid_request_error",
            refusal.code,
            Some(&refusal.param),
            &refusal.message,
        ))
    })?;
    let generation = rules::generation(text(parts, "model").unwrap_or("gpt-image-1.5"))
        .map_err(|refusal| invalid("model", refusal.code, &refusal.message))?;
    let count: u8 = text(parts, "n").unwrap_or("1").parse().unwrap_or(1);
    let format = text(parts, "output_format").and_then(PictureFormat::parse).unwrap_or(PictureFormat::Png);
    let frame = rules::sides(text(parts, "size").unwrap_or("1024x1024")).map_or(Frame::Auto, Frame::Exact);
    let base = pictures.first().map(|part| part.bytes.clone()).unwrap_or_default();
    let mask = match parts.iter().find(|part| part.name == "mask") {
        Some(part) => Some(read_mask(&part.bytes, &base)?.into()),
        None => None,
    };
    let markup = match parts.iter().find(|part| part.name == "markup" && part.is_file) {
        Some(part) => Some(read_markup(&part.bytes, &base)?.into()),
        None => None,
    };
    let unreadable = |_| invalid("image", "invalid_image_file", "unreadable picture");
    let mut picture_tokens = 0;
    for part in &pictures {
        let picture = decode(&part.bytes).map_err(unreadable)?;
        picture_tokens += rules::input_tokens(Size::new(picture.width(), picture.height()));
    }
    let prompt = text(parts, "prompt").unwrap_or_default();
    let order = EditOrder {
        pictures: pictures.iter().map(|part| part.bytes.clone().into()).collect(),
        // Where something was drawn, something changes: so it can be seen where it was.
        mask: mask.or(markup),
        mask_may_be_clear: false,
        is_transparent: text(parts, "background") == Some("transparent"),
        frame,
        count,
        format,
        seed: 7,
    };
    Ok(Form {
        order,
        generation,
        quality: text(parts, "quality").unwrap_or("auto").to_owned(),
        tokens_in: (picture_tokens, prompt.chars().count().div_ceil(4) as u64),
    })
}

/// A drawn layer as white where something is drawn. It is a transparent PNG of the first picture's size after its
/// orientation.
fn read_markup(bytes: &[u8], base: &[u8]) -> Result<Vec<u8>, Box<Answer>> {
    let unreadable = |_| invalid("markup", "invalid_value", "unreadable picture");
    if image::guess_format(bytes).ok() != Some(image::ImageFormat::Png) {
        return Err(invalid("markup", "invalid_value", "markup is a PNG"));
    }
    let (markup, base) = (decode(bytes).map_err(unreadable)?, decode(base).map_err(unreadable)?);
    if (markup.width(), markup.height()) != (base.width(), base.height()) {
        return Err(invalid("markup", "invalid_value", "markup must have the size of the first image"));
    }
    let drawn = markup.into_rgba8();
    if drawn.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return Err(invalid("markup", "invalid_value", "markup has no transparent pixels"));
    }
    let white = GrayImage::from_fn(drawn.width(), drawn.height(), |x, y| {
        Luma([if drawn.get_pixel(x, y).0[3] > 0 { u8::MAX } else { 0 }])
    });
    encode(DynamicImage::from(white), PictureFormat::Png).map_err(unreadable)
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
