//! The model's fields of a submit, checked.

use pentimento::core::geometry::Size;
use pentimento::core::picture::PictureFormat;
use serde_json::{Map, Value};

use super::metadata::RESERVED_FIELDS;
use super::refusal::FieldError;
use crate::edit::Frame;

/// Longest prompt, in characters.
const MAX_PROMPT_CHARS: usize = 32_000;
/// Most pictures of one request.
const MAX_PICTURES: usize = 16;
/// Most results of one request.
const MAX_COUNT: u64 = 4;
/// The presets and their pixels.
const PRESETS: [(&str, Size); 6] = [
    ("square_hd", Size::new(1024, 1024)),
    ("square", Size::new(512, 512)),
    ("portrait_4_3", Size::new(768, 1024)),
    ("portrait_16_9", Size::new(576, 1024)),
    ("landscape_4_3", Size::new(1024, 768)),
    ("landscape_16_9", Size::new(1024, 576)),
];
/// Sides of a custom size are multiples of this, in pixels.
const SIDE_MULTIPLE_PX: u64 = 16;
/// Longest side of a custom size, in pixels.
const MAX_SIDE_PX: u64 = 3840;
/// The longer side is at most this many times the shorter.
const MAX_RATIO: u64 = 3;
/// Area of a custom size, in pixels.
const AREA_PX: std::ops::RangeInclusive<u64> = 655_360..=8_294_400;
/// The model's fields; any other fails downstream.
const MODEL_FIELDS: [&str; 6] =
    ["prompt", "image_urls", "mask_url", "image_size", "num_images", "output_format"];

/// What the model is asked for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::providers) struct Submission {
    /// What should change.
    pub(in crate::providers) prompt: String,
    /// 1 to 16 addresses, the base first.
    pub(in crate::providers) image_urls: Vec<String>,
    /// The mask's address.
    pub(in crate::providers) mask_url: Option<String>,
    /// The frame of the results.
    pub(in crate::providers) frame: Frame,
    /// How many results, 1 to 4.
    pub(in crate::providers) count: u8,
    /// Their format.
    pub(in crate::providers) format: PictureFormat,
    /// The mask may say the same by its alpha.
    pub(in crate::providers) mask_may_be_clear: bool,
    /// The results have alpha.
    pub(in crate::providers) is_transparent: bool,
    /// A field that the model does not know: accepted, then the job fails.
    pub(in crate::providers) unknown_field: Option<String>,
}

impl Submission {
    /// Checks the model's fields of a body.
    ///
    /// # Errors
    /// Every field that breaks a rule, in the order of the model's page.
    pub(in crate::providers) fn read(body: &Map<String, Value>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let prompt = kept(prompt(body.get("prompt")), &mut errors);
        let image_urls = kept(image_urls(body.get("image_urls")), &mut errors);
        let mask_url = kept(mask_url(body.get("mask_url")), &mut errors);
        let frame = kept(frame(body.get("image_size")), &mut errors);
        let count = kept(count(body.get("num_images")), &mut errors);
        let format = kept(format(body.get("output_format")), &mut errors);
        let unknown_field = body
            .keys()
            .find(|name| !MODEL_FIELDS.contains(&name.as_str()) && !RESERVED_FIELDS.contains(&name.as_str()))
            .cloned();
        match (prompt, image_urls, mask_url, frame, count, format) {
            (Some(prompt), Some(image_urls), Some(mask_url), Some(frame), Some(count), Some(format)) => {
                let (mask_may_be_clear, is_transparent) = (false, false);
                Ok(Self {
                    prompt,
                    image_urls,
                    mask_url,
                    frame,
                    count,
                    format,
                    mask_may_be_clear,
                    is_transparent,
                    unknown_field,
                })
            }
            _ => Err(errors),
        }
    }
}

impl Submission {
    /// What is left of a body whose fields are wrong.
    pub(in crate::providers) fn nothing() -> Self {
        Self {
            prompt: String::new(),
            image_urls: Vec::new(),
            mask_url: None,
            frame: Frame::Auto,
            count: 1,
            format: PictureFormat::Png,
            mask_may_be_clear: false,
            is_transparent: false,
            unknown_field: None,
        }
    }
}

/// The value, or `None` with its error noted.
fn kept<T>(outcome: Result<T, FieldError>, errors: &mut Vec<FieldError>) -> Option<T> {
    outcome.map_err(|error| errors.push(error)).ok()
}

