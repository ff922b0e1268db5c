//! What a person asks for.

use serde::{Deserialize, Serialize};

mod check;
mod drawing;
mod settings;

pub use check::{DraftFacts, MAX_PROMPT_CHARS, RequestError, check_draft};

pub use drawing::{Drawn, MarkupWay, sent_prompt};
pub use settings::{BothDrawn, EditSettings, Moved};

use super::geometry::{Rect, Size};
use super::hex;
use super::markup::Markup;
use super::model::{EngineId, FrameSize, Offer};
use super::region::Region;

/// SHA-256 of a blob's bytes in lower-case hex: the name under which it is stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlobHash(pub String);

impl BlobHash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut hasher = BlobHasher::default();
        hasher.update(bytes);
        hasher.finish()
    }
}

/// Hashes bytes piece by piece.
#[derive(Clone, Debug, Default)]
pub struct BlobHasher(sha2::Sha256);

impl BlobHasher {
    /// Takes in the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        use sha2::Digest as _;
        self.0.update(bytes);
    }

    /// The hash of all bytes.
    pub fn finish(self) -> BlobHash {
        use sha2::Digest as _;
        BlobHash(hex::encode(&self.0.finalize()))
    }
}

/// A picture that is stored under its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureRef {
    /// Where its bytes are.
    pub blob: BlobHash,
    /// The name of the file it came from.
    pub name: String,
    /// Media type of the bytes.
    pub media_type: String,
    /// Size after the EXIF orientation is applied.
    pub size: Size,
}

/// Everything a run needs, by reference: the bytes are stored under their hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditRequest {
    /// Who runs it.
    pub engine: EngineId,
    /// The model's name there, as it is sent; empty = the engine's default.
    #[serde(default)]
    pub model: String,
    /// What should change.
    pub prompt: String,
    /// 1 to 16 pictures, the base first.
    pub pictures: Vec<PictureRef>,
    /// The mask of the base picture: a grey PNG of its size, 0 keep, 255 edit; `None` = no mask.
    pub mask: Option<BlobHash>,
    /// Frame, count, format.
    pub settings: EditSettings,
    /// The part of the base picture and of the mask that is sent; `None` = all of it.
    #[serde(default)]
    pub region: Option<Region>,
    /// The result that the base picture is, by its name; `None` when the person added the picture, and in records from
    /// before this was recorded.
    #[serde(default)]
    pub parent: Option<String>,
    /// Pixels of the base picture that are marked at all; 0 without a mask, and where it was not recorded.
    #[serde(default)]
    pub masked_px: u64,
    /// The rectangle round them; `None` likewise.
    #[serde(default)]
    pub masked_rect: Option<Rect>,
    /// What is drawn over the base picture; `None` = nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup: Option<Markup>,
}

impl EditRequest {
    /// What it is asked of.
    pub fn offer(&self) -> &'static Offer {
        self.engine.offer(&self.model)
    }

    /// The settings as they are sent: only what the model takes, and a part of the picture in a size of its own.
    pub fn sent_settings(&self) -> EditSettings {
        let base = self.pictures.first().map(|picture| picture.size);
        self.settings.sent(self.offer(), base, self.region)
    }

    /// What is drawn on the base picture.
    pub fn drawn(&self) -> Drawn {
        Drawn {
            has_mask: self.mask.is_some() || self.masked_px > 0,
            has_markup: self.markup.as_ref().is_some_and(|markup| !markup.marks.is_empty()),
        }
    }

    /// How the markup is sent.
    pub fn markup_way(&self) -> MarkupWay {
        MarkupWay::of(self.drawn(), &self.settings, self.offer())
    }

    /// The mask, where it is sent as such.
    pub fn sent_mask(&self) -> Option<&BlobHash> {
        let is_sent = self.settings.send_mask && self.markup_way() != MarkupWay::Layer;
        self.mask.as_ref().filter(|_| is_sent)
    }

    /// The mask, where its edge is drawn into the markup.
    pub fn drawn_mask(&self) -> Option<&BlobHash> {
        let is_drawn = self.markup_way().draws_mask(self.drawn(), &self.settings);
        self.mask.as_ref().filter(|_| is_drawn)
    }

    /// The prompt as it is sent.
    pub fn sent_prompt(&self) -> String {
        let way = self.markup_way();
        sent_prompt(&self.prompt, self.pictures.len(), way, way.draws_mask(self.drawn(), &self.settings))
    }

    /// The size in pixels that is asked for; `None` when only a shape is, or nothing.
    pub fn sent_size(&self) -> Option<Size> {
        match self.sent_settings().size {
            FrameSize::Custom { width, height } => Some(Size::new(width, height)),
            _ => None,
        }
    }

    /// Sizes of the pictures as they are sent, in pixels; the markup is one of the base's size.
    pub fn sent_picture_sizes(&self) -> Vec<Size> {
        let limit = if self.settings.reduce { self.engine.capabilities().useful_side_px } else { 0 };
        let sent = self.pictures.iter().enumerate().map(|(index, picture)| {
            let region = self.region.filter(|_| index == 0);
            region.map_or(picture.size, Region::part).fitted(limit)
        });
        let mut sizes: Vec<Size> = sent.collect();
        if self.markup_way() != MarkupWay::Nowhere {
            sizes.extend(sizes.first().copied());
        }
        sizes
    }

    /// The share of the base picture that is marked, 0.0 to 1.0; `None` where that is not known.
    pub fn masked_share(&self) -> Option<f64> {
        let area = self.pictures.first().map_or(0, |base| base.size.area());
        (self.masked_px > 0 && area > 0).then(|| self.masked_px as f64 / area as f64)
    }

    /// The files that it names: pictures and mask.
    pub fn files(&self) -> impl Iterator<Item = &BlobHash> {
        self.pictures.iter().map(|picture| &picture.blob).chain(&self.mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_in_pieces_has_the_hash_of_the_whole() {
        let bytes: Vec<u8> = (0..1000_u32).map(|at| (at * 7) as u8).collect();
        for piece in [1, 63, 64, 65, 999, 1000] {
            let mut hasher = BlobHasher::default();
            bytes.chunks(piece).for_each(|piece| hasher.update(piece));
            assert_eq!(hasher.finish(), BlobHash::of(&bytes), "in pieces of {piece}");
        }
    }

    #[test]
    fn hash_is_sha_256() {
        assert_eq!(
            BlobHash::of(b"abc").0,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
