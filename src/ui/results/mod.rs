//! The results panel: jobs, results, the gallery, the versions.

pub mod archive_bar;
pub mod cards;
pub mod gallery;
pub mod jobs;
pub mod result_filter;
pub mod result_list;
pub mod results_panel;
pub mod run_list;
pub mod undo_delete;
pub mod versions;
