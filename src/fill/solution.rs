//! A hole that is completed at one scale.

use super::depths::Depths;
use super::field::Field;
use super::level::Level;

/// The planes, the matches found so far, and how deep each pixel lies.
pub(super) struct Solution<'a> {
    pub(super) level: Level<'a>,
    pub(super) field: Field,
    pub(super) depths: Depths,
}
