//! A kept result and where it came from.

use serde::{Deserialize, Serialize};

use super::geometry::Size;
use super::price::Cost;
use super::raster::ProtectFacts;
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
    /// The person marked it.
    #[serde(default)]
    pub favourite: bool,
    /// The result laid over the original through the mask, once that was made.
    #[serde(default)]
    pub protected: Option<ProtectedRecord>,
    /// The person had prompt and result deleted at the provider.
    #[serde(default)]
    pub deleted_at_provider: bool,
}

/// A protected result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProtectedRecord {
    /// A PNG of the original's size.
    pub blob: BlobHash,
    /// A small copy.
    pub thumbnail: BlobHash,
    /// What changed outside the mask, and how the frames lie.
    pub facts: ProtectFacts,
    /// It is shown in place of the raw result.
    pub is_shown: bool,
}

impl ResultRecord {
    /// The protected picture, where it is the one that is shown.
    pub fn shown_protected(&self) -> Option<&ProtectedRecord> {
        self.protected.as_ref().filter(|protected| protected.is_shown)
    }

    /// The file of the picture that is shown.
    pub fn shown_blob(&self) -> Option<&BlobHash> {
        self.shown_protected()
            .map(|protected| &protected.blob)
            .or(self.blob.as_ref())
    }

    /// Media type of the picture that is shown.
    pub fn shown_media_type(&self) -> &str {
        if self.shown_protected().is_some() {
            "image/png"
        } else {
            &self.media_type
        }
    }

    /// Size of the picture that is shown; 0 x 0 while unknown.
    pub fn shown_size(&self) -> Size {
        match (self.shown_protected(), self.request.pictures.first()) {
            (Some(_), Some(base)) => base.size,
            _ => self.size,
        }
    }

    /// Small copies that it needs.
    pub fn thumbnails(&self) -> Vec<&BlobHash> {
        self.thumbnail
            .iter()
            .chain(self.protected.as_ref().map(|protected| &protected.thumbnail))
            .collect()
    }

    /// Files that it needs, without the small copies: its own, and everything that it was made from.
    pub fn files(&self) -> Vec<&BlobHash> {
        self.blob
            .iter()
            .chain(self.protected.as_ref().map(|protected| &protected.blob))
            .chain(self.request.files())
            .collect()
    }
}
