//! Engine and model in one place, with what each would cost and take now.

use leptos::prelude::*;

use crate::core::model::{Character, EngineId, OTHER, Offer};
use crate::services::draft::prices::{self, texts};
use crate::services::shell::on_demand::{OnDemand, Work};
use crate::state::AppState;

#[component]
pub fn EnginePicker() -> impl IntoView {
    let state = AppState::of_page();
    let on_demand = expect_context::<OnDemand>();
    let draft = state.draft;
    let on_engine = move |event| {
        let chosen = event_target_value(&event);
        let (engine, model) = chosen.split_once('/').unwrap_or((&chosen, ""));
        if let Some(engine) = EngineId::parse(engine) {
            let moved = draft.choose(engine, model);
            if !moved.is_empty() {
                on_demand.ask(Work::ReportMoved(moved));
            }
        }
    };
    let is_ready = move || state.account.is_ready(draft.engine.get());
    let is_other = Memo::new(move |_| std::ptr::eq(draft.offer(), &raw const OTHER));
    let value = move || {
        if is_other.get() { OTHER_VALUE.to_owned() } else { value_of(draft.offer()) }
    };
    let groups = EngineId::ALL.map(|engine| {
        let options = engine.offers().map(|offer| view! { <Choice offer /> }).collect_view();
        if !engine.capabilities().is_remote {
            return options.into_any();
        }
        let takes_others = engine.capabilities().takes_other_models;
        let other = move || (takes_others && is_other.get()).then(|| view! { <OtherChoice /> });
        view! { <optgroup label=engine.capabilities().label>{options} {other}</optgroup> }.into_any()
    });
    view! {
        <label class="engine-choice" data-ready=move || is_ready().to_string()>
            <span class="engine-choice__dot" aria-hidden="true"></span>
            <select aria-label="Engine" on:change=on_engine prop:value=value>
                {groups.into_iter().collect_view()}
            </select>
        </label>
    }
}

/// The value of the option that stands for a name of the person's own.
const OTHER_VALUE: &str = "other";

fn value_of(offer: &Offer) -> String {
    [offer.engine.id.as_str(), "/", offer.model.name].concat()
}

/// A model. What it costs and takes stands beside its name where the browser can draw that, and describes it for all.
#[component]
fn Choice(offer: &'static Offer) -> impl IntoView {
    let state = AppState::of_page();
    let draft = state.draft;
    let expected = Memo::new(move |_| prices::expected(state, offer));
    let price = move || texts::list_figure(&expected.get().estimate);
    let time = move || texts::time(&expected.get());
    let note = character(offer.model.character);
    let is_chosen = std::ptr::eq(untrack(|| draft.offer()), offer);
    view! {
        <option
            value=value_of(offer)
            selected=is_chosen
            // What the style adds is no part of its name.
            aria-label=offer.label()
            aria-description=move || [&price(), ", ", &time(), ". ", note].concat()
            data-price=price
            data-note=move || [note, " · ", &time()].concat()
        >
            {offer.label()}
        </option>
    }
}

/// The name that the person typed.
#[component]
fn OtherChoice() -> impl IntoView {
    let draft = AppState::of_page().draft;
    view! {
        <option value=OTHER_VALUE selected aria-description="price not known" data-price="price not known">
            {move || [OTHER.engine.label, " ", &draft.model.get()].concat()}
        </option>
    }
}

/// What a model is good for, in a word.
const fn character(character: Character) -> &'static str {
    match character {
        Character::Removes => "Removes things, works offline",
        Character::AllRound => "All-round edits",
        Character::Fast => "Fast",
        Character::Exact => "Most exact",
        Character::Old => "Older model",
        Character::Unknown => "Other model",
    }
}
