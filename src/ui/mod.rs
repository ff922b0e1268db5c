//! Leptos components: what a person sees. One public component per file.
//!
//! Components read stores and call services; they hold no logic of their own beyond showing and asking.

mod account_fields;
mod app;
mod archive_bar;
mod compare_canvas;
mod comparison;
mod download_dialog;
mod edit_panel;
mod empty_stage;
mod full_detail;
mod gallery;
mod gallery_tile;
mod header;
mod help_dialog;
mod icons;
mod job_card;
mod job_cost;
mod job_words;
mod keys_dialog;
mod mask_canvas;
mod mask_toolbar;
mod modal;
mod not_alignable;
mod notices;
mod notify_switch;
mod painting;
mod parts;
mod picture_list;
mod provider_deletion;
mod question_dialog;
mod readout;
mod reduce_offer;
mod request_text;
mod request_view;
mod result_card;
mod result_filter;
mod result_list;
mod results_panel;
mod run_bar;
mod seam_panel;
mod settings_dialog;
mod settings_form;
mod slider;
mod stage;
mod tab_bar;
mod time_text;
mod tool_options;
mod undo_delete;
mod unread_result;
mod version_facts;
mod version_node;
mod version_tree;
mod view_head;

use crate::state::AppState;

/// Puts the page into the document. `now_millis` is the time since 1970.
pub fn mount(now_millis: f64) {
    leptos::mount::mount_to_body(move || {
        let state = AppState::new(now_millis);
        app::App(app::AppProps { state })
    });
}
