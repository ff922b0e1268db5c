//! The results, one card for each run, one below the other. Only the cards in sight are in the page; a card that has
//! the focus stays.

use std::collections::HashMap;

use leptos::html;
use leptos::prelude::*;

use crate::core::geometry::Size;
use crate::core::stack::Stack;
use crate::services::viewing::scrolling;
use crate::services::viewing::scrolling::Sight;
use crate::state::{AppState, ResultEntry};
use crate::ui::results::cards::run_card::{RunCard, run_of};
use crate::ui::results::result_filter::ResultFilterBar;
use crate::ui::widgets::lengths::px;

/// Between two cards, in CSS pixels.
const GAP_PX: f64 = 12.0;
/// Kept ready above and below what is in sight, in CSS pixels.
const AHEAD_PX: f64 = 700.0;
/// So few are all in the page: a search in the page finds them.
const ALL_OF: usize = 24;
/// A card without its pictures, about, in CSS pixels.
const CARD_PX: f64 = 190.0;
/// What is below each of several pictures, and below them all, likewise.
const TILE_PX: f64 = 44.0;
const HEAD_PX: f64 = 72.0;
/// The highest picture on a card, in CSS pixels.
const PICTURE_PX: f64 = 360.0;

/// The listed pictures of one run.
#[derive(Clone)]
struct Run {
    id: String,
    entries: Vec<ResultEntry>,
}

/// The runs of listed results, each where its first one stands.
fn runs_of(listed: Vec<ResultEntry>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut places = HashMap::<String, usize>::new();
    for entry in listed {
        let id = entry.record.with_untracked(|record| run_of(record).to_owned());
        let place = *places.entry(id.clone()).or_insert(runs.len());
        match runs.get_mut(place) {
            Some(run) => run.entries.push(entry),
            None => runs.push(Run { id, entries: vec![entry] }),
        }
    }
    for run in &mut runs {
        run.entries.sort_by_key(|entry| entry.record.with_untracked(|record| record.index));
    }
    runs
}

/// The cards, and what chooses them.
#[component]
pub fn ResultList() -> impl IntoView {
    let results = AppState::of_page().results;
    let list = NodeRef::<html::Ul>::new();
    let sight = RwSignal::new(Sight { height: 900.0, width: 296.0, ..Sight::default() });
    let heights = StoredValue::new(HashMap::<String, f64>::new());
    let measured = RwSignal::new(0_u32);
    let listed = Memo::new_with_compare(move |_| runs_of(results.listed()), |_, _| true);
    let width = Memo::new(move |_| sight.get().width);
    let stack = Memo::new(move |_| {
        measured.track();
        listed.with(|listed| {
            heights.with_value(|heights| {
                let height = |entry: &Run| {
                    let known = heights.get(&entry.id).copied();
                    known.unwrap_or_else(|| likely_height(entry, width.get()))
                };
                Stack::new(listed.iter().map(height), GAP_PX)
            })
        })
    });
    let places = Memo::new(move |_| {
        listed.with(|listed| {
            let places = listed.iter().enumerate();
            places.map(|(index, entry)| (entry.id.clone(), index)).collect::<HashMap<_, _>>()
        })
    });
    let focused = RwSignal::new(None::<String>);
    let in_page = move || {
        let Sight { top, height, .. } = sight.get();
        let range = stack.with(|stack| {
            if stack.len() <= ALL_OF {
                0..stack.len()
            } else {
                stack.between(top - AHEAD_PX, top + height + AHEAD_PX)
            }
        });
        let focused = focused.get();
        listed.with(|listed| {
            let shown = listed
                .iter()
                .enumerate()
                .filter(|(index, entry)| range.contains(index) || focused.as_ref() == Some(&entry.id));
            shown.map(|(_, entry)| entry.clone()).collect::<Vec<_>>()
        })
    };
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            scrolling::follow(&list, sight);
        }
    });
    let on_height = Callback::new(move |(id, height): (String, f64)| {
        let before = heights.with_value(|heights| heights.get(&id).copied());
        if height < 1.0 || before.is_some_and(|before| (before - height).abs() < 0.5) {
            return;
        }
        let index = places.with_untracked(|places| places.get(&id).copied());
        let (top, bottom) = stack.with_untracked(|stack| {
            let index = index.unwrap_or(usize::MAX);
            (stack.top_of(index), stack.top_of(index + 1) - GAP_PX)
        });
        heights.update_value(|heights| {
            heights.insert(id, height);
        });
        measured.update(|count| *count = count.wrapping_add(1));
        // What is in sight stays where it is when something above turns out to be of another height.
        if bottom < sight.get_untracked().top
            && let Some(list) = list.get_untracked()
        {
            scrolling::shift(&list, height - (bottom - top));
        }
    });
    let none = move || {
        (listed.with(Vec::is_empty) && results.entries.with(|entries| !entries.is_empty()))
            .then_some("No matches.")
    };
    view! {
        <ResultFilterBar />
        <p class="results-panel__empty" role="status">{none}</p>
        <ul
            node_ref=list
            class="result-list"
            aria-label="Results"
            style:height=move || px(stack.with(Stack::height))
        >
            <For each=in_page key=|entry| entry.id.clone() let(entry)>
                <RunRow entry listed places stack focused on_height />
            </For>
        </ul>
    }
}

/// How high a card will about be.
fn likely_height(run: &Run, width: f64) -> f64 {
    let first = run.entries.first();
    let size =
        first.map_or_else(Size::default, |entry| entry.record.with_untracked(|record| record.shown_size()));
    let picture =
        if size.is_empty() { width * 0.75 } else { width * f64::from(size.height) / f64::from(size.width) };
    match run.entries.len() {
        0 | 1 => picture.min(PICTURE_PX) + CARD_PX,
        count => (picture / 2.0 + TILE_PX) * count.div_ceil(2) as f64 + HEAD_PX,
    }
}

#[component]
fn RunRow(
    entry: Run,
    listed: Memo<Vec<Run>>,
    /// Where each run is in the list.
    places: Memo<HashMap<String, usize>>,
    stack: Memo<Stack>,
    /// The run that has the focus.
    focused: RwSignal<Option<String>>,
    /// Told the card's height.
    on_height: Callback<(String, f64)>,
) -> impl IntoView {
    let item = NodeRef::<html::Li>::new();
    let id = StoredValue::new(entry.id.clone());
    Effect::new(move |_| {
        if let Some(item) = item.get() {
            scrolling::follow_height(&item, move |height| {
                if let Some(id) = id.try_get_value() {
                    on_height.run((id, height));
                }
            });
        }
    });
    let ids = Memo::new(move |before: Option<&Vec<String>>| {
        let found = listed.with(|listed| {
            let run =
                id.with_value(|id| listed.iter().find(|run| run.id == *id).map(|run| run.entries.clone()));
            run.map(|entries| entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>())
        });
        // A run that is going away stays as it was.
        found.or_else(|| before.cloned()).unwrap_or_default()
    });
    let index = Memo::new(move |_| places.with(|places| id.with_value(|id| places.get(id).copied())));
    let top = move || px(stack.with(|stack| stack.top_of(index.get().unwrap_or_default())));
    view! {
        <li
            node_ref=item
            style:top=top
            aria-posinset=move || (index.get().unwrap_or_default() + 1).to_string()
            aria-setsize=move || stack.with(Stack::len).to_string()
            on:focusin=move |_| focused.set(Some(id.get_value()))
        >
            <RunCard ids />
        </li>
    }
}
