//! gpt-image-2.6 flare: listed by the client 3.57.0 without a text of its own. Read on 2026-11-29.

use super::choices::Complexity;
use super::gpt_image_2_5_flare;
use super::traits::{Model, Unconfirmed};

/// As a value that others can be made from.
pub(super) const SHARED: Model = Model {
    name: "gpt-image-2.6-flare",
    label: "gpt-image-2.6 flare",
    snapshots: &[],
    complexities: &Complexity::ALL,
    // The rates of 2.5 stand in for its own, as an upper estimate.
    unconfirmed: &[Unconfirmed::Price, Unconfirmed::Time],
    ..gpt_image_2_5_flare::SHARED
};

/// The model.
pub(super) static MODEL: Model = SHARED;
