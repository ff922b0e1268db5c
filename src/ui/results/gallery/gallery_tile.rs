//! One result of the gallery.

use leptos::prelude::*;

use super::lattice::Lattice;
use crate::services::library::Library;
use crate::services::library::result_commands;
use crate::state::{AppState, ResultEntry};
use crate::ui::widgets::lengths::px;
use crate::ui::widgets::time_text::duration_text;

/// A small picture that can be selected.
#[component]
pub(crate) fn GalleryTile(
    /// Where it is in the list.
    index: usize,
    entry: ResultEntry,
    /// How the tiles lie.
    lattice: Memo<Lattice>,
    /// The tile that the keys act on.
    active: RwSignal<usize>,
    /// It was picked; with the end of a range, or alone.
    on_pick: Callback<(usize, bool)>,
    on_open: Callback<ResultEntry>,
    total: Signal<usize>,
) -> impl IntoView {
    let results = AppState::of_page().results;
    let library = expect_context::<Library>();
    let record = entry.record;
    let thumbnail = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        record.with(|record| library.find_thumbnail(record, thumbnail));
    });
    let first = record.get_untracked();
    let name = result_commands::name_of(&first);
    let label = [
        name.as_str(),
        ", ",
        first.request.engine.capabilities().label,
        ", ",
        &duration_text(first.took_millis),
    ]
    .concat();
    let id = StoredValue::new(entry.id.clone());
    let is_selected = move || results.selected.with(|selected| id.with_value(|id| selected.contains(id)));
    let place = move |side: usize| {
        let place = lattice.get().place(index);
        let value = place.get(side).copied().unwrap_or_default();
        px(value)
    };
    view! {
        <div
            id=tile_id(&entry.id)
            class="tile"
            role="option"
            aria-label=label
            aria-selected=move || is_selected().to_string()
            aria-posinset=(index + 1).to_string()
            aria-setsize=move || total.get().to_string()
            data-active=move || (active.get() == index).to_string()
            style:left=move || place(0)
            style:top=move || place(1)
            style:width=move || place(2)
            style:height=move || place(3)
            on:click=move |event| on_pick.run((index, event.shift_key()))
            on:dblclick=move |_| on_open.run(entry.clone())
        >
            <img src=move || thumbnail.get().unwrap_or_default() alt="" decoding="async" draggable="false" />
            <span class="tile__tick" aria-hidden="true"></span>
            <span class="tile__mark" aria-hidden="true">
                {move || record.with(|record| record.favourite).then_some("★")}
            </span>
            <span class="tile__name" aria-hidden="true">{name}</span>
        </div>
    }
}

/// The page-wide name of a tile.
pub(crate) fn tile_id(result_id: &str) -> String {
    ["tile-", result_id].concat()
}
