//! A model at an engine: what may be asked there, under which name, for which price. The form is drawn from these
//! values, and a request holds nothing that they do not offer.

use super::choices::{Background, Complexity};
use super::custom_size::{CustomSizeRule, Sizes, nearest_size};
use super::engine::{Engine, Preset};
use super::frame_size::FrameSize;
use super::quality::Quality;
use super::traits::{Model, Unconfirmed};
use crate::core::geometry::{Rect, Size};
use crate::core::price::MicroDollars;

/// A setting that an engine passes on to a model, beside those that all take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// [`Quality`].
    Quality,
    /// [`Background`].
    Background,
    /// [`Complexity`].
    Complexity,
    /// How strongly JPEG and WebP are compressed.
    Compression,
    /// A drawn layer.
    Markup,
}

/// How an engine bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// Not at all.
    Free,
    /// The same for every picture.
    Flat(MicroDollars),
    /// By the model's tokens.
    Tokens,
    /// By the model's tokens, each picture rounded up to the cent.
    TokensToTheCent,
}

/// Pixels of a result that has the base picture's shape.
const ORIGINAL_AREA_PX: u64 = 1024 * 1024;
/// Sides are multiples of this also where any would do.
const USUAL_MULTIPLE_PX: u32 = 16;

/// Shapes that are no farther apart are the same: sides are rounded.
const SAME_SHAPE: f64 = 0.02;

/// How far two shapes are apart: 0 = alike, whichever is the larger.
pub fn shape_distance(one: Size, other: Size) -> f64 {
    let ratio = |size: Size| f64::from(size.width.max(1)) / f64::from(size.height.max(1));
    (ratio(one) / ratio(other)).ln().abs()
}

/// A model at an engine.
#[derive(Debug)]
pub struct Offer {
    /// Who runs it.
    pub engine: &'static Engine,
    /// What it is.
    pub model: &'static Model,
    /// Its path at the engine's URL; empty where the model is a field of the request.
    pub path: &'static str,
    /// What the engine passes on.
    pub(super) fields: &'static [Field],
    /// The quality chosen at first.
    pub(super) quality: Quality,
    /// How it is billed.
    pub billing: Billing,
}

impl Offer {
    const fn has(&self, field: Field) -> bool {
        let mut index = 0;
        while index < self.fields.len() {
            if self.fields[index] as u8 == field as u8 {
                return true;
            }
            index += 1;
        }
        false
    }

    /// Its name for people: `fal gpt-image-2.5 flare`.
    pub fn label(&self) -> String {
        if self.model.label.is_empty() {
            return self.engine.label.to_owned();
        }
        [self.engine.label, " ", self.model.label].concat()
    }

