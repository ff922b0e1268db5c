//! What one does with a finished run that is shown on the stage.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::core::estimate::Estimate;
use crate::core::lineage::ResultRecord;
use crate::services::draft::Draft;
use crate::services::draft::prices;
use crate::services::draft::prices::texts::run_figure;
use crate::services::library::{Library, result_commands};
use crate::services::painter::OPTIONS_ID;
use crate::services::runs::Runs;
use crate::services::shell::views;
use crate::state::AppState;
use crate::ui::stage::result::result_note::ResultNote;
use crate::ui::widgets::icons::{Icon, Symbol};

#[derive(Clone, Copy)]
enum Act {
    Compare,
    EditFurther,
    TryAgain,
    Download,
    Discard,
}

/// The toolbar; it stands where the options of the tool in hand do while one paints.
#[component]
pub(crate) fn ResultBar(
    /// The result that is shown.
    shown: Memo<Option<Arc<ResultRecord>>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let (library, draft, runs) =
        (expect_context::<Library>(), expect_context::<Draft>(), expect_context::<Runs>());
    let stage = state.stage;
    let run = Memo::new(move |_| {
        let job_id = shown.with(|shown| shown.as_ref().map(|record| record.job_id.clone()));
        let entries = job_id.map(|job_id| state.results.of_job(&job_id)).unwrap_or_default();
        entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>()
    });
    let letters = move || {
        let run = run.get();
        let is_alone = run.len() < 2;
        (!is_alone).then(|| view! { <Letters run shown /> })
    };
    let facts = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(record) = shown.get() {
            library.find_file_facts(&record, facts);
        }
    });
    let price = move || {
        shown.with(|shown| {
            let estimate = Estimate::of_request(&shown.as_ref()?.request);
            (!matches!(estimate, Estimate::Free)).then(|| run_figure(&estimate))
        })
    };
    let act = move |act: Act| {
        move |_: ev::MouseEvent| {
            let Some(record) = shown.get_untracked() else { return };
            match act {
                Act::Compare => library.compare(&record),
                Act::EditFurther => draft.edit_further(record),
                Act::TryAgain => runs.run_again(record.request.clone()),
                Act::Download => library.download(record),
                Act::Discard => library.discard(record),
            }
        }
    };
    // A run of the engine on this device ignores the prompt: what it could not do is offered to one that reads it.
    let bridge = move || {
        shown.with(|shown| shown.as_ref().is_some_and(|one| !one.request.engine.capabilities().is_remote))
    };
    let hold = move |is_held: bool| {
        if stage.is_before_held.get_untracked() != is_held {
            stage.is_before_held.set(is_held);
        }
    };
    on_cleanup(move || hold(false));
    view! {
        <div id=OPTIONS_ID class="result-bar">
            <div
                class="result-bar__tools"
                role="toolbar"
                aria-label="Result"
                on:keydown=|event| views::move_focus(&event)
                on:focusin=|event| views::remember_focus(&event)
            >
                {letters}
                <button
                    title="Hold to see the picture before the run"
                    aria-pressed=move || stage.is_before_held.get().to_string()
                    on:pointerdown=move |_| hold(true)
                    on:pointerup=move |_| hold(false)
                    on:pointerleave=move |_| hold(false)
                    on:keydown=move |event| {
                        if matches!(event.key().as_str(), " " | "Enter") {
                            hold(true);
                        }
                    }
                    on:keyup=move |_| hold(false)
                    on:blur=move |_| hold(false)
                    on:contextmenu=|event| event.prevent_default()
                >
                    <Icon symbol=Symbol::Eye />
                    "Before"
                </button>
                <button on:click=act(Act::Compare)>
                    <Icon symbol=Symbol::Compare />
                    "Compare"
                </button>
                <button class="result-bar__main" on:click=act(Act::EditFurther)>
                    <Icon symbol=Symbol::Pencil />
                    "Edit further"
                </button>
                <button title="The same request once more" on:click=act(Act::TryAgain)>
                    <Icon symbol=Symbol::Reuse />
                    "Try again"
                    <span class="result-bar__fact" aria-hidden="true">{price}</span>
                </button>
                <button class="result-bar__main" title=move || facts.get() on:click=act(Act::Download)>
                    <Icon symbol=Symbol::Download />
                    "Download"
                    <span class="result-bar__fact" aria-hidden="true">{facts}</span>
                </button>
                <button title="Delete this picture" on:click=act(Act::Discard)>
                    <Icon symbol=Symbol::Bin />
                    "Discard"
                </button>
            </div>
            <div class="result-bar__say">
                <ResultNote shown />
                <Show when=bridge>
                    <Bridge />
                </Show>
            </div>
        </div>
    }
}

/// The letters of a run with several pictures: the one that is shown is chosen.
#[component]
fn Letters(
    /// The names of the run's results, in its order.
    run: Vec<String>,
    /// The result that is shown.
    shown: Memo<Option<Arc<ResultRecord>>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let letters = run.into_iter().enumerate().map(|(index, id)| {
        let letter = result_commands::letter(index);
        let name = ["Picture ", &letter].concat();
        let id = StoredValue::new(id);
        let is_shown =
            move || id.with_value(|id| shown.with(|shown| shown.as_ref().is_some_and(|one| one.id == *id)));
        let show = move || state.stage.show_result(id.get_value());
        view! {
            <button
                class="result-bar__letter"
                role="radio"
                aria-label=name
                aria-checked=move || is_shown().to_string()
                on:click=move |_| show()
                on:focus=move |_| show()
            >
                {letter}
            </button>
        }
    });
    view! {
        <div class="result-bar__letters" role="radiogroup" aria-label="Pictures of this run">
            {letters.collect_view()}
        </div>
    }
}

/// The way from a fill that is not good to an engine that reads a description.
#[component]
fn Bridge() -> impl IntoView {
    let state = AppState::of_page();
    let draft = expect_context::<Draft>();
    let price = move || run_figure(&prices::expected(state, draft.describing_offer()).estimate);
    view! {
        <p class="result-bar__bridge">
            "Not good? "
            <button
                class="link"
                title="Keeps your mask. You describe the change, and see the price before anything is sent."
                on:click=move |_| {
                    state.stage.show_mask();
                    draft.describe();
                }
            >
                {move || ["Try with AI (", &price(), ")"].concat()}
            </button>
        </p>
    }
}
