//! What each model takes, as the providers document it: which field with which value is refused, and with which words.
//! Written apart from the page's own table, so that the two guard each other.

use pentimento::core::geometry::Size;
use serde_json::{Map, Value};

/// A refusal of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The field.
    pub param: String,
    /// The provider's word for it.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
}

impl Refusal {
    fn of(param: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, param: param.to_owned(), code, message: message.into() }
    }
}

/// A generation of models: they take the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Generation {
    /// gpt-image-1-mini.
    Mini,
    /// gpt-image-1.5.
    V15,
    /// gpt-image-2.
    V2,
    /// gpt-image-2.5, flare and sunburst.
    V25,
    /// gpt-image-2.6, flare and sunburst.
    V26,
}

/// Models by name.
pub const MODELS: [(&str, Generation); 10] = [
    ("gpt-image-1-mini", Generation::Mini),
    ("gpt-image-1.5", Generation::V15),
    ("gpt-image-2", Generation::V2),
    ("gpt-image-2-2026-04-21", Generation::V2),
    ("gpt-image-2.5-flare", Generation::V25),
    ("gpt-image-2.5-flare-2026-09-08", Generation::V25),
    ("gpt-image-2.5-sunburst", Generation::V25),
    ("gpt-image-2.5-sunburst-2026-09-08", Generation::V25),
    ("gpt-image-2.6-flare", Generation::V26),
    ("gpt-image-2.6-sunburst", Generation::V26),
];
/// Models that were shut down.
const SHUT_DOWN: [&str; 3] = ["gpt-image-1", "dall-e-2", "dall-e-3"];
/// Text fields of the Images API.
const FIELDS: [&str; 13] = [
    "model",
    "prompt",
    "n",
    "size",
    "quality",
    "output_format",
    "output_compression",
    "background",
    "complexity",
    "input_fidelity",
    "stream",
    "partial_images",
    "user",
];
/// Paths at fal.
pub const FAL_PATHS: [(&str, Generation); 3] = [
    ("openai/gpt-image-2", Generation::V2),
    ("openai/gpt-image-2.5/flare", Generation::V25),
    ("openai/gpt-image-2.5/sunburst", Generation::V25),
];
/// Fields at fal, and those that only models after gpt-image-2 have there.
const FAL_FIELDS: [&str; 8] =
    ["prompt", "image_urls", "mask_url", "image_size", "num_images", "output_format", "quality", "sync_mode"];
const NEWER_FAL_FIELDS: [&str; 2] = ["background", "output_compression"];

/// The generation of a model; the refusal of a name that is none, or no longer.
///
/// # Errors
/// [`Refusal`] with status 404.
pub fn generation(model: &str) -> Result<Generation, Refusal> {
    let known = MODELS.iter().find(|(name, _)| *name == model).map(|(_, generation)| *generation);
    let message =
        if SHUT_DOWN.contains(&model) { "The model has been shut down" } else { "The model does not exist" };
    known.ok_or_else(|| Refusal { status: 404, ..Refusal::of("model", "model_not_found", message) })
}

/// Checks the text fields of an edit at the Images API.
///
/// # Errors
/// The first field that is refused.
pub fn images_api(fields: &[(&str, &str)], has_mask: bool, has_markup: bool) -> Result<(), Refusal> {
    let invalid = |param: &str, message: &str| Err(Refusal::of(param, "invalid_value", message));
    if let Some((name, _)) = fields.iter().find(|(name, _)| !FIELDS.contains(name)) {
        let message = format!("Unknown parameter: '{name}'.");
        return Err(Refusal::of(name, "unknown_parameter", message));
    }
    let value = |name: &str| fields.iter().find(|(one, _)| *one == name).map(|(_, value)| *value);
    let generation = generation(value("model").unwrap_or("gpt-image-1.5"))?;
    let prompt = value("prompt").unwrap_or_default();
    if prompt.is_empty() || prompt.chars().count() > 32_000 {
        return invalid("prompt", "a prompt of 1 to 32000 characters is needed");
    }
    match (value("input_fidelity"), generation) {
        (None, _) | (Some("low"), Generation::Mini) | (Some("low" | "high"), Generation::V15) => (),
        _ => {
            let message = "input_fidelity is not supported by this model";
            return Err(Refusal::of("input_fidelity", "invalid_input_fidelity_model", message));
        }
    }
    if !whole(value("n"), 1, 10) {
        return invalid("n", "n is 1 to 10");
    }
    if !quality(value("quality"), generation) {
        return invalid("quality", "this model does not have this quality");
    }
    let format = value("output_format").unwrap_or("png");
    if !["png", "jpeg", "webp"].contains(&format) {
        return invalid("output_format", "unknown format");
    }
    if let Some(compression) = value("output_compression")
        && (format == "png" || !whole(Some(compression), 0, 100))
    {
        return invalid("output_compression", "0 to 100, for jpeg and webp");
    }
    if let Some(message) = background(value("background"), generation, format) {
        return invalid("background", message);
    }
    match (value("complexity"), generation) {
        (None, _) | (Some("low" | "medium" | "high"), Generation::V26) => (),
        (Some(_), Generation::V26) => return invalid("complexity", "low, medium or high"),
        (Some(_), _) => {
            return Err(Refusal::of("complexity", "unknown_parameter", "Unknown parameter: 'complexity'."));
        }
    }
    if !whole(value("partial_images"), 0, 3) {
        return invalid("partial_images", "0 to 3");
    }
    if has_markup && generation < Generation::V25 {
        return Err(Refusal::of("markup", "unknown_parameter", "Unknown parameter: 'markup'."));
    }
    if has_markup && has_mask {
        return invalid("markup", "markup and mask cannot be used together");
    }
    size(value("size").unwrap_or("1024x1024"), generation)
}

