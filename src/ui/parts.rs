//! The parts of the page that are fetched when they are first needed, and the place where one is shown.
//!
//! Each function below is a split point: what only it reaches leaves the first load. Everything in a part may
//! name services directly; the rest goes through `services::on_demand`.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;

use crate::core::own_runs::Expected;
use crate::services::library::result_commands;
use crate::services::shell::on_demand::NOT_FETCHED;
use crate::services::shell::split_point::{NotFetched, split_points};
use crate::services::{SETTLED_AFTER_MILLIS, keep_page, sleep, spawn};
use crate::state::{AppState, Dialog, DraftPicture, JobEntry};
use crate::ui::dialogs::download_dialog::DownloadDialog;
use crate::ui::dialogs::help_dialog::HelpDialog;
use crate::ui::dialogs::keys_dialog::KeysDialog;
use crate::ui::dialogs::question_dialog::QuestionDialog;
use crate::ui::dialogs::settings_dialog::SettingsDialog;
use crate::ui::edit::full_detail::FullDetail;
use crate::ui::edit::model::custom_size::CustomSize;
use crate::ui::edit::model::model_choices::ModelChoices;
use crate::ui::edit::model::price_details::PriceDetails;
use crate::ui::edit::pictures::reduce_offer::ReduceOffer;
use crate::ui::edit::pictures::thumbnails::Thumbnails;
use crate::ui::edit::pictures::url_form::UrlForm;
use crate::ui::edit::prompt::prompt_beginnings::PromptBeginnings;
use crate::ui::edit::prompt::prompt_history::PromptHistory;
use crate::ui::edit::request_text::RequestText;
use crate::ui::results::archive_bar::ArchiveBar;
use crate::ui::results::gallery::Gallery;
use crate::ui::results::jobs::job_card::JobCard;
use crate::ui::results::result_list::ResultList;
use crate::ui::results::undo_delete::UndoDelete;
use crate::ui::results::versions::version_tree::VersionTreeView;
use crate::ui::spent_today::SpentToday;
use crate::ui::stage::compare::comparison::Comparison;
use crate::ui::stage::markup::inserts::PromptInserts;
use crate::ui::stage::markup::markup_layer::MarkupLayer;
use crate::ui::stage::markup::sending::MarkupSending;
use crate::ui::stage::painting::Painting;

/// The view of a part, or why it could not be fetched.
pub type Fetched = Result<AnyView, NotFetched>;

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
    /// How the marks go to a model.
    pub fn markup_sending() -> AnyView {
        view! { <MarkupSending /> }.into_any()
    }
    /// Notes and pictures that the prompt can name.
    pub fn prompt_inserts() -> AnyView {
        view! { <PromptInserts /> }.into_any()
    }
}

split_points! { work:
    pub fn job_card(entry: JobEntry) -> AnyView {
        view! { <JobCard entry /> }.into_any()
    }
    pub fn result_list() -> AnyView {
        view! { <ResultList /> }.into_any()
    }
    /// What brings a deleted result back.
    pub fn undo_delete() -> AnyView {
        view! { <UndoDelete name=result_commands::UNDO_ID /> }.into_any()
    }
    /// Results out of the page and into it.
    pub fn archive_bar() -> AnyView {
        view! { <ArchiveBar /> }.into_any()
    }
    /// What was spent today.
    pub fn spent_today() -> AnyView {
        view! { <SpentToday /> }.into_any()
    }
    /// The draft's pictures, small.
    pub fn thumbnails() -> AnyView {
        view! { <Thumbnails /> }.into_any()
    }
    /// A picture by its URL.
    pub fn url_form(on_done: Callback<()>) -> AnyView {
        view! { <UrlForm on_done /> }.into_any()
    }
    /// Prompts used before.
    pub fn prompt_history(on_done: Callback<()>) -> AnyView {
        view! { <PromptHistory on_done /> }.into_any()
    }
    /// Beginnings of a prompt.
    pub fn prompt_beginnings() -> AnyView {
        view! { <PromptBeginnings /> }.into_any()
    }
    /// The offer to send large pictures reduced.
    pub fn reduce_offer() -> AnyView {
        view! { <ReduceOffer /> }.into_any()
    }
    /// Only the part round the mask is sent.
    pub fn full_detail() -> AnyView {
        view! { <FullDetail /> }.into_any()
    }
    /// What only some models let one choose.
    pub fn model_choices() -> AnyView {
        view! { <ModelChoices /> }.into_any()
    }
    /// Sizes by ratio and resolution.
    pub fn custom_size() -> AnyView {
        view! { <CustomSize /> }.into_any()
    }
    /// What a price is made of.
    pub fn price_details(expected: Memo<Expected>) -> AnyView {
        view! { <PriceDetails expected /> }.into_any()
    }
    /// The request that Run would send.
    pub fn request_text() -> AnyView {
        view! { <RequestText /> }.into_any()
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

enum Place {
    Waiting,
    There(AnyView),
    NotFetched,
}

/// Shows a part once it is there; when it cannot be fetched, says so and offers to try again.
#[component]
pub fn Part<F, G>(fetch: F) -> impl IntoView
where
    F: Fn() -> G + 'static,
    G: Future<Output = Fetched> + 'static,
{
    let attempt = RwSignal::new(0);
    let place = RwSignal::new_local(Place::Waiting);
    Effect::new(move |_| {
        attempt.track();
        // Below this component's owner, so that the view finds its contexts and is cleaned up with it.
        let fetched = ScopedFuture::new_untracked(fetch());
        spawn(async move {
            // Each in a task of its own: together, what called for the part, making it and putting it into the
            // page would take longer than a person may wait.
            sleep(0).await;
            let found = fetched.await.map_or(Place::NotFetched, Place::There);
            sleep(0).await;
            // The place may be gone meanwhile.
            place.try_set(found);
        });
    });
    move || {
        place.track();
        match place.try_update_untracked(|place| std::mem::replace(place, Place::Waiting)) {
            Some(Place::There(view)) => view,
            Some(Place::NotFetched) => view! {
                <div class="notices">
                    <div class="notice notice--error" role="alert">
                        <p>{NOT_FETCHED}</p>
                        <button on:click=move |_| attempt.update(|attempt| *attempt += 1)>"Try again"</button>
                    </div>
                </div>
            }
            .into_any(),
            Some(Place::Waiting) | None => ().into_any(),
        }
    }
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
