//! gpt-image-2.5 sunburst: the most exact edits, slower. Read on 2026-11-29.

use super::gpt_image_2_5_flare;
use super::traits::{Character, Model};

/// As a value that others can be made from.
pub(super) const SHARED: Model = Model {
    name: "gpt-image-2.5-sunburst",
    label: "gpt-image-2.5 sunburst",
    snapshots: &["gpt-image-2.5-sunburst-2026-09-08"],
    character: Character::Exact,
    seconds: Some((150, 240)),
    ..gpt_image_2_5_flare::SHARED
};

/// The model.
pub(super) static MODEL: Model = SHARED;