/// Checks a size at the Images API.
fn size(size: &str, generation: Generation) -> Result<(), Refusal> {
    if size == "auto" {
        return Ok(());
    }
    let wrong = |message: &str| Err(Refusal::of("size", "invalid_value", message));
    let Some(size) = sides(size) else { return wrong("size is WIDTHxHEIGHT or auto") };
    let known = [(1024, 1024), (1536, 1024), (1024, 1536)];
    if generation < Generation::V2 && !known.contains(&(size.width, size.height)) {
        return wrong("this model knows three sizes");
    }
    pixels(size).map_or(Ok(()), wrong)
}

/// The two numbers of a size.
pub fn sides(size: &str) -> Option<Size> {
    let (width, height) = size.split_once('x')?;
    Some(Size::new(width.parse().ok()?, height.parse().ok()?))
}

/// What is wrong with a size for gpt-image-2 and later.
fn pixels(size: Size) -> Option<&'static str> {
    let (long, short) = (size.width.max(size.height), size.width.min(size.height));
    if !size.width.is_multiple_of(16) || !size.height.is_multiple_of(16) {
        return Some("width and height must be divisible by 16");
    }
    let is_in_range = short > 0
        && long <= 3840
        && u64::from(long) <= u64::from(short) * 3
        && (655_360..=8_294_400).contains(&size.area());
    (!is_in_range).then_some("the size is out of range")
}

fn quality(quality: Option<&str>, generation: Generation) -> bool {
    match quality {
        None | Some("auto" | "low" | "medium" | "high") => true,
        Some("xhigh" | "max") => generation >= Generation::V25,
        Some(_) => false,
    }
}

fn background(background: Option<&str>, generation: Generation, format: &str) -> Option<&'static str> {
    match background {
        None | Some("auto" | "opaque") => None,
        Some("transparent") if generation == Generation::V2 => {
            Some("transparent background is not supported")
        }
        Some("transparent") => (format == "jpeg").then_some("transparent needs png or webp"),
        Some(_) => Some("auto, opaque or transparent"),
    }
}

fn whole(value: Option<&str>, least: u32, most: u32) -> bool {
    value.is_none_or(|text| text.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number)))
}

