//! The prompt, and the ways to one.

pub mod prompt_beginnings;
pub mod prompt_field;
pub mod prompt_history;
