//! gpt-image-1-mini: the cheapest, three sizes. Read on 2026-11-29.

use super::gpt_image_1_5;
use super::traits::Model;

/// The model.
pub(super) static MODEL: Model = Model {
    name: "gpt-image-1-mini",
    label: "gpt-image-1-mini",
    tariff: Some(gpt_image_1_5::tariff(800)),
    ..gpt_image_1_5::SHARED
};
