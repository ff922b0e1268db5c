//! Uploads in parts, as the official clients make them above 90 MB: begin, an address per part, the parts,
//! complete.

use std::collections::{BTreeMap, HashMap, VecDeque};

use hyper::body::Bytes;
use pentimento::core::request::BlobHash;
use serde_json::{Value, json};

use super::call::{BUCKET_HOST, LargeUploadStep};
use super::record::media_url;
use super::{metadata, refusal, storage};
use crate::answer::Answer;
use crate::incoming::Incoming;
use crate::object_store::{Content, Object};
use crate::simulator::Simulator;
use crate::sync::locked;

/// Uploads under way at once; the oldest are dropped.
const MAX_UPLOADS: usize = 20;
/// Most parts of an upload.
const MAX_PARTS: u32 = 10_000;
/// Every part but the last has at least so many bytes: 5 MiB.
const MIN_PART_BYTES: usize = 5 * 1024 * 1024;

/// An upload under way.
#[derive(Clone, Debug)]
struct LargeUpload {
    /// The file's name in the bucket.
    name: String,
    media_type: String,
    /// The tag and the bytes of each part that came, by number.
    parts: BTreeMap<u32, (String, Bytes)>,
}

/// All uploads under way, by id.
#[derive(Debug, Default)]
pub(super) struct LargeUploads {
    uploads: HashMap<String, LargeUpload>,
    /// Ids, oldest first.
    order: VecDeque<String>,
}

impl LargeUploads {
    fn add(&mut self, id: String, upload: LargeUpload) {
        self.order.push_back(id.clone());
        self.uploads.insert(id, upload);
        while self.order.len() > MAX_UPLOADS {
            if let Some(oldest) = self.order.pop_front() {
                self.uploads.remove(&oldest);
            }
        }
    }
}

/// Answers a step that needs the key.
pub(super) fn answer(
    simulator: &Simulator,
    incoming: &Incoming,
    step: LargeUploadStep,
    answer_id: &str,
) -> Answer {
    let outcome = match step {
        LargeUploadStep::Begin => begin(simulator, incoming),
        LargeUploadStep::PartAddress => part_address(simulator, incoming),
        LargeUploadStep::Complete => complete(simulator, incoming),
    };
    match outcome {
        Ok(body) => Answer::json(200, &body),
        Err(message) => refusal::plain(400, &message, answer_id),
    }
}

fn body_of(incoming: &Incoming) -> Result<Value, String> {
    serde_json::from_slice(&incoming.body).map_err(|error| format!("body is not JSON: {error}"))
}

fn text<'a>(body: &'a Value, field: &str) -> Result<&'a str, String> {
    body.get(field)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| format!("{field} is required"))
}

fn begin(simulator: &Simulator, incoming: &Incoming) -> Result<Value, String> {
    let body = body_of(incoming)?;
    let (file_name, media_type) = (text(&body, "file_name")?, text(&body, "content_type")?);
    let name = storage::new_name(simulator, file_name);
    let id = simulator.identifiers.next();
    let upload =
        LargeUpload { name: name.clone(), media_type: media_type.to_owned(), parts: BTreeMap::new() };
    locked(&simulator.modelrunner.large_uploads).add(id.clone(), upload);
    Ok(json!({"fileUrl": media_url(incoming, &name), "uploadId": id, "uploadKey": name}))
}

/// The signature of a part's address.
fn signature(name: &str, id: &str, number: u32) -> String {
    BlobHash::of(format!("{name}/{id}/{number}").as_bytes()).0
}

