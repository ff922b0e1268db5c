//! The saved draft: what a person was about to ask for, by reference.

use serde::{Deserialize, Serialize};

use super::markup::Markup;
use super::model::EngineId;
use super::request::{BlobHash, EditSettings, PictureRef};

/// The version of [`DraftRecord`]'s saved layout; raised with every change that old readers cannot read.
pub const DRAFT_RECORD_VERSION: u32 = 1;

/// A draft, as it is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRecord {
    /// [`DRAFT_RECORD_VERSION`] when written.
    pub version: u32,
    /// The tab that it belongs to.
    pub tab: String,
    /// When it was written, milliseconds since 1970.
    pub saved_millis: f64,
    /// Who would run it.
    pub engine: EngineId,
    /// The model's name there; empty = the engine's default.
    #[serde(default)]
    pub model: String,
    /// What should change.
    pub prompt: String,
    /// Frame, count, format, protection.
    pub settings: EditSettings,
    /// 0 to 16 pictures, the base first.
    pub pictures: Vec<DraftPictureRecord>,
}

/// A picture of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPictureRecord {
    /// What it is and where its bytes are.
    pub picture: PictureRef,
    /// A small copy.
    pub thumbnail: BlobHash,
    /// Its mask: a grey PNG of its size, 0 keep, 255 edit; `None` = nothing marked.
    pub mask: Option<BlobHash>,
    /// The result that it is, by its name; `None` when the person added it.
    #[serde(default)]
    pub parent: Option<String>,
    /// What is drawn over it; `None` = nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<Markup>,
}

impl DraftRecord {
    /// Every file that it needs, each once.
    pub fn files(&self) -> Vec<BlobHash> {
        let mut files: Vec<BlobHash> = self
            .pictures
            .iter()
            .flat_map(|one| {
                [Some(&one.picture.blob), Some(&one.thumbnail), one.mask.as_ref()].into_iter().flatten()
            })
            .cloned()
            .collect();
        files.sort();
        files.dedup();
        files
    }
}