fn prompt(value: Option<&Value>) -> Result<String, FieldError> {
    let text = match value {
        None | Some(Value::Null) => return Err(FieldError::at("prompt", "too_small", "required")),
        Some(value) => {
            value.as_str().ok_or_else(|| FieldError::at("prompt", "invalid_type", "expected a string"))?
        }
    };
    if text.trim().is_empty() {
        return Err(FieldError::at("prompt", "too_small", "required"));
    }
    let chars = text.chars().count();
    if chars > MAX_PROMPT_CHARS {
        let message = format!("{chars} characters, the limit is {MAX_PROMPT_CHARS}");
        return Err(FieldError::at("prompt", "too_big", message));
    }
    Ok(text.to_owned())
}

fn image_urls(value: Option<&Value>) -> Result<Vec<String>, FieldError> {
    const FIELD: &str = "image_urls";
    let list = match value {
        None | Some(Value::Null) => return Err(FieldError::at(FIELD, "too_small", "required")),
        Some(value) => {
            value.as_array().ok_or_else(|| FieldError::at(FIELD, "invalid_type", "expected a list"))?
        }
    };
    if list.is_empty() || list.len() > MAX_PICTURES {
        let code = if list.is_empty() { "too_small" } else { "too_big" };
        let message = format!("{} pictures, 1 to {MAX_PICTURES} are allowed", list.len());
        return Err(FieldError::at(FIELD, code, message));
    }
    list.iter()
        .enumerate()
        .map(|(index, value)| address(FIELD, value).map_err(|error| error.below(index)))
        .collect()
}

fn mask_url(value: Option<&Value>) -> Result<Option<String>, FieldError> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => address("mask_url", value).map(Some),
    }
}

/// Data addresses are refused: no document says that they are taken.
fn address(field: &str, value: &Value) -> Result<String, FieldError> {
    value
        .as_str()
        .filter(|text| text.starts_with("https://") || text.starts_with("http://"))
        .map(str::to_owned)
        .ok_or_else(|| FieldError::at(field, "invalid_string", "expected an http or https address"))
}

fn frame(value: Option<&Value>) -> Result<Frame, FieldError> {
    const FIELD: &str = "image_size";
    match value {
        None | Some(Value::Null) => frame(Some(&Value::from("landscape_4_3"))),
        Some(Value::String(word)) if word == "auto" => Ok(Frame::Auto),
        Some(Value::String(word)) => PRESETS
            .iter()
            .find(|(name, _)| name == word)
            .map(|(_, size)| Frame::Exact(*size))
            .ok_or_else(|| FieldError::at(FIELD, "invalid_enum_value", format!("unknown size {word:?}"))),
        Some(Value::Object(members)) => {
            let side = |name: &str| {
                members.get(name).and_then(Value::as_u64).ok_or_else(|| {
                    FieldError::at(FIELD, "invalid_type", "expected a whole number").below(name)
                })
            };
            let (width, height) = (side("width")?, side("height")?);
            check_custom_size(width, height)
                .map_err(|rule| FieldError::at(FIELD, "custom", format!("{width}x{height} px: {rule}")))
                .map(|()| Frame::Exact(Size::new(width as u32, height as u32)))
        }
        Some(_) => Err(FieldError::at(FIELD, "invalid_type", "expected a word or an object")),
    }
}

/// The rules of gpt-image-2. Written apart from the page's own check, so that the two guard each other.
fn check_custom_size(width: u64, height: u64) -> Result<(), String> {
    let (long, short) = (width.max(height), width.min(height));
    if short == 0 || !width.is_multiple_of(SIDE_MULTIPLE_PX) || !height.is_multiple_of(SIDE_MULTIPLE_PX) {
        Err(format!("both sides must be multiples of {SIDE_MULTIPLE_PX}"))
    } else if long > MAX_SIDE_PX {
        Err(format!("the longest side allowed is {MAX_SIDE_PX}"))
    } else if long > short * MAX_RATIO {
        Err(format!("the ratio may be at most {MAX_RATIO}:1"))
    } else if !AREA_PX.contains(&(width * height)) {
        Err(format!("{} to {} pixels are allowed", AREA_PX.start(), AREA_PX.end()))
    } else {
        Ok(())
    }
}

fn count(value: Option<&Value>) -> Result<u8, FieldError> {
    match value {
        None | Some(Value::Null) => Ok(1),
        Some(value) => value
            .as_u64()
            .filter(|count| (1..=MAX_COUNT).contains(count))
            .map(|count| count as u8)
            .ok_or_else(|| {
                let message = format!("{value} pictures to make, 1 to {MAX_COUNT} are allowed");
                FieldError::at("num_images", "invalid_number", message)
            }),
    }
}

