//! The cards of finished runs.

pub mod not_alignable;
pub mod result_card;
pub mod run_card;
pub mod unread_result;
