//! All results that are listed, as small pictures, to select many: by click or key, a range, or all. Only the
//! rows in sight are in the page.

pub mod gallery_tile;
mod lattice;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::core::lineage::ResultRecord;
use crate::services::library::Library;
use crate::services::library::result_commands;
use crate::services::viewing::scrolling;
use crate::services::viewing::scrolling::Sight;
use crate::state::{AppState, ResultEntry};
use crate::ui::results::gallery::gallery_tile::{GalleryTile, tile_id};
use crate::ui::stage::view_head::ViewHead;
use crate::ui::widgets::lengths::px;
use lattice::Lattice;

/// Made ready above and below what is in sight, in CSS pixels.
const AHEAD_PX: f64 = 500.0;
/// What is filled with tiles when the gallery opens, and by how much more each time the page has had its turn:
/// making all of them at once would take the page too long.
const FILLED_PX: f64 = 300.0;
/// More than any screen is high.
const MOST_FILLED_PX: f64 = 8000.0;

/// What can be done with all that are selected.
#[derive(Clone, Copy)]
enum Bulk {
    Compare,
    Download,
    Export,
    Delete,
}

const BULK: [(Bulk, &str, &str); 4] = [
    (Bulk::Compare, "Compare two", "Compare"),
    (Bulk::Download, "Download selected", "Download"),
    (Bulk::Export, "Export selected as ZIP", "ZIP"),
    (Bulk::Delete, "Delete selected", "Delete"),
];

