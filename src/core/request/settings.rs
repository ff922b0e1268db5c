//! The settings of an edit, and how they fit a model: what is chosen is moved to the nearest that it has, and only
//! what it takes is sent.

use serde::{Deserialize, Serialize};

use crate::core::geometry::Size;
use crate::core::model::{
    Background, Complexity, CustomSizeRule, FrameSize, Offer, Quality, check_custom_size, nearest_size,
};
use crate::core::picture::PictureFormat;
use crate::core::region::Region;

/// What is sent when mask and markup are both drawn for a model that takes one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BothDrawn {
    /// The markup, with the mask's edge drawn into it.
    #[default]
    MaskInMarkup,
    /// The markup; only Protect reads the mask.
    Markup,
    /// The mask alone.
    Mask,
}

/// The settings of an edit.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the form, apart from the others")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditSettings {
    /// Frame of the result.
    pub size: FrameSize,
    /// How many results, 1 to 4.
    pub count: u8,
    /// File format of the results.
    pub format: PictureFormat,
    /// Everything outside the mask is left untouched, by laying the result over the original through the mask.
    #[serde(default = "protects")]
    pub protect: bool,
    /// How hard the model tries, where there is a choice.
    #[serde(default)]
    pub quality: Quality,
    /// What lies behind the subject, where there is a choice.
    #[serde(default)]
    pub background: Background,
    /// How much the model plans, where there is a choice.
    #[serde(default)]
    pub complexity: Complexity,
    /// How good a JPEG or WebP from the provider is, 0 to 100, where that can be said; `None` = its own rule.
    #[serde(default)]
    pub compression: Option<u8>,
    /// What models get wrong about transparency is mended when a transparent result arrives.
    #[serde(default = "is_on")]
    pub clean_alpha: bool,
    /// The mask is sent; else only Protect reads it, for a relay that fails with masks.
    #[serde(default = "is_on")]
    pub send_mask: bool,
    /// The markup is sent.
    #[serde(default = "is_on")]
    pub send_markup: bool,
    /// What is sent of mask and markup where the model takes one of them.
    #[serde(default)]
    pub both_drawn: BothDrawn,
    /// Pictures larger than the model makes use of are sent reduced; the originals stay as they are.
    #[serde(default)]
    pub reduce: bool,
    /// Only the part round the mask is sent, with so much around it: percent of the masked part's longer side.
    /// `None` = the whole picture is sent.
    #[serde(default)]
    pub detail_percent: Option<u16>,
}

/// Records from before the choice existed are protected.
const fn protects() -> bool {
    true
}

/// What was always done before it could be chosen.
const fn is_on() -> bool {
    true
}

/// A choice that a model does not have, and what it has become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// The frame.
    Size {
        /// What was chosen.
        from: FrameSize,
        /// The nearest.
        to: FrameSize,
    },
    /// The number of results.
    Count(u8),
    /// The file format.
    Format(PictureFormat),
    /// The quality; `None`: there is no choice.
    Quality {
        /// What was chosen.
        from: Quality,
        /// The nearest.
        to: Option<Quality>,
    },
    /// The background, which the model decides now.
    Background(Background),
    /// The complexity, which the model decides now.
    Complexity,
    /// The compression, which the provider decides now.
    Compression,
}

impl EditSettings {
    /// What a model starts with.
    pub fn default_for(offer: &Offer) -> Self {
        Self {
            size: offer.engine.default_size,
            count: 1,
            format: offer.engine.formats.first().copied().unwrap_or(PictureFormat::Png),
            protect: true,
            quality: offer.default_quality(),
            background: Background::Auto,
            complexity: Complexity::Auto,
            compression: None,
            clean_alpha: true,
            send_mask: true,
            send_markup: true,
            both_drawn: BothDrawn::default(),
            reduce: false,
            detail_percent: None,
        }
    }

    /// The same settings for another model. What was never changed becomes its default; a choice that it does not
    /// have moves to the nearest one, which is reported.
    pub fn switched(mut self, before: &Offer, after: &Offer) -> (Self, Vec<Moved>) {
        if self.size == before.engine.default_size {
            self.size = after.engine.default_size;
        }
        if before.qualities().is_empty() {
            self.quality = after.default_quality();
        } else if self.quality == before.default_quality() && after.qualities().is_empty() {
            self.quality = Quality::Auto;
        }
        self.fitted(after)
    }

