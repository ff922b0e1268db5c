//! Jobs: their cards and what stands on them.

pub mod job_card;
pub mod job_cost;
pub mod provider_deletion;
