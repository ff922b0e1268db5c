//! The body of a submit: the model's fields at the top level, and the tag by which it is found again.

use serde_json::{Value, json};

use crate::core::job::RemoteInputs;
use crate::core::model::FrameSize;
use crate::core::request::EditRequest;

/// The model's path at the API's URL.
pub const ENDPOINT: &str = "openai/gpt-image-2/edit";

/// The exact JSON of a submit; also what the page's request view shows, with placeholders for URLs.
///
/// `tag` is the job's name, 1 to 512 characters. `mask_url` is there only when there is a mask.
pub fn request_json(request: &EditRequest, inputs: &RemoteInputs, tag: &str) -> Value {
    let mut body = json!({
        "prompt": request.prompt,
        "image_urls": inputs.picture_urls,
        "image_size": image_size(request.sent_settings().size),
        "num_images": request.settings.count,
        "output_format": request.settings.format.as_str(),
        "metadata": { "app": "pentimento", "job": tag },
    });
    if let (Some(members), Some(mask_url)) = (body.as_object_mut(), &inputs.mask_url) {
        members.insert("mask_url".to_owned(), json!(mask_url));
    }
    body
}

/// The model's name of a frame.
fn image_size(size: FrameSize) -> Value {
    match size {
        FrameSize::Auto => json!("auto"),
        // `square` is 512 x 512 px, below the model's least area.
        FrameSize::Square => json!("square_hd"),
        FrameSize::Landscape43 => json!("landscape_4_3"),
        FrameSize::Portrait34 => json!("portrait_4_3"),
        FrameSize::Landscape169 => json!("landscape_16_9"),
        FrameSize::Portrait916 => json!("portrait_16_9"),
        FrameSize::Custom { width, height } => json!({ "width": width, "height": height }),
    }
}
