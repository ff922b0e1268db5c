//! Any other name at an address that speaks the Images API: everything may be chosen, nothing is claimed.

use super::choices::{Background, Complexity};
use super::quality::Quality;
use super::traits::{Model, Unconfirmed};

/// The model.
pub(super) static MODEL: Model = Model {
    label: "other model",
    qualities: &Quality::ALL,
    backgrounds: &Background::ALL,
    complexities: &Complexity::ALL,
    has_compression: true,
    unconfirmed: &[Unconfirmed::Everything],
    ..Model::UNKNOWN
};
