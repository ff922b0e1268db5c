//! What was spent: the sum of what the kept results cost, known or estimated.

use leptos::prelude::*;

use crate::core::price::{Cost, MicroDollars};
use crate::services::Inner;

/// The beginning of the day of a moment, in this device's time zone; milliseconds since 1970.
pub fn day_start(now_millis: f64) -> f64 {
    crate::browser::time::day_start(now_millis)
}

/// The present, milliseconds since 1970.
pub fn now_millis() -> f64 {
    crate::browser::time::now_millis()
}

/// What results cost that finished today. Follows the results.
pub fn spent_today(inner: &Inner) -> MicroDollars {
    spent(inner, Some(day_start(crate::browser::time::now_millis())))
}

/// What results cost that finished at or after `since_millis`; all of them without it. Follows the results.
pub fn spent(inner: &Inner, since_millis: Option<f64>) -> MicroDollars {
    inner.state.results.entries.with(|entries| {
        entries
            .iter()
            .filter(|entry| {
                since_millis.is_none_or(|since| entry.record.with(|record| record.finished_millis >= since))
            })
            .fold(MicroDollars::default(), |sum, entry| {
                match entry.record.with(|record| record.cost) {
                    Cost::Known(amount) | Cost::Estimate(amount) => sum.plus(amount),
                    Cost::Free => sum,
                }
            })
    })
}
