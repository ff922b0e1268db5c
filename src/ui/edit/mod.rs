//! The edit panel: pictures, prompt, settings, Run.

pub mod edit_panel;
pub mod model;
pub mod parts;
pub mod pictures;
pub mod prompt;
pub mod request;
pub mod run_bar;
pub mod run_button;
pub mod settings_form;
