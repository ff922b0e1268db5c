//! What came from what: pictures and the results made from them, from left to right, each by a small picture.
//! Only what is in sight is in the page.

use leptos::html;
use leptos::prelude::*;

use crate::core::version_tree::{Direction, Version, VersionTree};
use crate::services::library::Library;
use crate::services::library::result_commands;
use crate::services::viewing::scrolling;
use crate::services::viewing::scrolling::Sight;
use crate::state::AppState;
use crate::ui::results::versions::version_facts::VersionFacts;
use crate::ui::results::versions::version_node::{STEP_PX, VersionNode, node_id};
use crate::ui::stage::view_head::ViewHead;
use crate::ui::widgets::lengths::px;

/// A node, in CSS pixels.
const NODE_PX: (f64, f64) = (132.0, 132.0);
/// Kept in sight round the chosen node, in CSS pixels.
const ROUND_PX: f64 = 24.0;
/// Nodes made ready beyond what is in sight.
const AHEAD: usize = 2;

#[component]
pub fn VersionTreeView() -> impl IntoView {
    let library = expect_context::<Library>();
    let results = AppState::of_page().results;
    let list = NodeRef::<html::Div>::new();
    let sight = RwSignal::new(Sight { height: 800.0, sight_width: 800.0, ..Sight::default() });
    let tree = Memo::new(move |_| {
        results.entries.with(|entries| {
            let records: Vec<_> = entries.iter().map(|entry| entry.record.get()).collect();
            VersionTree::of(&records.iter().map(AsRef::as_ref).collect::<Vec<_>>())
        })
    });
    // The node that the keys act on and whose facts are shown; the newest result at first.
    let chosen = Memo::new(move |_| {
        let focused = results.focused.get();
        let newest = || results.entries.with(|entries| entries.first().map(|entry| entry.id.clone()));
        tree.with(|tree| {
            let found = focused.as_deref().and_then(|key| tree.find(key));
            found.or_else(|| tree.find(&newest()?))
        })
    });
    let pinned = RwSignal::new(None::<String>);
    let reveal = move |index: usize| {
        let place = tree.with_untracked(|tree| tree.nodes.get(index).map(|node| (node.column, node.row)));
        if let (Some(list), Some((column, row))) = (list.get_untracked(), place) {
            let at = (column as f64 * STEP_PX.0 - ROUND_PX, row as f64 * STEP_PX.1 - ROUND_PX);
            let size = (NODE_PX.0 + 2.0 * ROUND_PX, NODE_PX.1 + 2.0 * ROUND_PX);
            scrolling::reveal(&list, at, size);
        }
    };
    Effect::new(move |_| {
        if let Some(list) = list.get() {
            scrolling::follow(&list, sight);
            if let Some(index) = chosen.get_untracked() {
                reveal(index);
            }
        }
    });
    let rows = move || {
        let Sight { top, height, .. } = sight.get();
        let row = |at: f64| (at.max(0.0) / STEP_PX.1) as usize;
        row(top).saturating_sub(AHEAD)..row(top + height) + AHEAD + 1
    };
    let in_page = move || {
        let Sight { left, sight_width, .. } = sight.get();
        let column = |at: f64| (at.max(0.0) / STEP_PX.0) as usize;
        let columns = column(left).saturating_sub(AHEAD)..column(left + sight_width) + AHEAD + 1;
        let chosen = chosen.get();
        tree.with(|tree| {
            let mut shown = tree.within(rows(), columns);
            shown.extend(chosen.filter(|chosen| !shown.contains(chosen)));
            shown
                .into_iter()
                .filter_map(|index| Some((index, tree.nodes.get(index)?.clone())))
                .collect::<Vec<_>>()
        })
    };
    // The upright lines from a node down to its last child, as far as they are in sight.
    let trunks = move || {
        let rows = rows();
        tree.with(|tree| {
            let nodes = tree.nodes.iter();
            nodes
                .filter(|node| node.last_row > node.row && node.row < rows.end && node.last_row >= rows.start)
                .map(|node| (node.column, node.row, node.last_row))
                .collect::<Vec<_>>()
        })
    };
    let choose = move |index: usize| {
        let key = tree.with_untracked(|tree| tree.nodes.get(index).map(|node| node.key().to_owned()));
        if let (Some(first), Some(other)) = (pinned.get_untracked(), key.as_deref())
            && first != other
            && results.find(other).is_some()
        {
            pinned.set(None);
            library.compare_two(&first, other);
        }
        results.focused.set(key);
        reveal(index);
    };
    let on_choose = Callback::new(choose);
    let open = move |index: usize| {
        let id = tree.with_untracked(|tree| match &tree.nodes.get(index)?.version {
            Version::Result(id) => Some(id.clone()),
            Version::Original { .. } => None,
        });
        if let Some(entry) = id.and_then(|id| results.find(&id)) {
            library.compare(&entry.record.get_untracked());
        }
    };
    let on_open = Callback::new(open);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let Some(now) = chosen.get_untracked() else { return };
        let last = tree.with_untracked(|tree| tree.nodes.len().saturating_sub(1));
        let next = |direction| tree.with_untracked(|tree| tree.next(now, direction));
        match event.key().as_str() {
            "ArrowLeft" => choose(next(Direction::Parent)),
            "ArrowRight" => choose(next(Direction::Child)),
            "ArrowUp" => choose(next(Direction::Up)),
            "ArrowDown" => choose(next(Direction::Down)),
            "Home" => choose(0),
            "End" => choose(last),
            "Enter" | " " => open(now),
            "Escape" if pinned.get_untracked().is_some() => pinned.set(None),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let active_id = move || {
        let index = chosen.get()?;
        tree.with(|tree| tree.nodes.get(index).map(|node| node_id(node.key())))
    };
    let extent =
        move || tree.with(|tree| (tree.columns() as f64 * STEP_PX.0, tree.rows() as f64 * STEP_PX.1));
    view! {
        <div class="version-tree">
            <ViewHead title="Versions".to_owned() close="Close versions">
                <p class="hint">
                    {move || {
                        if pinned.get().is_some() {
                            "Choose a version to compare with"
                        } else {
                            "Edits grow to the right"
                        }
                    }}
                </p>
            </ViewHead>
            <div class="version-tree__scroll" data-scrolls="">
                <div
                    id=result_commands::TREE_ID
                    node_ref=list
                    class="version-tree__list"
                    role="tree"
                    aria-label="Versions"
                    aria-activedescendant=active_id
                    tabindex="0"
                    style:width=move || px(extent().0)
                    style:height=move || px(extent().1)
                    on:keydown=on_key
                >
                    <For each=trunks key=|trunk| *trunk let((column, row, last))>
                        <span
                            class="version-tree__trunk"
                            aria-hidden="true"
                            style:left=px(column as f64 * STEP_PX.0)
                            style:top=px(row as f64 * STEP_PX.1)
                            style:height=px((last - row) as f64 * STEP_PX.1)
                        ></span>
                    </For>
                    <For each=in_page key=|(index, node)| (*index, node.column, node.row, node.key().to_owned()) let((index, node))>
                        <VersionNode
                            node
                            is_chosen=Signal::derive(move || chosen.get() == Some(index))
                            is_pinned=pinned
                            on_choose=Callback::new(move |()| on_choose.run(index))
                            on_open=Callback::new(move |()| on_open.run(index))
                        />
                    </For>
                </div>
            </div>
            {move || {
                let id = tree.with(|tree| tree.nodes.get(chosen.get()?).map(|node| node.key().to_owned()))?;
                let entry = results.find(&id)?;
                Some(view! { <VersionFacts entry pinned /> })
            }}
        </div>
    }
}