/// Checks the fields of a body at fal that differ between models; the others are checked with the job.
///
/// # Errors
/// The first field that is refused.
pub fn fal(body: &Map<String, Value>, generation: Generation) -> Result<(), Refusal> {
    let refused = |param: &str, code: &'static str, message: &str| {
        Err(Refusal { status: 422, ..Refusal::of(param, code, message) })
    };
    let is_newer = generation > Generation::V2;
    let is_known = |name: &str| FAL_FIELDS.contains(&name) || (is_newer && NEWER_FAL_FIELDS.contains(&name));
    if let Some(name) = body.keys().find(|name| !is_known(name)) {
        return refused(name, "extra_forbidden", "unknown field");
    }
    let text = |name: &str| body.get(name).map(|value| value.as_str().unwrap_or("?"));
    if !quality(text("quality"), generation) {
        return refused("quality", "literal_error", "unknown quality");
    }
    let format = text("output_format").unwrap_or("png");
    if let Some(message) = background(text("background"), generation, format) {
        return refused("background", "literal_error", message);
    }
    if let Some(compression) = body.get("output_compression")
        && (format == "png" || compression.as_u64().is_none_or(|percent| percent > 100))
    {
        return refused("output_compression", "value_error", "0 to 100, for jpeg and webp");
    }
    match body.get("image_size") {
        Some(Value::String(word))
            if ["square", "landscape_16_9", "portrait_16_9"].contains(&word.as_str()) =>
        {
            refused("image_size", "image_too_small", "the size is below what the model makes")
        }
        Some(Value::Object(members)) => {
            let side = |name: &str| members.get(name).and_then(Value::as_u64).unwrap_or(0) as u32;
            match pixels(Size::new(side("width"), side("height"))) {
                Some(message) => refused("image_size", "value_error", message),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Output tokens of a picture, by the fitted formula; the listed ones of the old models.
pub fn output_tokens(generation: Generation, quality: &str, size: Size) -> u64 {
    let (long, short) = (f64::from(size.width.max(size.height)), f64::from(size.width.min(size.height)));
    let factor = match (generation, quality) {
        (Generation::Mini | Generation::V15, quality) => {
            let row = match (size.width, size.height) {
                (1024, 1536) => [408, 1584, 6240],
                (1536, 1024) => [400, 1568, 6208],
                _ => [272, 1056, 4160],
            };
            return match quality {
                "low" => row[0],
                "high" => row[2],
                _ => row[1],
            };
        }
        (_, "low") => 16.0,
        (Generation::V2, "high") | (_, "max") => 96.0,
        (Generation::V2, _) | (_, "high") => 48.0,
        (_, "xhigh") => 64.0,
        _ => 24.0,
    };
    let across = (factor * short / long + 0.5).floor();
    (factor * across * (2e6 + size.area() as f64) / 4e6).ceil() as u64
}

/// Tokens of a picture that was sent in.
pub fn input_tokens(size: Size) -> u64 {
    let patches = u64::from(size.width.div_ceil(32)) * u64::from(size.height.div_ceil(32));
    patches.min(1536)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// `changes` over the fields of a plain edit; `expected` is the field that is refused, empty for none.
    #[track_caller]
    fn check(model: &str, changes: &[(&str, &str)], files: (bool, bool), expected: &str) {
        let mut fields = vec![("model", model), ("prompt", "p")];
        fields.extend_from_slice(changes);
        let refused = images_api(&fields, files.0, files.1).err();
        assert_eq!(refused.map(|refusal| refusal.param).unwrap_or_default(), expected, "{model} {changes:?}");
    }

    #[test]
    fn every_documented_refusal() {
        let none = (false, false);
        let (two, newer, newest) = ("gpt-image-2", "gpt-image-2.5-flare", "gpt-image-2.6-sunburst");
        for model in [two, newer, newest, "gpt-image-1.5", "gpt-image-1-mini"] {
            check(model, &[], none, "");
            check(model, &[("response_format", "url")], none, "response_format");
            check(model, &[("n", "0")], none, "n");
            check(model, &[("output_format", "gif")], none, "output_format");
            check(model, &[("output_compression", "50")], none, "output_compression");
            check(model, &[("output_format", "webp"), ("output_compression", "50")], none, "");
            check(model, &[("quality", "best")], none, "quality");
            check(model, &[("size", "1000x1000")], none, "size");
        }
        for model in ["gpt-image-1", "dall-e-2", "dall-e-3", "gpt-image-9"] {
            check(model, &[], none, "model");
        }
        check(two, &[("quality", "max")], none, "quality");
        check(newer, &[("quality", "max")], none, "");
        check(two, &[("background", "transparent")], none, "background");
        check(newer, &[("background", "transparent")], none, "");
        check(newer, &[("background", "transparent"), ("output_format", "jpeg")], none, "background");
        check(newer, &[("complexity", "low")], none, "complexity");
        check(newest, &[("complexity", "low")], none, "");
        check(newest, &[("complexity", "auto")], none, "complexity");
        check(two, &[("input_fidelity", "high")], none, "input_fidelity");
        check("gpt-image-1.5", &[("input_fidelity", "high")], none, "");
        check("gpt-image-1-mini", &[("input_fidelity", "high")], none, "input_fidelity");
        check("gpt-image-1.5", &[("size", "1152x864")], none, "size");
        check(two, &[("size", "3840x2160")], none, "");
        check(two, &[("size", "1024x576")], none, "size");
        check(two, &[], (false, true), "markup");
        check(newer, &[], (false, true), "");
        check(newer, &[], (true, true), "markup");
    }

    #[test]
    fn fal_refuses_what_a_model_does_not_have() {
        let check = |generation, change: Value, expected: &str| {
            let refused = fal(change.as_object().unwrap(), generation).err();
            assert_eq!(refused.map(|refusal| refusal.param).unwrap_or_default(), expected, "{change}");
        };
        check(Generation::V2, json!({"quality": "high", "sync_mode": true}), "");
        check(Generation::V2, json!({"quality": "max"}), "quality");
        check(Generation::V2, json!({"background": "opaque"}), "background");
        check(Generation::V25, json!({"quality": "max", "background": "transparent"}), "");
        check(Generation::V25, json!({"markup": "x"}), "markup");
        check(Generation::V25, json!({"image_size": "landscape_16_9"}), "image_size");
        check(Generation::V2, json!({"image_size": {"width": 1280, "height": 720}}), "");
    }

    #[test]
    fn tokens_are_those_of_a_captured_answer() {
        assert_eq!(output_tokens(Generation::V2, "high", Size::new(1024, 1024)), 7024);
        assert_eq!(output_tokens(Generation::V25, "max", Size::new(1024, 1536)), 5488);
        assert_eq!(input_tokens(Size::new(1024, 1024)), 1024);
    }
}
