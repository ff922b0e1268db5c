//! The edit panel: pictures, prompt, settings, Run.

pub mod edit_panel;
pub mod full_detail;
pub mod model;
pub mod pictures;
pub mod prompt;
pub mod request_text;
pub mod request_view;
pub mod run_bar;
pub mod run_button;
pub mod settings_form;
