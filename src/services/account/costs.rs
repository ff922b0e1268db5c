//! What was spent: the sum over the jobs of this device, known or estimated.

use leptos::prelude::*;

pub use crate::browser::time::{day_start, now_millis};
use crate::core::price::MicroDollars;
use crate::core::spending::spent_by;
use crate::services::Inner;

/// What the jobs cost that were run today. Follows the jobs.
pub fn spent_today(inner: &Inner) -> MicroDollars {
    sum(inner, day_start(now_millis()))
}

/// What all jobs cost. Follows the jobs.
pub fn spent(inner: &Inner) -> MicroDollars {
    sum(inner, 0.0)
}

fn sum(inner: &Inner, since_millis: f64) -> MicroDollars {
    inner.state.jobs.entries.with(|entries| {
        entries.iter().fold(MicroDollars::default(), |sum, entry| {
            entry.record.with(|record| {
                if record.created_millis >= since_millis { sum.plus(spent_by(record)) } else { sum }
            })
        })
    })
}
