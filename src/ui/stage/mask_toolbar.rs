//! The mask's tools.

use leptos::prelude::*;

use crate::services::painter::commands::files::FILE_INPUT_ID;
use crate::services::painter::tools::TOOLS;
use crate::services::painter::{Painter, TOOLS_ID};
use crate::state::{AppState, MaskFacts};
use crate::ui::widgets::icons::{Icon, Symbol};

/// Something that is done to the whole mask at once: its name, the keys that do the same (empty for none), its icon,
/// what it does, and whether there is something to do.
type Action = (&'static str, &'static str, Symbol, fn(Painter), fn(&MaskFacts) -> bool);

const ALWAYS: fn(&MaskFacts) -> bool = |_| true;
const WITH_MASK: fn(&MaskFacts) -> bool = |facts| facts.covered_px > 0;

const ACTIONS: [Action; 10] = [
    ("Invert", "Ctrl I", Symbol::Invert, Painter::invert, ALWAYS),
    ("Clear", "Delete", Symbol::Clear, Painter::clear, WITH_MASK),
    ("Grow", "", Symbol::Grow, Painter::grow, WITH_MASK),
    ("Shrink", "", Symbol::Shrink, Painter::shrink, WITH_MASK),
    ("Feather", "", Symbol::Feather, Painter::feather, WITH_MASK),
    ("Undo", "Ctrl Z", Symbol::Undo, Painter::undo, |facts| facts.can_undo),
    ("Redo", "Ctrl Shift Z", Symbol::Redo, Painter::redo, |facts| facts.can_redo),
    ("Select all", "Ctrl A", Symbol::Stage, Painter::select_all, ALWAYS),
    ("Import mask", "", Symbol::Upload, Painter::choose_import, ALWAYS),
    ("Export mask", "", Symbol::Download, Painter::export, ALWAYS),
];

/// The tools, and what is done to the whole mask. Disabled buttons stay reachable, so that the focus is not
/// lost when the last step is undone.
#[component]
pub fn MaskToolbar() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let tools = TOOLS.map(|tool| {
        view! {
            <button
                aria-label=tool.name
                title=format!("{} ({})", tool.name, tool.key)
                aria-keyshortcuts=tool.key
                aria-pressed=move || (stage.tool.get() == tool.name).to_string()
                on:click=move |_| painter.select_tool(tool)
            >
                <svg class="icon" viewBox="0 0 18 18" aria-hidden="true">
                    <path d=tool.icon />
                </svg>
            </button>
        }
    });
    let actions = ACTIONS.map(|(name, keys, symbol, act, is_enabled)| {
        let title = if keys.is_empty() { name.to_owned() } else { format!("{name} ({keys})") };
        let on_click = move |_| {
            if is_enabled(&stage.facts.get_untracked()) {
                act(painter);
            }
        };
        view! {
            <button
                aria-label=name
                title=title
                aria-disabled=move || (!is_enabled(&stage.facts.get())).to_string()
                on:click=on_click
            >
                <Icon symbol />
            </button>
        }
    });
    view! {
        <div id=TOOLS_ID class="mask-toolbar" role="toolbar" aria-label="Mask tools" aria-orientation="vertical">
            {tools.into_iter().collect_view()}
            <hr />
            {actions.into_iter().collect_view()}
        </div>
        <input
            id=FILE_INPUT_ID
            type="file"
            accept="image/*"
            hidden
            aria-label="Mask file"
            on:change=move |event| painter.import_chosen(&event)
        />
    }
}
