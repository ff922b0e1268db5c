//! A run that is under way, failed, or waits for the person.

use leptos::prelude::*;

use crate::core::job::{JobState, Left};
use crate::services::account::costs::time_of_day;
use crate::services::draft::prices;
use crate::services::library::Library;
use crate::services::library::texts::title;
use crate::services::runs::texts::{
    CONTINUE_HERE, ENDED_READING, SAVE_ANSWER, SECOND_ANSWER, UNATTENDED, UNREAD_ANSWER, UNSAVED, loss_text,
    state_label, trouble_details, trouble_text,
};
use crate::services::runs::{Command, Runs};
use crate::state::{AppState, JobEntry, JobNote};
use crate::ui::results::jobs::job_cost::JobCost;
use crate::ui::results::jobs::job_help::JobHelp;
use crate::ui::results::jobs::provider_deletion::ProviderDeletion;
use crate::ui::results::jobs::without_mask::WithoutMask;
use crate::ui::widgets::time_text::clock_text;

#[component]
pub fn JobCard(entry: JobEntry) -> impl IntoView {
    let state = AppState::of_page();
    let JobEntry { id, record, progress, partial, note } = entry;
    let engine = record.with_untracked(|record| record.request.engine.capabilities());
    let library = expect_context::<Library>();
    let name = record.with_untracked(|record| title(&record.request));
    let base = record.with_untracked(|record| record.request.pictures.first().cloned());
    let thumbnail = RwSignal::new(None::<String>);
    if let Some(base) = base {
        library.find_small_copy(&base.blob, thumbnail);
    }
    let began = record.with_untracked(|record| time_of_day(record.created_millis));
    let usual = move || {
        let is_waiting = record.with(|record| record.state.is_running() && record.state.trouble().is_none());
        (is_waiting && engine.is_remote).then(|| {
            let expected = prices::expected(state, record.with(|record| record.request.offer()));
            let usual = match expected.seconds {
                Some(_) => ["Usually ", &prices::texts::time(&expected), ". "].concat(),
                None => String::new(),
            };
            [&usual, "You can close this tab."].concat()
        })
    };
    let elapsed = move || {
        record.with(|record| {
            let end = record.state.finished_millis().unwrap_or_else(|| state.now_millis.get());
            record.state.started_millis().map(|start| clock_text(end - start)).unwrap_or_default()
        })
    };
    let label = move || record.with(|record| state_label(&record.state));
    let share = move || progress.get().map(|share| format!("{:.0} %", share * 100.0));
    let trouble = move || record.with(trouble_text);
    let details = move || record.with(|record| trouble_details(&record.state));
    let is_alarm = move || {
        record.with(|record| {
            matches!(record.state, JobState::Failed { .. } | JobState::Unknown(_))
                || record.state.trouble().is_some()
        })
    };
    let logs = move || record.with(|record| record.state.logs().join("\n"));
    // A job that ended without results has no other card to be deleted from.
    let job_id = id.clone();
    let ended = Memo::new(move |_| {
        record.with(|record| match &record.state {
            JobState::Failed { ticket, .. } | JobState::Left(Left { ticket, .. }) => {
                ticket.as_ref().map(|ticket| ticket.request_id.clone())
            }
            _ => None,
        })
    });
    let is_deleted = Signal::derive(move || record.with(|record| record.deleted_at_provider));
    let deletion = move || {
        ended.get().map(|request_id| {
            view! { <ProviderDeletion job_id=job_id.clone() engine=engine.id request_id=Some(request_id) is_deleted /> }
        })
    };
    let is_second = record.with_untracked(|record| record.late_answer.is_some());
    let has_unread = move || record.with(|record| record.unread_files().next().is_some());
    let is_busy = move || record.with(|record| record.state.is_running());
    view! {
        <article class="card job-card" aria-label=name.clone()>
            <div class="card__body">
                <div class="job-card__head">
                    {move || thumbnail.get().map(|url| view! { <img class="job-card__picture" src=url alt="" /> })}
                    <div>
                        <p class="card__prompt" dir="auto">{name.clone()}</p>
                        " "
                        <p class="card__facts">
                            <b>{elapsed}</b>
                            " "
                            <span role="status">
                                {label}
                                {move || share().map(|share| format!(" · {share}"))}
                            </span>
                            " "
                            <span>{began}</span>
                            " "
                            <span>{engine.label}</span>
                            " "
                            <JobCost record />
                        </p>
                    </div>
                </div>
                {move || usual().map(|text| view! { <p class="card__note">{text}</p> })}
                {move || {
                    trouble()
                        .map(|text| {
                            if is_alarm() {
                                let raw = details();
                                view! {
                                    <div class="card__trouble" role="alert">
                                        <p>{text}</p>
                                        {(!raw.is_empty())
                                            .then(|| {
                                                view! {
                                                    <details>
                                                        <summary>"Details"</summary>
                                                        <pre class="card__logs">{raw}</pre>
                                                    </details>
                                                }
                                            })}
                                    </div>
                                }
                                    .into_any()
                            } else {
                                view! { <p class="card__note">{text}</p> }.into_any()
                            }
                        })
                }}
                {move || {
                    partial.get().map(|address| view! { <img class="card__partial" alt="The picture so far" src=address /> })
                }}
                {move || {
                    note.get()
                        .map(|note| {
                            let text = match note {
                                JobNote::Unsaved => UNSAVED,
                                JobNote::EndedReading => ENDED_READING,
                                JobNote::Unattended => UNATTENDED,
                            };
                            view! { <p class="card__trouble" role="alert">{text}</p> }
                        })
                }}
                <Show when=has_unread>
                    <p class="card__note">{UNREAD_ANSWER}</p>
                </Show>
                {is_second.then(|| view! { <p class="card__note">{SECOND_ANSWER}</p> })}
                {deletion}
                <Show when=move || !logs().is_empty()>
                    <pre class="card__logs" tabindex="0" role="log" aria-label="Log">{logs}</pre>
                </Show>
            </div>
            <Show when=is_busy>
                <div
                    class="wait"
                    data-known=move || progress.get().is_some().to_string()
                    style:--share=move || format!("{}%", progress.get().unwrap_or(0.0) * 100.0)
                ></div>
            </Show>
            <JobButtons id=id.clone() record note />
        </article>
    }
}

