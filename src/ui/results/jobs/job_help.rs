//! The one button that helps a run that failed.

use leptos::prelude::*;

use crate::core::estimate::Estimate;
use crate::core::job::{Failure, FailureKind, JobRecord, Reason};
use crate::core::model::EngineId;
use crate::services::account::links::billing_url;
use crate::services::draft::Draft;
use crate::services::draft::prices::texts::run_figure;
use crate::services::runs::Runs;
use crate::state::{AppState, Dialog};

/// What helps.
enum Help {
    /// Another key, or another address.
    Settings,
    /// More credit, at the provider.
    Credit(&'static str),
    /// Another prompt.
    Prompt,
    /// An engine that reads a description.
    Describe,
    /// The same once more.
    Again,
}

fn help_for(engine: EngineId, failure: &Failure) -> Help {
    match (&failure.reason, failure.kind) {
        (Reason::NothingChanged, _) => Help::Describe,
        (Reason::UnsafeUrl | Reason::NoKey | Reason::OtherApi { .. } | Reason::Status(404), _)
        | (_, FailureKind::Auth | FailureKind::Forbidden) => Help::Settings,
        (Reason::Quota, _) | (_, FailureKind::Credit) => {
            billing_url(engine).map_or(Help::Again, Help::Credit)
        }
        (_, FailureKind::Moderation | FailureKind::Input) if engine.capabilities().needs_prompt => {
            Help::Prompt
        }
        _ => Help::Again,
    }
}

/// The button.
#[component]
pub(crate) fn JobHelp(
    /// The run.
    record: JobRecord,
    /// Why it failed.
    failure: Failure,
) -> impl IntoView {
    let state = AppState::of_page();
    let (runs, draft) = (expect_context::<Runs>(), expect_context::<Draft>());
    let request = StoredValue::new(record.request);
    let engine = request.with_value(|request| request.engine);
    match help_for(engine, &failure) {
        Help::Settings => view! {
            <button class="card__first" on:click=move |_| state.dialog.set(Some(Dialog::Settings))>"Open Settings"</button>
        }
        .into_any(),
        Help::Credit(url) => view! {
            <a class="card__first" href=url target="_blank" rel="noopener noreferrer">"Add credit"</a>
        }
        .into_any(),
        Help::Prompt => view! {
            <button class="card__first" on:click=move |_| request.with_value(|request| draft.edit_prompt(request))>
                "Edit prompt"
            </button>
        }
        .into_any(),
        Help::Describe => view! {
            <button class="card__first" on:click=move |_| draft.describe()>"Try with AI"</button>
        }
        .into_any(),
        Help::Again => {
            let price = request.with_value(|request| {
                let estimate = Estimate::of_request(request);
                (!matches!(estimate, Estimate::Free)).then(|| [" · ", &run_figure(&estimate)].concat())
            });
            view! {
                <button class="card__first" on:click=move |_| runs.run_again(request.get_value())>
                    "Try again"
                    <span aria-hidden="true">{price}</span>
                </button>
            }
            .into_any()
        }
    }
}
