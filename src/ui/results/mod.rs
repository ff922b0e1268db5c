//! The results panel: jobs, results, the gallery, the versions.

pub mod archive_bar;
pub mod gallery;
pub mod jobs;
pub mod not_alignable;
pub mod result_card;
pub mod result_filter;
pub mod result_list;
pub mod results_panel;
pub mod undo_delete;
pub mod unread_result;
pub mod versions;
