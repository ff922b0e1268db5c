//! One picture of the tree.

use leptos::prelude::*;

use crate::core::version_tree::{Node, Version};
use crate::services::library::Library;
use crate::services::library::result_commands;
use crate::state::AppState;
use crate::ui::widgets::lengths::px;
use crate::ui::widgets::time_text::duration_text;

/// A node with the gap after it, across and down, in CSS pixels; `version-tree.css` draws to the same measure.
pub(crate) const STEP_PX: (f64, f64) = (172.0, 148.0);

/// A small picture at its place, with the line from what it was made from.
#[component]
pub(crate) fn VersionNode(
    node: Node,
    /// It is the one whose facts are shown.
    is_chosen: Signal<bool>,
    /// The version that waits for another to be compared with.
    is_pinned: RwSignal<Option<String>>,
    on_choose: Callback<()>,
    on_open: Callback<()>,
) -> impl IntoView {
    let library = expect_context::<Library>();
    let results = AppState::of_page().results;
    let thumbnail = RwSignal::new(None::<String>);
    let entry = results.find(node.key());
    let (name, facts) = match (&node.version, &entry) {
        (Version::Result(_), Some(entry)) => {
            let record = entry.record.get_untracked();
            let engine = record.request.engine.capabilities().label;
            let facts = [engine, " · ", &duration_text(record.took_millis)].concat();
            (result_commands::name_of(&record), facts)
        }
        (Version::Original { name, .. }, _) if !name.is_empty() => (name.clone(), "Original".to_owned()),
        _ => ("Picture".to_owned(), "Original".to_owned()),
    };
    let version = node.version.clone();
    let record = entry.map(|entry| entry.record);
    Effect::new(move |_| match (&version, record) {
        (_, Some(record)) => {
            record.with(|record| library.find_thumbnail(record, thumbnail));
        }
        (Version::Original { blob, .. }, None) => {
            library.find_small_copy(blob, thumbnail);
        }
        (Version::Result(_), None) => {}
    });
    let is_favourite = move || record.is_some_and(|record| record.with(|record| record.favourite));
    let key = node.key().to_owned();
    let is_root = node.parent.is_none();
    let label = [name.as_str(), ", ", &facts].concat();
    view! {
        <div
            id=node_id(&key)
            class="version"
            role="treeitem"
            aria-label=label
            prop:ariaLevel=(node.column + 1).to_string()
            aria-posinset=node.position.to_string()
            aria-setsize=node.siblings.to_string()
            aria-selected=move || is_chosen.get().to_string()
            data-root=is_root.to_string()
            data-first=(node.position == 1).to_string()
            data-pinned=move || (is_pinned.get().as_ref() == Some(&key)).to_string()
            style:left=px(node.column as f64 * STEP_PX.0)
            style:top=px(node.row as f64 * STEP_PX.1)
            on:click=move |_| on_choose.run(())
            on:dblclick=move |_| on_open.run(())
        >
            <img src=move || thumbnail.get().unwrap_or_default() alt="" decoding="async" draggable="false" />
            <span class="tile__mark" aria-hidden="true">{move || is_favourite().then_some("★")}</span>
            <span class="version__name" aria-hidden="true">{name}</span>
            <span class="version__facts" aria-hidden="true">{facts}</span>
        </div>
    }
}

/// The page-wide name of a node.
pub(crate) fn node_id(key: &str) -> String {
    ["version-", key].concat()
}