fn format(value: Option<&Value>) -> Result<PictureFormat, FieldError> {
    match value {
        None | Some(Value::Null) => Ok(PictureFormat::Png),
        Some(value) => value.as_str().and_then(PictureFormat::parse).ok_or_else(|| {
            let message = format!("unknown format {value}, there are png, jpeg and webp");
            FieldError::at("output_format", "invalid_enum_value", message)
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ADDRESS: &str = "https://media.modelrunner.ai/a.png";

    fn body(change: &Value) -> Map<String, Value> {
        let mut body = json!({"prompt": "p", "image_urls": [ADDRESS]}).as_object().unwrap().clone();
        body.extend(change.as_object().unwrap().clone());
        body
    }

    /// `expected` is the path and a part of the message, or empty for a body that passes.
    #[track_caller]
    fn check(change: &Value, expected: (&str, &str)) {
        let errors = Submission::read(&body(change)).err().unwrap_or_default();
        let (path, message) = errors.first().map_or((String::new(), String::new()), |error| {
            (Value::from(error.path.clone()).to_string(), error.message.clone())
        });
        assert_eq!(path, expected.0, "{change}: {message}");
        assert!(message.contains(expected.1), "{message}");
    }

    #[test]
    fn fields_are_checked() {
        check(&json!({}), ("", ""));
        check(&json!({"mask_url": null, "num_images": 4, "output_format": "webp"}), ("", ""));
        check(&json!({"prompt": null}), ("[\"prompt\"]", "required"));
        check(&json!({"prompt": " "}), ("[\"prompt\"]", "required"));
        check(&json!({"prompt": 1}), ("[\"prompt\"]", "expected a string"));
        check(&json!({"prompt": "x".repeat(32_001)}), ("[\"prompt\"]", "32001 characters"));
        check(&json!({"image_urls": []}), ("[\"image_urls\"]", "0 pictures"));
        check(&json!({"image_urls": vec![ADDRESS; 17]}), ("[\"image_urls\"]", "17 pictures"));
        check(&json!({"image_urls": vec![ADDRESS; 16]}), ("", ""));
        check(&json!({"image_urls": [ADDRESS, "data:image/png;base64,"]}), ("[\"image_urls\",1]", "address"));
        check(&json!({"mask_url": ""}), ("[\"mask_url\"]", "address"));
        check(&json!({"num_images": 0}), ("[\"num_images\"]", "0 pictures to make"));
        check(&json!({"num_images": 5}), ("[\"num_images\"]", "5 pictures to make"));
        check(&json!({"num_images": 1.5}), ("[\"num_images\"]", "1.5 pictures"));
        check(&json!({"output_format": "gif"}), ("[\"output_format\"]", "unknown format"));
    }

    #[test]
    fn sizes_are_checked() {
        check(&json!({"image_size": "auto"}), ("", ""));
        check(&json!({"image_size": "square_hd"}), ("", ""));
        check(&json!({"image_size": "4:3"}), ("[\"image_size\"]", "unknown size"));
        check(&json!({"image_size": 4}), ("[\"image_size\"]", "word or an object"));
        let size = |width: u32, height: u32| json!({"image_size": {"width": width, "height": height}});
        check(&size(1024, 768), ("", ""));
        check(&size(3840, 2160), ("", ""));
        check(&size(1000, 1024), ("[\"image_size\"]", "multiples of 16"));
        check(&size(0, 1024), ("[\"image_size\"]", "multiples of 16"));
        check(&size(4096, 2048), ("[\"image_size\"]", "longest side allowed is 3840"));
        check(&size(3840, 1024), ("[\"image_size\"]", "3:1"));
        check(&size(512, 512), ("[\"image_size\"]", "655360 to 8294400"));
        check(&json!({"image_size": {"width": 1024}}), ("[\"image_size\",\"height\"]", "whole number"));
    }

    #[test]
    fn defaults_are_the_models() {
        let submission = Submission::read(&body(&json!({}))).unwrap();
        assert_eq!(submission.frame, Frame::Exact(Size::new(1024, 768)));
        assert_eq!((submission.count, submission.format), (1, PictureFormat::Png));
        assert_eq!(submission.unknown_field, None);
        let strange = Submission::read(&body(&json!({"quality": "high", "metadata": {}}))).unwrap();
        assert_eq!(strange.unknown_field.as_deref(), Some("quality"));
    }
}
