//! gpt-image-2.5 flare: the quick one, about half of gpt-image-2's time. Read on 2026-11-29.

use super::choices::Background;
use super::gpt_image_2;
use super::quality::Quality;
use super::tariff::{OutputTokens, Tariff};
use super::traits::{Character, Model};

/// As a value that others can be made from.
pub(super) const SHARED: Model = Model {
    name: "gpt-image-2.5-flare",
    label: "gpt-image-2.5 flare",
    snapshots: &["gpt-image-2.5-flare-2026-09-08"],
    character: Character::Fast,
    qualities: &Quality::ALL,
    backgrounds: &Background::ALL,
    // Whether it takes `complexity` is not known, so it is not offered.
    complexities: &[],
    has_markup: true,
    tariff: Some(Tariff {
        output: OutputTokens::Formula(&[
            (Quality::Low, 16),
            (Quality::Medium, 24),
            (Quality::High, 48),
            (Quality::Xhigh, 64),
            (Quality::Max, 96),
        ]),
        ..gpt_image_2::TARIFF
    }),
    seconds: Some((30, 75)),
    ..gpt_image_2::SHARED
};

/// The model.
pub(super) static MODEL: Model = SHARED;
