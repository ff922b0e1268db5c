//! The mask's tools.

use leptos::prelude::*;

use crate::services::painter::commands::files::FILE_INPUT_ID;
use crate::services::painter::tools::TOOLS;
use crate::services::painter::{Painter, TOOLS_ID};
use crate::services::shell::views;
use crate::state::AppState;
use crate::state::draft::DraftChange;
use crate::ui::widgets::icons::{Icon, Symbol};

/// Something that is done to the whole mask at once: its name, the keys that do the same (empty for none), its icon,
/// what it does, and whether there is something to do.
type Action = (&'static str, &'static str, Symbol, fn(Painter), fn(AppState) -> bool);

/// In sight on a phone, where the others are behind a button for more.
const FIRST: [&str; 5] = ["Brush", "Eraser", "Select object", "Undo", "Redo"];

const ALWAYS: fn(AppState) -> bool = |_| true;
const WITH_MASK: fn(AppState) -> bool = |state| state.stage.facts.get().covered_px > 0;
const CAN_UNDO: fn(AppState) -> bool = |state| {
    state.stage.facts.get().can_undo
        || state.stage.result.with(Option::is_some)
        || state.draft.last_change() == Some(DraftChange::EditedFurther)
};
const CAN_REDO: fn(AppState) -> bool =
    |state| state.stage.facts.get().can_redo || state.stage.undone_result.with(Option::is_some);

const ACTIONS: [Action; 11] = [
    ("Invert", "Ctrl I", Symbol::Invert, Painter::invert, ALWAYS),
    ("Clear", "Delete", Symbol::Clear, Painter::clear, WITH_MASK),
    ("Grow", "", Symbol::Grow, Painter::grow, WITH_MASK),
    ("Shrink", "", Symbol::Shrink, Painter::shrink, WITH_MASK),
    ("Feather", "", Symbol::Feather, Painter::feather, WITH_MASK),
    ("Undo", "Ctrl Z", Symbol::Undo, Painter::undo, CAN_UNDO),
    ("Redo", "Ctrl Shift Z", Symbol::Redo, Painter::redo, CAN_REDO),
    ("Select all", "Ctrl A", Symbol::Stage, Painter::select_all, ALWAYS),
    ("Cut out", "", Symbol::CutOut, Painter::open_cut_out, WITH_MASK),
    ("Import mask", "", Symbol::Upload, Painter::choose_import, ALWAYS),
    ("Export mask", "", Symbol::Download, Painter::export, ALWAYS),
];

/// What a button's tooltip says: its name, its key, and how it is used.
fn tip(name: &str, keys: &str, hint: &str) -> String {
    let mut tip = name.to_owned();
    for (before, part) in [(" · ", keys), ("\n", hint)] {
        if !part.is_empty() {
            tip.push_str(before);
            tip.push_str(part);
        }
    }
    tip
}

/// The tools, and what is done to the whole mask. Disabled buttons stay reachable, so that the focus is not
/// lost when the last step is undone.
#[component]
pub fn MaskToolbar() -> impl IntoView {
    let state = AppState::of_page();
    let stage = state.stage;
    let painter = expect_context::<Painter>();
    // On a phone the rest is behind a button of its own; a tool that is in hand stays in sight.
    let is_open = RwSignal::new(false);
    let is_first = move |name: &'static str| FIRST.contains(&name) || stage.tool.get() == name;
    let tools = TOOLS.map(|tool| {
        view! {
            <button
                data-first=move || is_first(tool.name).to_string()
                aria-label=tool.name
                data-tip=tip(tool.name, tool.key, tool.hint)
                aria-keyshortcuts=tool.key
                aria-pressed=move || (stage.tool.get() == tool.name).to_string()
                on:click=move |_| {
                    is_open.set(false);
                    painter.select_tool(tool);
                }
            >
                <svg class="icon" viewBox="0 0 18 18" aria-hidden="true">
                    <path d=tool.icon />
                </svg>
            </button>
        }
    });
    let actions = ACTIONS.map(|(name, keys, symbol, act, is_enabled)| {
        let on_click = move |_| {
            if untrack(|| is_enabled(state)) {
                act(painter);
            }
        };
        view! {
            <button
                data-first=FIRST.contains(&name).to_string()
                aria-label=name
                data-tip=move || {
                    let reach = stage.reach_px.get();
                    let command = match name {
                        "Grow" | "Shrink" | "Feather" => format!("{name} mask by {reach} px"),
                        _ => name.to_owned(),
                    };
                    tip(&command, keys, "")
                }
                aria-disabled=move || (!is_enabled(state)).to_string()
                on:click=on_click
            >
                <Icon symbol />
            </button>
        }
    });
    view! {
        <div
            id=TOOLS_ID
            class="mask-toolbar"
            role="toolbar"
            aria-label="Mask tools"
            aria-orientation="vertical"
            data-open=move || is_open.get().to_string()
            on:keydown=|event| views::move_focus(&event)
            on:focusin=|event| views::remember_focus(&event)
        >
            {tools.into_iter().collect_view()}
            <hr />
            {actions.into_iter().collect_view()}
            <button
                class="mask-toolbar__more"
                aria-label="More tools"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                <Icon symbol=Symbol::More />
            </button>
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
