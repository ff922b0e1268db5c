//! Runs: from the draft to the results.

pub mod arrivals;
pub mod at_provider;
pub mod effects;
pub mod inputs;
pub mod job_runner;
pub mod local_fill;
pub mod run;
pub mod texts;
pub mod uploads;
