//! What a model's tokens cost, and how many of them a picture is.
//!
//! The number of output tokens is a formula that was fitted to published prices and gives every one of them that is
//! known; the rates are published. Whole numbers throughout: the result is exact.

use super::custom_size::{CustomSizeRule, Sizes};
use super::quality::Quality;
use crate::core::geometry::Size;
use crate::core::price::MicroDollars;

/// Side of the square patches that a picture sent in is counted by, in pixels.
const PATCH_PX: u32 = 32;
/// Most patches that are counted: a larger picture is scaled down by the model.
const MAX_PATCHES: u64 = 1536;
/// Characters of plain Latin text in a token.
const CHARS_PER_TOKEN: u64 = 4;

/// Tokens of one picture that comes out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OutputTokens {
    /// By [`formula_tokens`], with the factor of each quality, the lowest first.
    Formula(&'static [(Quality, u64)]),
    /// Listed for each size: low, medium, high.
    Listed(&'static [(Size, [u64; 3])]),
}

/// The rates of a model, in US cents per million tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tariff {
    /// How many tokens come out.
    pub output: OutputTokens,
    /// Text sent in.
    pub text_in_cents: u64,
    /// Pictures sent in.
    pub picture_in_cents: u64,
    /// Pictures that come out.
    pub out_cents: u64,
}

/// What some tokens cost at a rate in cents per million, rounded up to a millionth of a dollar.
pub const fn cost_of(tokens: u64, cents_per_million: u64) -> MicroDollars {
    MicroDollars(tokens.saturating_mul(cents_per_million).div_ceil(100))
}

/// Tokens of a picture that is sent in. At most what the model counts: how it scales a large one down is not
/// documented to the pixel.
pub fn picture_in_tokens(size: Size) -> u64 {
    let patches = u64::from(size.width.div_ceil(PATCH_PX)) * u64::from(size.height.div_ceil(PATCH_PX));
    patches.min(MAX_PATCHES)
}

/// Tokens of a text, about; letters beyond ASCII count as one each, since they are seldom more.
pub fn text_tokens(text: &str) -> u64 {
    let (plain, other) = text.chars().fold((0_u64, 0_u64), |(plain, other), letter| {
        if letter.is_ascii() { (plain + 1, other) } else { (plain, other + 1) }
    });
    plain.div_ceil(CHARS_PER_TOKEN) + other
}

/// Output tokens of a picture: `ceil(Q * round(Q * S / L) * (2 000 000 + w * h) / 4 000 000)`, where `Q` is the
/// quality's factor, `S` the short side and `L` the long one, half rounded up.
pub fn formula_tokens(factor: u64, size: Size) -> u64 {
    let (long, short) = (size.width.max(size.height), size.width.min(size.height));
    let (long, short) = (u64::from(long.max(1)), u64::from(short));
    let across = (2 * factor * short + long) / (2 * long);
    tokens_of(factor, across, size.area())
}

const fn tokens_of(factor: u64, across: u64, area_px: u64) -> u64 {
    (factor * across * (2_000_000 + area_px)).div_ceil(4_000_000)
}

impl Tariff {
    /// Least and most output tokens of one picture. `quality` [`Quality::Auto`] and a size that is not known stand
    /// for everything that the model may make of them.
    pub fn output_tokens(&self, quality: Quality, size: Option<Size>, sizes: &Sizes) -> Option<(u64, u64)> {
        match self.output {
            OutputTokens::Formula(factors) => {
                let wanted = factors.iter().filter(|(one, _)| quality == Quality::Auto || *one == quality);
                wanted.map(|(_, factor)| formula_range(*factor, size, sizes)).reduce(joined)
            }
            OutputTokens::Listed(rows) => {
                let row = rows.iter().find(|(one, _)| Some(*one) == size);
                let rows = row.map_or(rows, std::slice::from_ref);
                rows.iter().map(|(_, tokens)| listed_range(tokens, quality)).reduce(joined)
            }
        }
    }

    /// What the tokens cost that an answer says were used.
    pub fn usage_cost(&self, text_in: u64, picture_in: u64, out: u64) -> MicroDollars {
        cost_of(text_in, self.text_in_cents)
            .plus(cost_of(picture_in, self.picture_in_cents))
            .plus(cost_of(out, self.out_cents))
    }
}

fn joined(one: (u64, u64), other: (u64, u64)) -> (u64, u64) {
    (one.0.min(other.0), one.1.max(other.1))
}

fn listed_range([low, medium, high]: &[u64; 3], quality: Quality) -> (u64, u64) {
    match quality {
        Quality::Low => (*low, *low),
        Quality::Medium => (*medium, *medium),
        Quality::High | Quality::Xhigh | Quality::Max => (*high, *high),
        Quality::Auto => (*low, *high),
    }
}

fn formula_range(factor: u64, size: Option<Size>, sizes: &Sizes) -> (u64, u64) {
    match (size, sizes) {
        (Some(size), _) => {
            let tokens = formula_tokens(factor, size);
            (tokens, tokens)
        }
        (None, Sizes::Listed(sizes)) => sizes
            .iter()
            .map(|size| formula_tokens(factor, *size))
            .map(|tokens| (tokens, tokens))
            .reduce(joined)
            .unwrap_or_default(),
        // The longest of the smallest, and the square of the largest.
        (None, Sizes::Free(CustomSizeRule { min_area_px, max_area_px, max_ratio, .. })) => {
            let ratio = u64::from(*max_ratio).max(1);
            let across = (2 * factor + ratio) / (2 * ratio);
            (tokens_of(factor, across, *min_area_px), tokens_of(factor, factor, *max_area_px))
        }
    }
}
