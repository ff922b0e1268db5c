//! gpt-image-2.6 sunburst: listed by the client 3.57.0 without a text of its own. Read on 2026-11-29.

use super::gpt_image_2_6_flare;
use super::traits::{Character, Model};

/// The model.
pub(super) static MODEL: Model = Model {
    name: "gpt-image-2.6-sunburst",
    label: "gpt-image-2.6 sunburst",
    character: Character::Exact,
    ..gpt_image_2_6_flare::SHARED
};
