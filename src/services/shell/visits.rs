//! Whether the page was open on this device before: only then can anything be saved here.

use crate::browser::preferences::{self, Lifetime};

const NAME: &str = "visited";

/// Nothing can be saved yet, as far as the browser tells.
pub fn is_first() -> bool {
    preferences::read(NAME, Lifetime::Device).is_none()
}

/// From now on something may be. Refused, every visit is taken for the first: what is saved appears a moment later.
pub fn note() {
    preferences::write(NAME, "yes", Lifetime::Device);
}
