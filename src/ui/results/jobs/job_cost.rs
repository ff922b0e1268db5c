//! What a run costs, as far as anyone knows.

use leptos::prelude::*;

use crate::core::estimate::Estimate;
use crate::core::job::{JobRecord, JobState};
use crate::core::price::Cost;
use crate::core::spending::is_surely_unbilled;
use crate::services::library::texts;

/// The estimate while it runs; afterwards whether it is billed, where the provider says so.
#[component]
pub fn JobCost(record: RwSignal<JobRecord>) -> impl IntoView {
    let text = move || {
        record.with(|record| {
            let estimate = match Estimate::of_request(&record.request) {
                Estimate::Free => Cost::Free,
                Estimate::Unknown => Cost::Unknown,
                Estimate::Priced(priced) => Cost::Estimate(priced.total().most),
            };
            match &record.state {
                _ if estimate == Cost::Free => texts::cost(estimate),
                JobState::Finished { cost: Some(cost), .. } => cost.to_string(),
                _ if is_surely_unbilled(record) => "not billed".to_owned(),
                // Whether it is, the note below it says as far as the provider does.
                JobState::Failed { .. } => String::new(),
                _ => texts::cost(estimate),
            }
        })
    };
    view! { <span>{text}</span> }
}
