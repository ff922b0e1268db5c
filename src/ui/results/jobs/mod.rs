//! Jobs: their cards and what stands on them.

pub mod job_card;
pub mod job_cost;
mod job_help;
pub mod provider_deletion;
mod without_mask;