    /// Qualities offered; none = there is no choice.
    pub const fn qualities(&self) -> &'static [Quality] {
        if self.has(Field::Quality) { self.model.qualities } else { &[] }
    }

    /// Backgrounds offered; none = there is no choice.
    pub const fn backgrounds(&self) -> &'static [Background] {
        if self.has(Field::Background) { self.model.backgrounds } else { &[] }
    }

    /// Complexities offered; none = there is no choice.
    pub const fn complexities(&self) -> &'static [Complexity] {
        if self.has(Field::Complexity) { self.model.complexities } else { &[] }
    }

    /// Whether the compression of JPEG and WebP can be said.
    pub const fn has_compression(&self) -> bool {
        self.has(Field::Compression) && self.model.has_compression
    }

    /// Whether a drawn layer is taken as such.
    pub const fn has_markup(&self) -> bool {
        self.has(Field::Markup) && self.model.has_markup
    }

    /// The quality chosen at first.
    pub const fn default_quality(&self) -> Quality {
        self.quality
    }

    /// The frames offered by name: those of the engine that the model makes.
    pub fn presets(&self) -> impl Iterator<Item = &'static Preset> + use<> {
        let sizes = self.model.sizes;
        self.engine.presets.iter().filter(move |preset| preset.size.is_none_or(|size| sizes.has(size)))
    }

    /// The preset of a frame, where it is offered.
    pub fn preset(&self, frame: FrameSize) -> Option<&'static Preset> {
        self.presets().find(|preset| preset.frame == frame)
    }

    /// The rule of custom sizes; `None` when there are none.
    pub const fn custom_size(&self) -> Option<&CustomSizeRule> {
        match &self.model.sizes {
            Sizes::Free(rule) => Some(rule),
            Sizes::Listed(_) => None,
        }
    }

    /// The pixels of a frame; `None` where they are not known before, or it is not offered. `base` is the size of
    /// the base picture, a square while there is none.
    pub fn size_of(&self, frame: FrameSize, base: Option<Size>) -> Option<Size> {
        match frame {
            FrameSize::Custom { width, height } => Some(Size::new(width, height)),
            FrameSize::Original => {
                self.preset(frame)?;
                if self.engine.original_by_preset {
                    let nearest = self.nearest_preset(base.unwrap_or(Size::new(1, 1)));
                    return self.preset(nearest).and_then(|preset| preset.size);
                }
                self.original_size(base.unwrap_or(Size::new(1, 1)), ORIGINAL_AREA_PX)
            }
            _ => self.preset(frame)?.size,
        }
    }

    /// The size that it makes nearest to a picture's shape, of about so many pixels; `None` when it makes none.
    pub fn original_size(&self, base: Size, area_px: u64) -> Option<Size> {
        let scale = (area_px as f64 / base.area().max(1) as f64).sqrt();
        let side = |side: u32| (f64::from(side) * scale).round().clamp(1.0, 65_536.0) as u32;
        match self.model.sizes {
            Sizes::Free(rule) => {
                let rule = CustomSizeRule { multiple_px: rule.multiple_px.max(USUAL_MULTIPLE_PX), ..rule };
                nearest_size(Size::new(side(base.width), side(base.height)), &rule)
            }
            Sizes::Listed(sizes) => sizes
                .iter()
                .copied()
                .min_by(|one, other| shape_distance(*one, base).total_cmp(&shape_distance(*other, base))),
        }
    }

    /// The preset of the shape nearest to this one.
    pub fn nearest_preset(&self, shape: Size) -> FrameSize {
        let shaped = self.presets().filter_map(|preset| {
            let (across, down) = preset.frame.aspect()?;
            Some((preset.frame, shape_distance(shape, Size::new(across, down))))
        });
        let nearest = shaped.min_by(|(_, one), (_, other)| one.total_cmp(other));
        nearest.map_or(self.engine.default_size, |(frame, _)| frame)
    }

    /// What of a picture lies in a frame of a result, laid in its middle; `None` where all of it does, or nobody knows.
    pub fn crop_of(&self, frame: FrameSize, base: Size) -> Option<Rect> {
        let size = self.size_of(frame, Some(base)).filter(|_| self.engine.is_remote && !base.is_empty())?;
        if shape_distance(size, base) < SAME_SHAPE {
            return None;
        }
        let (across, down) = (f64::from(base.width), f64::from(base.height));
        let scale = (across / f64::from(size.width)).min(down / f64::from(size.height));
        let begin = |side: f64, inside: u32| ((side - f64::from(inside) * scale) / 2.0).round() as u32;
        let (left, top) = (begin(across, size.width), begin(down, size.height));
        Some(Rect::new(left, top, base.width - left, base.height - top))
    }

    /// Whether this is not published of it.
    pub fn is_unconfirmed(&self, what: Unconfirmed) -> bool {
        self.model.unconfirmed.iter().any(|one| *one == what || *one == Unconfirmed::Everything)
    }

    /// The name that is sent: the person's own where there is one, such as that of a snapshot.
    pub fn sent_name<'a>(&'a self, typed: &'a str) -> &'a str {
        if typed.is_empty() { self.model.name } else { typed }
    }
}