fn part_address(simulator: &Simulator, incoming: &Incoming) -> Result<Value, String> {
    let query = |name: &str| incoming.query(name).ok_or_else(|| format!("{name} is required"));
    let (name, id) = (query("uploadKey")?, query("uploadId")?);
    let number = query("partNumber")?
        .parse::<u32>()
        .ok()
        .filter(|number| (1..=MAX_PARTS).contains(number))
        .ok_or_else(|| format!("partNumber can be 1 to {MAX_PARTS}"))?;
    let is_known = locked(&simulator.modelrunner.large_uploads)
        .uploads
        .get(&id)
        .is_some_and(|upload| upload.name == name);
    if !is_known {
        return Err(format!("no upload {id} of {name}"));
    }
    let base = incoming.base_of(BUCKET_HOST);
    let signature = signature(&name, &id, number);
    Ok(json!({
        "presignedUrl": format!("{base}/{name}?partNumber={number}&uploadId={id}&X-Amz-Signature={signature}"),
    }))
}

/// Answers the signed `PUT` of a part.
pub(super) fn part(simulator: &Simulator, incoming: &Incoming, name: &str) -> Answer {
    if incoming.headers.contains_key("authorization") {
        return refusal::bucket(403, "InvalidArgument", "Only one auth mechanism allowed");
    }
    let id = incoming.query("uploadId").unwrap_or_default();
    let number = incoming.query("partNumber").and_then(|text| text.parse().ok());
    let mut table = locked(&simulator.modelrunner.large_uploads);
    let upload = table.uploads.get_mut(&id).filter(|upload| upload.name == name);
    let (Some(upload), Some(number)) = (upload, number) else {
        return refusal::bucket(404, "NoSuchUpload", "The specified upload does not exist.");
    };
    if incoming.query("X-Amz-Signature") != Some(signature(name, &id, number)) {
        return refusal::bucket(403, "AccessDenied", "Access Denied");
    }
    let tag = storage::etag(&incoming.body);
    let answer = Answer::empty(200).with_header("etag", format!("\"{tag}\""));
    upload.parts.insert(number, (tag, incoming.body.clone()));
    answer
}

fn complete(simulator: &Simulator, incoming: &Incoming) -> Result<Value, String> {
    metadata::check_headers(incoming)?;
    let body = body_of(incoming)?;
    let (id, name) = (text(&body, "uploadId")?, text(&body, "uploadKey")?);
    let mut table = locked(&simulator.modelrunner.large_uploads);
    let upload = table
        .uploads
        .get(id)
        .filter(|upload| upload.name == name)
        .ok_or_else(|| format!("no upload {id} of {name}"))?;
    let bytes = joined(upload, body.get("parts").and_then(Value::as_array))?;
    let object =
        Object { media_type: upload.media_type.clone(), signature: None, content: Content::Stored(bytes) };
    simulator.put_object(name, object);
    table.uploads.remove(id);
    // The bucket's own address, not the public one: clients keep the one they were given at first.
    Ok(json!({"fileUrl": format!("{}/{name}", incoming.base_of(BUCKET_HOST))}))
}

/// The parts that the client lists, in its order. Tags may come with their quotes or without.
fn joined(upload: &LargeUpload, listed: Option<&Vec<Value>>) -> Result<Bytes, String> {
    let listed = listed.filter(|parts| !parts.is_empty()).ok_or("parts are required")?;
    let number_of = |part: &Value| part.get("partNumber").and_then(Value::as_u64).unwrap_or_default() as u32;
    let numbers: Vec<u32> = listed.iter().map(number_of).collect();
    if !numbers.is_sorted_by(|a, b| a < b) {
        return Err(format!("parts {numbers:?}: parts must be in order"));
    }
    let mut joined = Vec::new();
    for (index, (part, number)) in listed.iter().zip(&numbers).enumerate() {
        let (tag, bytes) =
            upload.parts.get(number).ok_or_else(|| format!("part {number} was not uploaded"))?;
        let said = part.get("etag").and_then(Value::as_str).unwrap_or_default();
        if said.trim_matches('"') != tag {
            return Err(format!("part {number} has the tag {tag}, not {said}"));
        }
        if bytes.len() < MIN_PART_BYTES && index + 1 < listed.len() {
            return Err(format!(
                "part {number} has {} bytes, all but the last need {MIN_PART_BYTES}",
                bytes.len()
            ));
        }
        joined.extend_from_slice(bytes);
    }
    Ok(joined.into())
}
