//! A finished run on the stage, in place, and what one does next.

pub mod result_bar;
pub mod result_layer;
pub mod result_note;
