//! Finds the pictures in a result's `output`, whose shape belongs to the model, not to the platform.
//!
//! Seen so far: a URL; a list of URLs; `{"images": […]}`; a list of `{"url"}` or `{"image_url"}`;
//! `{"image": "…"}`, `{"image": {"url"}}`, `{"output": …}`; base64 in `b64_json`. What came as base64 or as a
//! `data:image/…` URL is a file by now, and its name stands there. Not to be used on `input` or `thumbnails`, which
//! hold URLs, too.

use serde_json::Value;

use super::Account;
use super::cut::file_of;
use super::url;
use crate::core::job::RemotePicture;
use crate::core::request::BlobHash;

/// How deep an output's structure is followed.
const MAX_DEPTH: usize = 8;
/// Most pictures taken; a request asks for four at most.
const MAX_PICTURES: usize = 16;
/// Members that hold pictures, lists before single ones. The first that gives a picture counts alone, so
/// that a picture given in two forms is not taken for two.
const MEMBERS: [&str; 7] = ["images", "output", "data", "image", "url", "image_url", "b64_json"];

/// The pictures, in order, each once; what is no picture is passed over. `files` came in the same answer.
pub(super) fn read_pictures(account: &Account, files: &[BlobHash], output: &Value) -> Vec<RemotePicture> {
    let mut pictures = Vec::new();
    collect(account, files, output, 0, &mut pictures);
    pictures
}

fn collect(
    account: &Account,
    files: &[BlobHash],
    value: &Value,
    depth: usize,
    pictures: &mut Vec<RemotePicture>,
) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::String(text) => {
            if let Some(picture) = read_text(account, files, text) {
                add(picture, pictures);
            }
        }
        Value::Array(entries) => {
            for entry in entries {
                collect(account, files, entry, depth + 1, pictures);
            }
        }
        Value::Object(members) => {
            let known = pictures.len();
            for name in MEMBERS {
                if let Some(member) = members.get(name) {
                    collect(account, files, member, depth + 1, pictures);
                }
                if pictures.len() > known {
                    break;
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn add(picture: RemotePicture, pictures: &mut Vec<RemotePicture>) {
    if pictures.len() < MAX_PICTURES && !pictures.contains(&picture) {
        pictures.push(picture);
    }
}

/// A path of the API's own server, which some relays give instead of a URL.
fn resolved(account: &Account, text: &str) -> Option<String> {
    let is_path = text.starts_with('/') && !text.starts_with("//") && !text.contains(char::is_whitespace);
    if is_path { Some([&url::origin(&account.api_address)?, text].concat()) } else { None }
}

fn read_text(account: &Account, files: &[BlobHash], text: &str) -> Option<RemotePicture> {
    let text = text.trim();
    if let Some(file) = file_of(text, files) {
        return Some(RemotePicture::File(file.clone()));
    }
    let absolute = resolved(account, text);
    let url = absolute.as_deref().unwrap_or(text);
    account.allows(url).then(|| RemotePicture::Url(url.to_owned()))
}
