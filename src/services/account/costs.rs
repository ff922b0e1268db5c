//! What was spent: the sum over the jobs of this device, known or estimated.

use leptos::prelude::*;

pub use crate::browser::time::{day_start, now_millis, time_of_day};
use crate::core::price::MicroDollars;
use crate::core::spending::spent_by;
use crate::services::account::Account;

impl Account {
    /// What the jobs cost that were run today. Follows the jobs.
    pub fn spent_today(self) -> MicroDollars {
        self.sum(day_start(now_millis()))
    }

    /// What all jobs cost. Follows the jobs.
    pub fn spent(self) -> MicroDollars {
        self.sum(0.0)
    }

    fn sum(self, since_millis: f64) -> MicroDollars {
        self.jobs.entries.with(|entries| {
            let costs = entries.iter().map(|entry| {
                entry.record.with(|record| (record.created_millis >= since_millis).then(|| spent_by(record)))
            });
            costs.flatten().fold(MicroDollars::default(), MicroDollars::plus)
        })
    }
}
