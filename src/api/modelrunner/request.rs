//! The body of a submit: the model's fields at the top level, and the tag by which it is found again.

use serde_json::{Value, json};

use crate::core::job::RemoteInputs;
use crate::core::model::{FrameSize, Offer};
use crate::core::request::EditRequest;

/// The exact JSON of a submit; also what the page's request view shows, with placeholders for URLs.
///
/// `tag` is the job's name, 1 to 512 characters. `mask_url` is there only when there is a mask.
pub fn request_json(request: &EditRequest, inputs: &RemoteInputs, tag: &str) -> Value {
    let settings = request.sent_settings();
    let mut body = json!({
        "prompt": request.sent_prompt(),
        "image_urls": inputs.picture_urls,
        "image_size": image_size(request.offer(), settings.size),
        "num_images": settings.count,
        "output_format": settings.format.as_str(),
        "metadata": { "app": "pentimento", "job": tag },
    });
    if let (Some(members), Some(mask_url)) = (body.as_object_mut(), &inputs.mask_url) {
        members.insert("mask_url".to_owned(), json!(mask_url));
    }
    body
}

/// The provider's word for a frame, or width and height where it has none.
fn image_size(offer: &Offer, size: FrameSize) -> Value {
    match offer.preset(size) {
        Some(preset) if !preset.word.is_empty() => json!(preset.word),
        _ => match offer.size_of(size, None) {
            Some(size) => json!({ "width": size.width, "height": size.height }),
            None => json!("auto"),
        },
    }
}