#[component]
pub fn Gallery() -> impl IntoView {
    let library = expect_context::<Library>();
    let results = AppState::of_page().results;
    let list = NodeRef::<html::Div>::new();
    let sight = RwSignal::new(Sight { height: 800.0, width: 700.0, ..Sight::default() });
    let listed = Memo::new_with_compare(move |_| results.listed(), |_, _| true);
    let lattice = Memo::new(move |_| Lattice::of_width(sight.get().width));
    let active = RwSignal::new(0_usize);
    let anchor = StoredValue::new(0_usize);
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            scrolling::follow(&list, sight);
        }
    });
    let filled = RwSignal::new(FILLED_PX);
    scrolling::grow(filled, FILLED_PX, MOST_FILLED_PX);
    let in_page = move || {
        let (Sight { top, height, .. }, lattice, active) = (sight.get(), lattice.get(), active.get());
        let row = |at: f64| (at / lattice.row_px()).floor().max(0.0) as usize * lattice.columns;
        let below = (height + AHEAD_PX).min(filled.get());
        let range = row(top - AHEAD_PX)..row(top + below) + lattice.columns;
        listed.with(|listed| {
            let tiles = listed.iter().enumerate();
            tiles
                .filter(|(index, _)| range.contains(index) || *index == active)
                .map(|(index, entry)| (index, entry.clone()))
                .collect::<Vec<_>>()
        })
    };
    let height = move || {
        let (lattice, count) = (lattice.get(), listed.with(Vec::len));
        let rows = count.div_ceil(lattice.columns) as f64;
        px(rows * lattice.row_px())
    };
    let go_to = move |index: usize| {
        active.set(index);
        if let Some(list) = list.get_untracked() {
            let [left, top, width, height] = lattice.get_untracked().place(index);
            scrolling::reveal(&list, (left, top), (width, height));
        }
    };
    let select_range = move |from: usize, to: usize| {
        let (from, to) = (from.min(to), from.max(to));
        let range: BTreeSet<String> = listed.with_untracked(|listed| {
            let range = listed.iter().take(to + 1).skip(from);
            range.map(|entry| entry.id.clone()).collect()
        });
        results.selected.set(range);
    };
    let toggle = move |index: usize| {
        anchor.set_value(index);
        let id = listed.with_untracked(|listed| listed.get(index).map(|entry| entry.id.clone()));
        results.selected.update(|selected| {
            if let Some(id) = id
                && !selected.remove(&id)
            {
                selected.insert(id);
            }
        });
    };
    let on_pick = Callback::new(move |(index, is_range): (usize, bool)| {
        active.set(index);
        if is_range {
            select_range(anchor.get_value(), index);
        } else {
            toggle(index);
        }
    });
    let open = move |entry: Option<ResultEntry>| {
        if let Some(entry) = entry {
            library.compare(&entry.record.get_untracked());
        }
    };
    let on_open = Callback::new(move |entry: ResultEntry| open(Some(entry)));
    let selection = move || -> Vec<Arc<ResultRecord>> {
        let entries = results.selection();
        entries.iter().map(|entry| entry.record.get_untracked()).collect()
    };
    let delete = move || {
        let records = selection();
        if !records.is_empty() {
            library.delete(records);
        }
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let count = listed.with_untracked(Vec::len);
        let (columns, now) = (lattice.get_untracked().columns, active.get_untracked());
        let last = count.saturating_sub(1);
        let page =
            columns * (sight.get_untracked().height / lattice.get_untracked().row_px()).max(1.0) as usize;
        let is_command = event.ctrl_key() || event.meta_key();
        let next = match event.key().as_str() {
            "ArrowLeft" => Some(now.saturating_sub(1)),
            "ArrowRight" => Some((now + 1).min(last)),
            "ArrowUp" => Some(now.checked_sub(columns).unwrap_or(now)),
            "ArrowDown" => Some(if now + columns <= last { now + columns } else { now }),
            "PageUp" => Some(now.saturating_sub(page)),
            "PageDown" => Some((now + page).min(last)),
            "Home" => Some(0),
            "End" => Some(last),
            _ => None,
        };
        match (next, event.key().as_str()) {
            (Some(next), _) => {
                if event.shift_key() {
                    select_range(anchor.get_value(), next);
                } else {
                    anchor.set_value(next);
                }
                go_to(next);
            }
            (None, " ") => toggle(now),
            (None, "a" | "A") if is_command => select_range(0, last),
            (None, "Enter") => open(listed.with_untracked(|listed| listed.get(now).cloned())),
            (None, "Delete" | "Backspace") => delete(),
            (None, "Escape") if results.selected.with_untracked(|selected| !selected.is_empty()) => {
                results.selected.set(BTreeSet::new());
            }
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let active_id = move || listed.with(|listed| listed.get(active.get()).map(|entry| tile_id(&entry.id)));
    let count = move || results.selected.with(BTreeSet::len);
    let title = Signal::derive(move || match count() {
        0 => match listed.with(Vec::len) {
            1 => "1 result".to_owned(),
            count => [&count.to_string(), " results"].concat(),
        },
        count => [&count.to_string(), " of ", &listed.with(Vec::len).to_string(), " selected"].concat(),
    });
    let select_all = move |_| {
        if listed.with_untracked(Vec::len) == results.selected.with_untracked(BTreeSet::len) {
            results.selected.set(BTreeSet::new());
        } else {
            select_range(0, usize::MAX - 1);
        }
    };
    let is_idle = move |bulk| {
        move || {
            if matches!(bulk, Bulk::Compare) { count() != 2 } else { count() == 0 }
        }
    };
    let act = move |bulk| {
        let selection = selection();
        match (bulk, selection.as_slice()) {
            (Bulk::Compare, [one, other]) => library.compare_two(&one.id, &other.id),
            (Bulk::Compare, _) => {}
            (Bulk::Download, _) => library.download_all(selection),
            (Bulk::Export, _) => library.export(selection),
            (Bulk::Delete, _) => delete(),
        }
    };
    view! {
        <div class="gallery">
            <ViewHead title close="Close gallery">
                <button class="small" on:click=select_all>
                    {move || if count() > 0 && count() == listed.with(Vec::len) { "Select none" } else { "Select all" }}
                </button>
                <div class="view-head__acts">
                    {BULK
                        .map(|(bulk, name, text)| {
                            view! {
                                <button class="small" aria-label=name disabled=is_idle(bulk) on:click=move |_| act(bulk)>
                                    {text}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
            </ViewHead>
            <div class="gallery__scroll" data-scrolls="">
                <div
                    id=result_commands::GALLERY_ID
                    node_ref=list
                    class="gallery__list"
                    role="listbox"
                    aria-multiselectable="true"
                    aria-label="Gallery"
                    aria-activedescendant=active_id
                    tabindex="0"
                    style:height=height
                    on:keydown=on_key
                >
                    <For each=in_page key=|(index, entry)| (*index, entry.id.clone()) let((index, entry))>
                        <GalleryTile index entry lattice active on_pick on_open total=Signal::derive(move || listed.with(Vec::len)) />
                    </For>
                </div>
            </div>
        </div>
    }
}
