//! Dialogs.

pub mod account_fields;
pub mod cut_out_dialog;
pub mod download_dialog;
pub mod help_dialog;
pub mod keys_dialog;
pub mod notify_switch;
pub mod question_dialog;
pub mod settings_dialog;
