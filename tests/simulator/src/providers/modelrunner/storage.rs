//! Uploads and files: initiate, the signed `PUT`, and the public `GET`.

use pentimento::core::request::BlobHash;
use serde_json::{Value, json};

use super::call::{BUCKET_HOST, MEDIA_HOST};
use super::metadata;
use super::refusal::{self, FieldError};
use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::object_store::{Content, Object};
use crate::simulator::Simulator;

/// The query parameter that carries the signature.
const SIGNATURE: &str = "X-Amz-Signature";
/// Hex digits of a tag.
const ETAG_DIGITS: usize = 32;
/// Longest file ending that is kept.
const MAX_EXTENSION_CHARS: usize = 5;

/// Answers `POST /storage/upload/initiate`.
pub(super) fn initiate(simulator: &Simulator, incoming: &Incoming, answer_id: &str) -> Answer {
    initiate_at(simulator, incoming, answer_id, BUCKET_HOST, MEDIA_HOST)
}

/// The same, with the hosts that bytes are put to and read from.
pub(in crate::providers) fn initiate_at(
    simulator: &Simulator,
    incoming: &Incoming,
    answer_id: &str,
    bucket_host: &str,
    media_host: &str,
) -> Answer {
    if let Err(message) = metadata::check_headers(incoming) {
        return refusal::with_code(400, "Bad Request", &message);
    }
    let body: Value = match serde_json::from_slice(&incoming.body) {
        Ok(body) => body,
        Err(error) => {
            return refusal::with_code(400, "Bad Request", &format!("body is not JSON: {error}"));
        }
    };
    let text = |field: &str| {
        body.get(field)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .ok_or_else(|| FieldError::at(field, "too_small", "required"))
    };
    let (file_name, media_type) = match (text("file_name"), text("content_type")) {
        (Ok(file_name), Ok(media_type)) => (file_name, media_type),
        (file_name, media_type) => {
            let errors: Vec<FieldError> = [file_name.err(), media_type.err()].into_iter().flatten().collect();
            return refusal::fields(&errors, answer_id);
        }
    };
    if body.get("size").is_some_and(|size| !size.is_null() && !size.is_u64()) {
        let error = FieldError::at("size", "invalid_type", "expected a whole number");
        return refusal::fields(&[error], answer_id);
    }
    let name = new_name(simulator, file_name);
    let signature = BlobHash::of(name.as_bytes()).0;
    let upload_url = format!(
        "{}/{name}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=3600&{SIGNATURE}={signature}",
        incoming.base_of(bucket_host)
    );
    let object =
        Object { media_type: media_type.to_owned(), signature: Some(signature), content: Content::Awaited };
    simulator.put_object(&name, object);
    let file_url = format!("{}/{name}", incoming.base_of(media_host));
    Answer::json(200, &json!({"upload_url": upload_url, "file_url": file_url}))
}

/// A new name in the bucket, with the ending of a file's own.
pub(super) fn new_name(simulator: &Simulator, file_name: &str) -> String {
    format!("{}.{}", simulator.identifiers.next(), extension(file_name))
}

/// The tag of stored bytes, without quotes.
pub(super) fn etag(bytes: &[u8]) -> String {
    let mut hash = BlobHash::of(bytes).0;
    hash.truncate(ETAG_DIGITS);
    hash
}

/// The ending of a file's name when it is short and plain, else `bin`.
fn extension(file_name: &str) -> String {
    file_name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .filter(|ending| {
            (1..=MAX_EXTENSION_CHARS).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
        .unwrap_or_else(|| "bin".to_owned())
}

/// Answers the signed `PUT`, which may be repeated. Only the signature gives the right to it, so a request
/// with an `Authorization` header is refused, as the bucket of the real service does.
pub(in crate::providers) fn upload(simulator: &Simulator, incoming: &Incoming, name: &str) -> Answer {
    if incoming.headers.contains_key("authorization") {
        let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, \
                       Signature query string parameter or the Authorization header should be specified";
        return refusal::bucket(403, "InvalidArgument", message);
    }
    let object = simulator.object(name);
    let signed =
        object.filter(|object| object.signature.is_some() && object.signature == incoming.query(SIGNATURE));
    let Some(object) = signed else {
        return refusal::bucket(403, "AccessDenied", "Access Denied");
    };
    let is_svg = object.media_type == "image/svg+xml";
    if incoming.header("content-type") != object.media_type
        || (is_svg && incoming.header("content-disposition") != "attachment")
    {
        let message = "The request signature we calculated does not match the signature you provided.";
        return refusal::bucket(403, "SignatureDoesNotMatch", message);
    }
    let tag = etag(&incoming.body);
    let stored = Object { content: Content::Stored(incoming.body.clone()), ..object };
    simulator.put_object(name, stored);
    Answer::empty(200).with_header("etag", format!("\"{tag}\""))
}

/// Answers `GET` of a file: public by its name.
pub(in crate::providers) fn media(simulator: &Simulator, name: &str) -> Answer {
    match simulator.object(name).map(|object| (object.content, object.media_type)) {
        Some((Content::Stored(bytes), media_type)) => Answer::bytes(200, &media_type, bytes)
            .with_header("cache-control", "public, max-age=31536000, immutable"),
        Some((Content::Deleted, _)) => refusal::bucket(403, "AccessDenied", "Access Denied"),
        Some((Content::Awaited, _)) | None => {
            refusal::bucket(404, "NoSuchKey", "The specified key does not exist.")
        }
    }
}

/// The bytes behind an address of a request's input.
///
/// # Errors
/// Why the model could not download it. Only files of this simulator can be: nothing is fetched.
pub(in crate::providers) fn download(
    simulator: &Simulator,
    address: &str,
) -> Result<hyper::body::Bytes, String> {
    let name = address
        .split_once("://")
        .and_then(|(_, rest)| {
            rest.strip_prefix(&format!("{MEDIA_HOST}/"))
                .or_else(|| rest.split_once(&format!("/__h/{MEDIA_HOST}/")).map(|(_, name)| name))
        })
        .and_then(|name| name.split(['?', '#']).next())
        .ok_or_else(|| {
            format!("could not download {address}: only files uploaded to this simulator can be")
        })?;
    match simulator.object(name).map(|object| object.content) {
        Some(Content::Stored(bytes)) => Ok(bytes),
        Some(Content::Deleted) => Err(format!("could not download {address}: it answered 403")),
        Some(Content::Awaited) | None => Err(format!("could not download {address}: it answered 404")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_plain() {
        for (file_name, expected) in [
            ("a.PNG", "png"),
            ("a.b.jpeg", "jpeg"),
            ("mask", "bin"),
            ("a.", "bin"),
            ("a.<b>", "bin"),
            ("a.toolong", "bin"),
        ] {
            assert_eq!(extension(file_name), expected, "{file_name}");
        }
    }
}
