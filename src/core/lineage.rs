//! A saved result and where it came from.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::geometry::Size;
use super::model::FrameSize;
use super::picture::PictureFormat;
use super::price::Cost;
use super::raster::{ProtectFacts, ProtectSettings};
use super::request::{BlobHash, EditRequest};

/// The version of [`ResultRecord`]'s saved layout; raised with every change that old readers cannot read.
pub const RESULT_RECORD_VERSION: u32 = 1;

/// One result, as it is saved. Its pictures, mask, prompt and settings are the request's.
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
    /// Its URL at the provider, if there is one.
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
    /// It is to be laid over the original with this seam, and that was neither done nor found impossible yet.
    #[serde(default)]
    pub protect_due: Option<ProtectSettings>,
    /// The result laid over the original through the mask, once that was made.
    #[serde(default)]
    pub protected: Option<ProtectedRecord>,
    /// The person had prompt and result deleted at the provider.
    #[serde(default)]
    pub deleted_at_provider: bool,
    /// Protected pictures that were replaced by others: what was made from them knows its parent by their hash.
    /// Their bytes are stored as long as something uses them.
    #[serde(default)]
    pub former: Vec<BlobHash>,
    /// How many results the job returned; 0 = not known.
    #[serde(default, rename = "job_gave")]
    pub result_count: u8,
    /// Protect found that it does not show the original's picture outside the mask.
    #[serde(default)]
    pub not_alignable: bool,
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

/// What was asked for and did not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A size in pixels.
    Size(Size),
    /// A shape, to 3 %.
    Shape(FrameSize),
    /// A file format.
    Format(PictureFormat),
    /// A number of results.
    Count(u8),
}

impl ResultRecord {
    /// The protected picture, where it is the one that is shown.
    pub fn shown_protected(&self) -> Option<&ProtectedRecord> {
        self.protected.as_ref().filter(|protected| protected.is_shown)
    }

    /// The file of the picture that is shown.
    pub fn shown_blob(&self) -> Option<&BlobHash> {
        self.shown_protected().map(|protected| &protected.blob).or(self.blob.as_ref())
    }

    /// The small copy of the picture that is shown.
    pub fn shown_thumbnail(&self) -> Option<&BlobHash> {
        self.shown_protected().map(|protected| &protected.thumbnail).or(self.thumbnail.as_ref())
    }

    /// Media type of the picture that is shown.
    pub fn shown_media_type(&self) -> &str {
        if self.shown_protected().is_some() { "image/png" } else { &self.media_type }
    }

    /// Size of the picture that is shown; 0 x 0 while unknown.
    pub fn shown_size(&self) -> Size {
        match (self.shown_protected(), self.request.pictures.first()) {
            (Some(_), Some(base)) => base.size,
            _ => self.size,
        }
    }

    /// Every picture that was this result: raw, protected, and protected in another way before.
    pub fn own_pictures(&self) -> impl Iterator<Item = &BlobHash> {
        self.blob.iter().chain(self.protected.as_ref().map(|protected| &protected.blob)).chain(&self.former)
    }

    /// How it differs from what was asked for; empty when it does not.
    pub fn differences(&self) -> Vec<Difference> {
        let settings = self.request.settings;
        let size = match (self.request.sent_size(), settings.size.aspect()) {
            _ if self.size.is_empty() => None,
            (Some(asked), _) => (asked != self.size).then_some(Difference::Size(asked)),
            (None, Some((across, down))) => {
                let asked = f64::from(across) / f64::from(down);
                let came = f64::from(self.size.width) / f64::from(self.size.height);
                ((came / asked - 1.0).abs() > 0.03).then_some(Difference::Shape(settings.size))
            }
            (None, None) => None,
        };
        let has_format = self.blob.is_none() || self.media_type == settings.format.media_type();
        let has_count = self.result_count == 0 || self.result_count == settings.count;
        let format = (!has_format).then_some(Difference::Format(settings.format));
        let count = (!has_count).then_some(Difference::Count(settings.count));
        [size, format, count].into_iter().flatten().collect()
    }

    /// The size of the frame that it shares with what it was made from: the base picture's, its own without one.
    pub fn frame_size(&self) -> Size {
        let base = self.request.pictures.first().map(|base| base.size);
        base.filter(|size| !size.is_empty()).unwrap_or(self.size)
    }

    /// Where the picture that is shown lies in that frame: left, top, width, height in pixels.
    pub fn place(&self) -> [f64; 4] {
        let frame = self.frame_size();
        let whole = [0.0, 0.0, f64::from(frame.width), f64::from(frame.height)];
        if self.shown_protected().is_some() {
            return whole;
        }
        let [left, top, width, height] = self.request.region.map_or(whole, |region| {
            [
                f64::from(region.rect.left),
                f64::from(region.rect.top),
                f64::from(region.rect.width()),
                f64::from(region.rect.height()),
            ]
        });
        let (own_width, own_height) = (f64::from(self.size.width), f64::from(self.size.height));
        if self.size.is_empty() {
            return [left, top, width, height];
        }
        // As it was found to lie, where that is known.
        if let Some(protected) = &self.protected {
            let found = protected.facts.frame;
            return [
                left - found.offset_x / found.scale_x,
                top - found.offset_y / found.scale_y,
                own_width / found.scale_x,
                own_height / found.scale_y,
            ];
        }
        let scale = (width / own_width).min(height / own_height);
        let (across, down) = (own_width * scale, own_height * scale);
        [left + (width - across) / 2.0, top + (height - down) / 2.0, across, down]
    }