    /// The settings as a model takes them, and every choice that had to move.
    pub fn fitted(mut self, offer: &Offer) -> (Self, Vec<Moved>) {
        let mut moved = Vec::new();
        let size = nearest_frame(self.size, offer);
        if size != self.size {
            moved.push(Moved::Size { from: self.size, to: size });
            self.size = size;
        }
        let count = self.count.clamp(1, offer.engine.max_count);
        if count != self.count {
            moved.push(Moved::Count(count));
            self.count = count;
        }
        let quality = self.quality.nearest(offer.qualities());
        if quality.unwrap_or_default() != self.quality {
            moved.push(Moved::Quality { from: self.quality, to: quality });
            self.quality = quality.unwrap_or_default();
        }
        if self.background != Background::Auto && !offer.backgrounds().contains(&self.background) {
            moved.push(Moved::Background(self.background));
            self.background = Background::Auto;
        }
        if self.complexity != Complexity::Auto && !offer.complexities().contains(&self.complexity) {
            moved.push(Moved::Complexity);
            self.complexity = Complexity::Auto;
        }
        if self.compression.is_some() && !offer.has_compression() {
            moved.push(Moved::Compression);
            self.compression = None;
        }
        let is_clear = self.background == Background::Transparent;
        let fits = |format: &PictureFormat| !is_clear || *format != PictureFormat::Jpeg;
        if !offer.engine.formats.contains(&self.format) || !fits(&self.format) {
            let mut formats = offer.engine.formats.iter().copied();
            self.format = formats.find(fits).unwrap_or(PictureFormat::Png);
            moved.push(Moved::Format(self.format));
        }
        (self, moved)
    }

    /// The settings as they are sent to a model: as it takes them, with sizes in pixels where they are known to the
    /// page alone. `base` is the size of the base picture.
    pub fn sent(self, offer: &Offer, base: Option<Size>, region: Option<Region>) -> Self {
        let (mut settings, _) = self.fitted(offer);
        // A part of the picture is asked for in a size of its own.
        if let Some(region) = region {
            settings.size = region.frame();
        } else if settings.size == FrameSize::Original && offer.engine.original_by_preset {
            settings.size = offer.nearest_preset(base.unwrap_or(Size::new(1, 1)));
        } else if settings.size == FrameSize::Original {
            settings.size = offer.size_of(settings.size, base).map_or(FrameSize::Auto, FrameSize::of);
        }
        if settings.format == PictureFormat::Png {
            settings.compression = None;
        }
        settings
    }

    /// Whether a result is to be cleaned: one that was asked for with alpha.
    pub fn cleans_alpha(&self) -> bool {
        self.clean_alpha && self.background == Background::Transparent
    }

    /// Chooses a format; transparency gives way to one that has none.
    pub fn choose_format(&mut self, format: PictureFormat) {
        self.format = format;
        if format == PictureFormat::Jpeg && self.background == Background::Transparent {
            self.background = Background::Auto;
        }
    }

    /// Chooses a background; a format without transparency gives way to PNG.
    pub fn choose_background(&mut self, background: Background) {
        self.background = background;
        if background == Background::Transparent && self.format == PictureFormat::Jpeg {
            self.format = PictureFormat::Png;
        }
    }
}

/// The frame that a model has nearest to the one chosen; itself where it has it.
fn nearest_frame(frame: FrameSize, offer: &Offer) -> FrameSize {
    match (frame, offer.custom_size()) {
        (FrameSize::Custom { width, height }, Some(rule)) => nearest_custom(Size::new(width, height), rule),
        (FrameSize::Custom { width, height }, None) => offer.nearest_preset(Size::new(width, height)),
        _ if offer.preset(frame).is_some() => frame,
        _ => match frame.aspect() {
            Some((across, down)) => offer.nearest_preset(Size::new(across, down)),
            None => offer.engine.default_size,
        },
    }
}

fn nearest_custom(size: Size, rule: &CustomSizeRule) -> FrameSize {
    if check_custom_size(size, rule).is_ok() {
        return FrameSize::of(size);
    }
    nearest_size(size, rule).map_or(FrameSize::Auto, FrameSize::of)
}
