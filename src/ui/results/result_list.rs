//! The results, one card below the other. Only the cards in sight are in the page; a card that has the focus
//! stays.

use std::collections::HashMap;

use leptos::html;
use leptos::prelude::*;

use crate::core::stack::Stack;
use crate::services::viewing::scrolling;
use crate::services::viewing::scrolling::Sight;
use crate::state::{AppState, ResultEntry};
use crate::ui::results::result_card::ResultCard;
use crate::ui::results::result_filter::ResultFilterBar;
use crate::ui::widgets::lengths::px;

/// Between two cards, in CSS pixels.
const GAP_PX: f64 = 12.0;
/// Kept ready above and below what is in sight, in CSS pixels.
const AHEAD_PX: f64 = 700.0;
/// So few are all in the page: a search in the page finds them.
const ALL_OF: usize = 24;
/// A card without its picture, about, in CSS pixels.
const CARD_PX: f64 = 168.0;
/// The highest picture on a card, in CSS pixels.
const PICTURE_PX: f64 = 360.0;

/// The cards, and what chooses them.
#[component]
pub fn ResultList() -> impl IntoView {
    let results = AppState::of_page().results;
    let list = NodeRef::<html::Ul>::new();
    let sight = RwSignal::new(Sight { height: 900.0, width: 296.0, ..Sight::default() });
    let heights = StoredValue::new(HashMap::<String, f64>::new());
    let measured = RwSignal::new(0_u32);
    let listed = Memo::new_with_compare(move |_| results.listed(), |_, _| true);
    let width = Memo::new(move |_| sight.get().width);
    let stack = Memo::new(move |_| {
        measured.track();
        listed.with(|listed| {
            heights.with_value(|heights| {
                let height = |entry: &ResultEntry| {
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
                <ResultRow entry places stack focused on_height />
            </For>
        </ul>
    }
}

/// How high a card will about be.
fn likely_height(entry: &ResultEntry, width: f64) -> f64 {
    let size = entry.record.with_untracked(|record| record.shown_size());
    let picture =
        if size.is_empty() { width * 0.75 } else { width * f64::from(size.height) / f64::from(size.width) };
    picture.min(PICTURE_PX) + CARD_PX
}

#[component]
fn ResultRow(
    entry: ResultEntry,
    /// Where each result is in the list.
    places: Memo<HashMap<String, usize>>,
    stack: Memo<Stack>,
    /// The result that has the focus.
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
            <ResultCard entry />
        </li>
    }
}