    /// Small copies that it needs.
    pub fn thumbnails(&self) -> Vec<&BlobHash> {
        self.thumbnail.iter().chain(self.protected.as_ref().map(|protected| &protected.thumbnail)).collect()
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

/// Puts results in the order they are listed in: the run that gave one last comes first, and its results stand
/// together, in its order. Runs side by side finish among each other.
pub fn sort_newest_first<T>(results: &mut [(Arc<ResultRecord>, T)]) {
    let mut finished_of: HashMap<String, f64> = HashMap::new();
    for (record, _) in results.iter() {
        let finished = finished_of.entry(record.job_id.clone()).or_insert(record.finished_millis);
        *finished = finished.max(record.finished_millis);
    }
    let finished = |record: &ResultRecord| finished_of.get(&record.job_id).copied().unwrap_or_default();
    results.sort_by(|(one, _), (other, _)| {
        finished(other)
            .total_cmp(&finished(one))
            .then_with(|| one.job_id.cmp(&other.job_id))
            .then_with(|| one.index.cmp(&other.index))
    });
}

/// The results whose names are not among these.
pub fn without(mut results: Vec<ResultRecord>, names: &BTreeSet<&str>) -> Vec<ResultRecord> {
    results.retain(|result| !names.contains(result.id.as_str()));
    results
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::core::model::EngineId;
    use crate::core::request::{EditSettings, PictureRef};

    /// A result made from `base`, whose bytes are `blob`.
    pub(crate) fn record(id: &str, base: &str, blob: &str, finished_millis: f64) -> ResultRecord {
        let size = Size::new(64, 48);
        ResultRecord {
            version: RESULT_RECORD_VERSION,
            id: id.to_owned(),
            job_id: ["job of ", base].concat(),
            index: 0,
            request: EditRequest {
                engine: EngineId::LocalFill,
                model: String::new(),
                prompt: String::new(),
                pictures: vec![PictureRef {
                    blob: BlobHash(base.to_owned()),
                    name: "photo.png".to_owned(),
                    media_type: "image/png".to_owned(),
                    size,
                }],
                mask: None,
                settings: EditSettings::default_for(EngineId::LocalFill.offer("")),
                region: None,
                parent: None,
                masked_px: 0,
                masked_rect: None,
                markup: None,
            },
            blob: Some(BlobHash(blob.to_owned())),
            thumbnail: None,
            link: None,
            media_type: "image/png".to_owned(),
            size,
            finished_millis,
            took_millis: 0.0,
            cost: Cost::Free,
            provider_request_id: None,
            logs: Vec::new(),
            favourite: false,
            protect_due: None,
            protected: None,
            deleted_at_provider: false,
            former: Vec::new(),
            result_count: 1,
            not_alignable: false,
        }
    }

    #[test]
    fn a_run_stands_together_whatever_came_between() {
        let named = |job: usize, index: u8| ResultRecord {
            job_id: format!("job {job:02}"),
            index,
            ..record("", "base", "blob", (job + usize::from(index) * 7) as f64)
        };
        let runs = || (0..40).rev().flat_map(|job| (0..4).map(move |index| (job, index)));
        let mut results: Vec<_> =
            runs().rev().map(|(job, index)| (Arc::new(named(job, index)), (job, index))).collect();
        // Not in the order that is wanted, so that the sort has to merge.
        results.rotate_left(61);
        sort_newest_first(&mut results);
        let order: Vec<_> = results.into_iter().map(|(_, place)| place).collect();
        assert_eq!(order, runs().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_known_or_gone_is_left_out_of_what_was_read_late() {
        let read = ["marked", "deleted", "kept"].map(|id| record(id, "base", id, 0.0));
        let left = without(read.to_vec(), &BTreeSet::from(["marked", "deleted"]));
        assert_eq!(left.iter().map(|result| result.id.as_str()).collect::<Vec<_>>(), ["kept"]);
    }

    #[test]
    fn what_did_not_come_back_as_asked_is_found() {
        let mut result = record("one", "photo", "a", 0.0);
        assert_eq!(result.differences(), []);
        result.request.settings.size = FrameSize::Custom { width: 80, height: 48 };
        result.request.settings.format = PictureFormat::Webp;
        result.request.settings.count = 3;
        let others = [Difference::Format(PictureFormat::Webp), Difference::Count(3)];
        assert_eq!(result.differences(), [&[Difference::Size(Size::new(80, 48))], &others[..]].concat());
        result.request.settings.size = FrameSize::Square;
        assert_eq!(result.differences(), [&[Difference::Shape(FrameSize::Square)], &others[..]].concat());
    }
}
