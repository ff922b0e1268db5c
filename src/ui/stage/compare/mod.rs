//! A result beside what it was made from, or beside another.

mod compare_bar;
mod compare_canvas;
pub mod comparison;
mod seam_panel;
