//! A kept result and where it came from.

use serde::{Deserialize, Serialize};

use super::geometry::Size;
use super::price::Cost;
use super::request::{BlobHash, EditRequest};

/// The layout of [`ResultRecord`] as it is kept; raised with every change that old readers cannot take.
pub const RESULT_RECORD_VERSION: u32 = 1;

/// One result, as it is kept. Its pictures, mask, prompt and settings are the request's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResultRecord {
    /// [`RESULT_RECORD_VERSION`] when written.
    pub version: u32,
    /// Unique name.
    pub id: String,
    /// The job that made it.
    pub job_id: String,
    /// Which of the job's results, from 0.
    pub index: u8,
    /// What was asked.
    pub request: EditRequest,
    /// The picture's bytes; `None` when they could not be read and only the link is known.
    pub blob: Option<BlobHash>,
    /// A small copy for lists.
    pub thumbnail: Option<BlobHash>,
    /// Where the provider keeps it, if it does.
    pub link: Option<String>,
    /// Media type of the bytes.
    pub media_type: String,
    /// Size that came back; 0 x 0 while unknown.
    pub size: Size,
    /// When it was finished, milliseconds since 1970.
    pub finished_millis: f64,
    /// How long the job took, in milliseconds.
    pub took_millis: f64,
    /// What this one result cost.
    pub cost: Cost,
    /// The provider's name of the request.
    pub provider_request_id: Option<String>,
    /// The provider's log lines.
    pub logs: Vec<String>,
}
