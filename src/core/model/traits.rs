//! What a model can do, whoever offers it.

use super::choices::{Background, Complexity};
use super::custom_size::{CustomSizeRule, Sizes};
use super::quality::Quality;
use super::tariff::Tariff;

/// What a model is good for, in comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Character {
    /// It removes things and reads no prompt.
    Removes,
    /// It does all kinds of edits.
    AllRound,
    /// It is the quickest of its kind.
    Fast,
    /// It keeps closest to the picture and the prompt.
    Exact,
    /// There are better ones.
    Old,
    /// Nobody knows.
    Unknown,
}

/// What nobody has published or confirmed about a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unconfirmed {
    /// Its price: another model's stands in for it, as an upper estimate.
    Price,
    /// How long it takes.
    Time,
    /// Everything: it is only a name.
    Everything,
}

/// A model.
#[derive(Debug, PartialEq)]
pub struct Model {
    /// Its name at `OpenAI`; empty for one without a name of its own.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// Fixed versions of it, which have names of their own.
    pub snapshots: &'static [&'static str],
    /// What it is good for.
    pub character: Character,
    /// What it makes.
    pub sizes: Sizes,
    /// Above so many pixels its results are experimental; 0 = nowhere.
    pub experimental_above_px: u64,
    /// Qualities, [`Quality::Auto`] first; none = there is no choice.
    pub qualities: &'static [Quality],
    /// Backgrounds, [`Background::Auto`] first; none = there is no choice.
    pub backgrounds: &'static [Background],
    /// Complexities, [`Complexity::Auto`] first; none = there is no choice.
    pub complexities: &'static [Complexity],
    /// It reads a drawn layer over the base picture.
    pub has_markup: bool,
    /// How strongly JPEG and WebP are compressed can be said.
    pub has_compression: bool,
    /// What its tokens cost; `None` = free, or not known.
    pub tariff: Option<Tariff>,
    /// Least and most seconds that a run usually takes.
    pub seconds: Option<(u16, u16)>,
    /// What is not published of it.
    pub unconfirmed: &'static [Unconfirmed],
    /// When this was read.
    pub read_on: &'static str,
}

impl Model {
    /// A model of which only the name is known: nothing is refused and nothing is claimed.
    pub(super) const UNKNOWN: Self = Self {
        name: "",
        label: "",
        snapshots: &[],
        character: Character::Unknown,
        sizes: Sizes::Free(CustomSizeRule {
            multiple_px: 1,
            min_side_px: 16,
            max_side_px: 8192,
            min_area_px: 256,
            max_area_px: 64_000_000,
            max_ratio: 0,
        }),
        experimental_above_px: 0,
        qualities: &[],
        backgrounds: &[],
        complexities: &[],
        has_markup: false,
        has_compression: false,
        tariff: None,
        seconds: None,
        unconfirmed: &[],
        read_on: "",
    };

    /// Whether this is a name of it.
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name || self.snapshots.contains(&name)
    }
}