/// What the person can do about a run.
#[component]
fn JobButtons(
    id: String,
    record: RwSignal<crate::core::job::JobRecord>,
    note: RwSignal<Option<JobNote>>,
) -> impl IntoView {
    let runs = expect_context::<Runs>();
    let id = StoredValue::new(id);
    let engine = record.with_untracked(|record| record.request.engine.capabilities());
    let send = move |command| move |_| runs.command(&id.get_value(), command);
    let dismiss = move |_| {
        let loss = record.with_untracked(|record| loss_text(&record.state));
        runs.dismiss(id.get_value(), loss);
    };
    let buttons = move || {
        record.with(|record| match &record.state {
            _ if matches!(note.get(), Some(JobNote::Unattended | JobNote::EndedReading)) => {
                view! { <button on:click=send(Command::Resume)>{CONTINUE_HERE}</button> }.into_any()
            }
            JobState::Failed { failure, ticket, .. } => {
                let was_accepted = ticket.is_some();
                view! {
                    <JobHelp record=record.clone() failure=failure.clone() />
                    <WithoutMask record=record.clone() />
                    <Show when=move || was_accepted>
                        <button on:click=send(Command::Resume)>"Check again"</button>
                    </Show>
                    <button on:click=dismiss>"Dismiss"</button>
                }
                .into_any()
            }
            JobState::Unknown(_) => view! {
                <Show when=move || engine.has_look_up>
                    <button on:click=send(Command::LookAgain)>"Check again"</button>
                </Show>
                <button on:click=send(Command::RunAgain)>"Run again anyway"</button>
                <WithoutMask record=record.clone() />
                <button on:click=dismiss>"Forget this run"</button>
            }
            .into_any(),
            JobState::Left(Left { resumable, .. }) => {
                let is_resumable = *resumable;
                view! {
                    <Show when=move || is_resumable>
                        <button on:click=send(Command::Resume)>"Resume"</button>
                    </Show>
                    <button on:click=dismiss>"Dismiss"</button>
                }
                .into_any()
            }
            state => {
                let has_trouble = state.trouble().is_some();
                view! {
                    <Show when=move || has_trouble>
                        <button on:click=send(Command::Resume)>"Try again"</button>
                    </Show>
                    <button on:click=send(Command::Leave)>{if engine.has_cancel { "Cancel" } else { "Run in background" }}</button>
                }
                .into_any()
            }
        })
    };
    let has_unread = move || record.with(|record| record.unread_files().next().is_some());
    let save_unread = move |_| record.with_untracked(|record| runs.save_unread(record));
    view! {
        <div class="card__actions">
            <Show when=has_unread>
                <button class="card__first" on:click=save_unread>{SAVE_ANSWER}</button>
            </Show>
            {buttons}
        </div>
    }
}
