//! gpt-image-1.5: three sizes. Read on 2026-11-29.

use super::choices::Background;
use super::custom_size::Sizes;
use super::quality::Quality;
use super::tariff::{OutputTokens, Tariff};
use super::traits::{Character, Model};
use crate::core::geometry::Size;

/// What a picture of each size is made of.
const TOKENS: OutputTokens = OutputTokens::Listed(&[
    (Size::new(1024, 1024), [272, 1056, 4160]),
    (Size::new(1024, 1536), [408, 1584, 6240]),
    (Size::new(1536, 1024), [400, 1568, 6208]),
]);

/// As a value that others can be made from.
pub(super) const SHARED: Model = Model {
    name: "gpt-image-1.5",
    label: "gpt-image-1.5",
    character: Character::Old,
    sizes: Sizes::Listed(&[Size::new(1024, 1024), Size::new(1536, 1024), Size::new(1024, 1536)]),
    qualities: &Quality::UP_TO_HIGH,
    backgrounds: &Background::ALL,
    has_compression: true,
    tariff: Some(tariff(3200)),
    seconds: Some((30, 120)),
    read_on: "2026-11-29",
    ..Model::UNKNOWN
};

/// The model.
pub(super) static MODEL: Model = SHARED;

/// The rates, with one for what comes out. What is counted for a picture sent in is less than the patches of later
/// models, which stand in for it.
pub(super) const fn tariff(out_cents: u64) -> Tariff {
    Tariff { output: TOKENS, text_in_cents: 500, picture_in_cents: 800, out_cents }
}
