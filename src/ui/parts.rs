//! The parts of the page that are fetched when they are first needed; those of the form's own are in `edit/parts.rs`.
//!
//! Each function below is a split point: what only it reaches leaves the first load. Everything in a part may
//! name services directly; the rest goes through `services::on_demand`.

use leptos::prelude::*;

use crate::services::shell::split_point::split_points;
use crate::services::{SETTLED_AFTER_MILLIS, keep_page, sleep, spawn};
use crate::state::{AppState, Dialog, DraftPicture};
use crate::ui::dialogs::download_dialog::DownloadDialog;
use crate::ui::dialogs::help_dialog::HelpDialog;
use crate::ui::dialogs::keys_dialog::KeysDialog;
use crate::ui::dialogs::question_dialog::QuestionDialog;
use crate::ui::dialogs::settings_dialog::SettingsDialog;
use crate::ui::edit::edit_panel::EditPanel;
use crate::ui::edit::model::engine_picker::EnginePicker;
use crate::ui::part::{Fetched, Part};
use crate::ui::results::gallery::Gallery;
use crate::ui::results::run_list::RunList;
use crate::ui::results::versions::version_tree::VersionTreeView;
use crate::ui::spent_today::SpentToday;
use crate::ui::stage::compare::comparison::Comparison;
use crate::ui::stage::markup::markup_layer::MarkupLayer;
use crate::ui::stage::painting::Painting;
use crate::ui::stage::sample_price::SamplePrice;

split_points! { dialogs:
    [preload fetch_dialogs]
    pub fn settings_dialog() -> AnyView {
        view! { <SettingsDialog /> }.into_any()
    }
    pub fn help_dialog() -> AnyView {
        view! { <HelpDialog /> }.into_any()
    }
    pub fn download_dialog() -> AnyView {
        view! { <DownloadDialog /> }.into_any()
    }
    pub fn question_dialog() -> AnyView {
        view! { <QuestionDialog /> }.into_any()
    }
}

split_points! { form:
    /// Pictures, prompt, settings and Run.
    pub fn edit_panel() -> AnyView {
        view! { <EditPanel /> }.into_any()
    }
    /// Engine and model.
    pub fn engine_picker() -> AnyView {
        view! { <EnginePicker /> }.into_any()
    }
    /// What a sample for a paid engine costs.
    pub fn sample_price() -> AnyView {
        view! { <SamplePrice /> }.into_any()
    }
}

split_points! { stage:
    /// The picture and the tools to paint its mask.
    [preload fetch_stage]
    pub fn painting(base: Memo<Option<DraftPicture>>) -> AnyView {
        view! { <Painting base /> }.into_any()
    }
    /// The painter's keys: drawn from its tools, and so a part of the stage.
    pub fn keys_dialog() -> AnyView {
        view! { <KeysDialog /> }.into_any()
    }
    /// A result beside what it was made from.
    pub fn comparison(result_id: String, against: Option<String>) -> AnyView {
        view! { <Comparison result_id against /> }.into_any()
    }
    pub fn version_tree() -> AnyView {
        view! { <VersionTreeView /> }.into_any()
    }
    pub fn gallery() -> AnyView {
        view! { <Gallery /> }.into_any()
    }
}

split_points! { markup:
    /// The marks over the picture and the tools that draw them.
    pub fn markup_layer() -> AnyView {
        view! { <MarkupLayer /> }.into_any()
    }
}

split_points! { work:
    /// Runs and results.
    pub fn run_list() -> AnyView {
        view! { <RunList /> }.into_any()
    }
    /// What was spent today.
    pub fn spent_today() -> AnyView {
        view! { <SpentToday /> }.into_any()
    }
}

/// Fetches ahead the painter and the dialogs, once the page has settled, and stores the page for when there is
/// no network; `Services::start` fetches what runs need.
pub fn fetch_ahead() {
    spawn(async {
        sleep(SETTLED_AFTER_MILLIS).await;
        // Whoever needs it later tries again, and reports.
        let _ = fetch_stage().await;
        let _ = fetch_dialogs().await;
        keep_page().await;
    });
}

/// A dialog's part, fetched when it is first opened; it stays, since an open dialog that leaves the page takes
/// the focus with it.
#[component]
pub fn DialogPart<F, G>(dialog: Dialog, fetch: F) -> impl IntoView
where
    F: Fn() -> G + Copy + Send + Sync + 'static,
    G: Future<Output = Fetched> + 'static,
{
    let state = AppState::of_page();
    let was_open = Memo::new(move |was: Option<&bool>| {
        was.is_some_and(|was| *was) || state.dialog.get() == Some(dialog)
    });
    move || was_open.get().then(|| view! { <Part fetch /> })
}
