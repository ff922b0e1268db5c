//! The body of a submit.

use serde_json::{Map, Value, json};

use crate::core::engine::FrameSize;
use crate::core::job::RemoteInputs;
use crate::core::request::EditRequest;

/// The name under which this app's requests are found again.
const APP: &str = "pentimento";

/// Exactly what is sent: the model's fields at the top level, and the tag in `metadata`.
pub fn request_json(request: &EditRequest, inputs: &RemoteInputs, tag: &str) -> Value {
    let mut body = Map::new();
    body.insert("prompt".to_owned(), request.prompt.trim().into());
    body.insert("image_urls".to_owned(), inputs.picture_urls.as_slice().into());
    if let Some(mask_url) = &inputs.mask_url {
        body.insert("mask_url".to_owned(), mask_url.as_str().into());
    }
    body.insert("image_size".to_owned(), image_size(request.settings.size));
    body.insert("num_images".to_owned(), request.settings.count.into());
    body.insert("output_format".to_owned(), request.settings.format.word().into());
    body.insert("metadata".to_owned(), json!({ "app": APP, "job": tag }));
    Value::Object(body)
}

fn image_size(size: FrameSize) -> Value {
    match size {
        FrameSize::Auto => "auto".into(),
        FrameSize::Square => "square_hd".into(),
        FrameSize::Landscape43 => "landscape_4_3".into(),
        FrameSize::Portrait34 => "portrait_4_3".into(),
        FrameSize::Landscape169 => "landscape_16_9".into(),
        FrameSize::Portrait916 => "portrait_16_9".into(),
        FrameSize::Custom { width, height } => json!({ "width": width, "height": height }),
    }
}
