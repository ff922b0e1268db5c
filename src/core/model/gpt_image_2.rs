//! gpt-image-2, and what the models after it have in common with it. Read on 2026-11-29.

use super::choices::Background;
use super::custom_size::{CustomSizeRule, Sizes};
use super::quality::Quality;
use super::tariff::{OutputTokens, Tariff};
use super::traits::{Character, Model};

/// The rule of gpt-image-2 for custom sizes.
const SIZES: CustomSizeRule = CustomSizeRule {
    multiple_px: 16,
    min_side_px: 16,
    max_side_px: 3840,
    min_area_px: 655_360,
    max_area_px: 8_294_400,
    max_ratio: 3,
};

/// The rates of all models since.
pub(super) const TARIFF: Tariff = Tariff {
    output: OutputTokens::Formula(&[(Quality::Low, 16), (Quality::Medium, 48), (Quality::High, 96)]),
    text_in_cents: 500,
    picture_in_cents: 800,
    out_cents: 3000,
};

/// As a value that others can be made from.
pub(super) const SHARED: Model = Model {
    name: "gpt-image-2",
    label: "gpt-image-2",
    snapshots: &["gpt-image-2-2026-04-21"],
    character: Character::AllRound,
    sizes: Sizes::Free(SIZES),
    experimental_above_px: 2560 * 1440,
    qualities: &Quality::UP_TO_HIGH,
    // Transparent is a preview that many relays refuse.
    backgrounds: &[Background::Auto, Background::Opaque],
    has_compression: true,
    tariff: Some(TARIFF),
    seconds: Some((120, 180)),
    read_on: "2026-11-29",
    ..Model::UNKNOWN
};

/// The model.
pub(super) static MODEL: Model = SHARED;
