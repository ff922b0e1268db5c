//! One run: what was asked, when, and the pictures that it gave.

use leptos::ev;
use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::account::costs::time_of_day;
use crate::services::library::{Library, result_commands, texts};
use crate::state::{AppState, ResultEntry, StageMode};
use crate::ui::results::cards::result_card::ResultCard;
use crate::ui::widgets::time_text::duration_text;

/// The card of a run.
#[component]
pub fn RunCard(
    /// The names of its listed results, in its order.
    ids: Memo<Vec<String>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let results = state.results;
    let first = move || ids.with(|ids| results.find(ids.first()?));
    let name = move || first().map(|entry| entry.record.with(|record| texts::title(&record.request)));
    let is_alone = Memo::new(move |_| ids.with(Vec::len) < 2);
    // The picture that the stage shows.
    let chosen = Memo::new(move |_| {
        let shown = match state.stage.mode.get() {
            StageMode::Compare { result_id, .. } => Some(result_id),
            _ => state.stage.result.get(),
        };
        ids.with(|ids| ids.iter().position(|id| Some(id) == shown.as_ref()))
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let (count, now) = (ids.with_untracked(Vec::len), chosen.get_untracked().unwrap_or(0));
        let next = match event.key().as_str() {
            "ArrowLeft" => now.checked_sub(1),
            "ArrowRight" => Some(now + 1).filter(|next| *next < count),
            _ => return,
        };
        if let Some(id) = next.and_then(|next| ids.with_untracked(|ids| ids.get(next).cloned())) {
            event.prevent_default();
            result_commands::focus_card(&id);
            state.show_result(id);
        }
    };
    let entries = move || ids.with(|ids| ids.iter().filter_map(|id| results.find(id)).collect::<Vec<_>>());
    view! {
        <div
            class="card run-card"
            role="group"
            aria-label=name
            data-chosen=move || chosen.get().is_some().to_string()
            on:keydown=on_key
        >
            <div class="run-card__pictures" data-alone=move || is_alone.get().to_string()>
                <For each=entries key=|entry| entry.id.clone() let(entry)>
                    {
                        let id = entry.id.clone();
                        let own = entry.clone();
                        let is_chosen = Signal::derive(move || {
                            ids.with(|ids| ids.iter().position(|one| *one == id)) == chosen.get()
                        });
                        view! {
                            <ResultCard entry is_chosen is_alone>
                                <Show when=move || is_alone.get()>
                                    <RunFacts entry=own.clone() />
                                </Show>
                            </ResultCard>
                        }
                    }
                </For>
            </div>
            <Show when=move || !is_alone.get()>
                <div class="run-card__body">
                    {move || first().map(|entry| view! { <RunFacts entry /> })}
                </div>
            </Show>
        </div>
    }
}

/// What was asked, when, with which engine, for how long and for how much; and the mask.
#[component]
fn RunFacts(
    /// One of the run's results.
    entry: ResultEntry,
) -> impl IntoView {
    let state = AppState::of_page();
    let library = expect_context::<Library>();
    let record = entry.record;
    let first = record.get_untracked();
    let engine = first.request.engine.capabilities();
    let took = (first.took_millis > 0.0).then(|| duration_text(first.took_millis));
    let job_id = first.job_id.clone();
    let cost = move || {
        let run = state.results.of_job(&job_id);
        texts::run_cost(run.iter().map(|one| one.record.with(|record| record.cost)))
    };
    let mask = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        if let Some(hash) = record.with(|record| record.request.mask.clone()) {
            library.find_mask(&hash, mask);
        }
    });
    let facts = move || {
        let parts = [
            Some(time_of_day(first.finished_millis)),
            Some(engine.label.to_owned()),
            took.clone(),
            Some(cost()),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    let title = texts::title(&record.with_untracked(|record| record.request.clone()));
    view! {
        <div class="run-card__head">
            <div>
                <p class="card__prompt" dir="auto">{title}</p>
                " "
                <p class="card__facts">{facts}</p>
            </div>
            {move || {
                mask.get().map(|url| view! { <img class="run-card__mask" src=url alt="The mask" title="The mask" loading="lazy" decoding="async" /> })
            }}
        </div>
    }
}

/// Whether a run's pictures stand together: those without a job stand alone.
pub(crate) fn run_of(record: &ResultRecord) -> &str {
    if record.job_id.is_empty() { &record.id } else { &record.job_id }
}
