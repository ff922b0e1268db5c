//! Which results are listed and in which order, and the two views of all of them.

use leptos::prelude::*;

use crate::core::model::EngineId;
use crate::services::account::costs;
use crate::state::{AppState, Pane, ResultFilter, ResultOrder, StageMode};
use crate::ui::widgets::icons::{Icon, Symbol};

/// Times that can be chosen, each with the days before today that it reaches.
const TIMES: [(&str, Option<f64>); 4] =
    [("Any time", None), ("Today", Some(0.0)), ("Last 7 days", Some(6.0)), ("Last 30 days", Some(29.0))];
/// The two views, each with its button's name, title and icon.
const VIEWS: [(StageMode, &str, &str, Symbol); 2] = [
    (StageMode::Gallery, "Gallery", "Gallery: all results, to select many", Symbol::Results),
    (StageMode::Tree, "Versions", "Versions: what came from what", Symbol::Tree),
];
const DAY_MILLIS: f64 = 24.0 * 3600.0 * 1000.0;

#[component]
pub fn ResultFilterBar() -> impl IntoView {
    let state = AppState::of_page();
    let results = state.results;
    let is_filtered = Memo::new(move |_| results.filter.get() != ResultFilter::default());
    let is_open = RwSignal::new(false);
    let show = move |mode: &StageMode| {
        let is_shown = state.stage.mode.with_untracked(|now| now == mode);
        let mode = if is_shown { StageMode::Paint } else { mode.clone() };
        state.stage.mode.set(mode);
        if !is_shown {
            state.pane.set(Pane::Stage);
        }
    };
    view! {
        <div class="result-filter" role="search">
            <input
                type="search"
                aria-label="Search results"
                placeholder="Search prompts"
                prop:value=move || results.search.get()
                on:input=move |event| results.search.set(event_target_value(&event))
            />
            <button
                class="small icon-button"
                aria-label="Filter and sort"
                title="Filter and sort"
                aria-expanded=move || is_open.get().to_string()
                data-on=move || is_filtered.get().to_string()
                on:click=move |_| is_open.update(|is| *is = !*is)
            >
                <Icon symbol=Symbol::Settings />
            </button>
            {VIEWS
                .iter()
                .map(|(mode, name, title, symbol)| {
                    view! {
                        <button
                            class="small icon-button"
                            aria-label=*name
                            title=*title
                            aria-pressed=move || state.stage.mode.with(|now| now == mode).to_string()
                            on:click=move |_| show(mode)
                        >
                            <Icon symbol=*symbol />
                        </button>
                    }
                })
                .collect_view()}
        </div>
        <div class="filter-fields" hidden=move || !is_open.get()>
            <FilterFields />
        </div>
    }
}

#[component]
fn FilterFields() -> impl IntoView {
    let state = AppState::of_page();
    let results = state.results;
    let on_engine = move |event| {
        let engine = EngineId::parse(&event_target_value(&event));
        results.filter.update(|filter| filter.engine = engine);
    };
    let on_time = move |event| {
        let days = event_target_value(&event).parse().ok();
        let days = days.and_then(|index: usize| TIMES.get(index)?.1);
        let since = days.map(|days| costs::day_start(costs::now_millis()) - days * DAY_MILLIS);
        results.filter.update(|filter| filter.since_millis = since);
    };
    let on_order = move |event| {
        let index = event_target_value(&event).parse().unwrap_or(0);
        if let Some((order, _)) = ResultOrder::ALL.get::<usize>(index) {
            results.order.set(*order);
        }
    };
    view! {
        <label class="field">
            <span>"Engine"</span>
            <select aria-label="Filter by engine" on:change=on_engine>
                <option value="">"Any engine"</option>
                {EngineId::ALL
                    .map(|engine| {
                        let is_chosen = results.filter.get_untracked().engine == Some(engine);
                        view! {
                            <option value=engine.as_str() selected=is_chosen>
                                {engine.capabilities().label}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </label>
        <label class="field">
            <span>"Date"</span>
            <select aria-label="Filter by date" on:change=on_time>
                {TIMES
                    .iter()
                    .enumerate()
                    .map(|(index, (name, _))| view! { <option value=index.to_string()>{*name}</option> })
                    .collect_view()}
            </select>
        </label>
        <label class="field">
            <span>"Order"</span>
            <select aria-label="Sort results" on:change=on_order>
                {ResultOrder::ALL
                    .iter()
                    .enumerate()
                    .map(|(index, (order, name))| {
                        let is_chosen = results.order.get_untracked() == *order;
                        view! { <option value=index.to_string() selected=is_chosen>{*name}</option> }
                    })
                    .collect_view()}
            </select>
        </label>
        <button
            class="small"
            aria-label="Favourites only"
            aria-pressed=move || results.filter.get().favourites.to_string()
            on:click=move |_| results.filter.update(|filter| filter.favourites = !filter.favourites)
        >
            "★ Favourites"
        </button>
    }
}
