//! The mask's tools beside the picture, and what is done to the whole mask, in words above it.

use leptos::prelude::*;

use crate::services::draft::uses_command_key;
use crate::services::painter::commands::files::FILE_INPUT_ID;
use crate::services::painter::tools::{self, Tool};
use crate::services::painter::{Painter, TOOLS_ID};
use crate::services::shell::views;
use crate::state::AppState;
use crate::state::draft::DraftChange;
use crate::ui::widgets::icons::{Icon, Symbol};
use crate::ui::widgets::tips::Tips;

/// The page-wide name of the menu.
const MENU_ID: &str = "mask-menu";

/// Something that is done to the whole mask at once.
struct Action {
    name: &'static str,
    /// The keys that do the same; empty for none.
    keys: &'static str,
    /// What it does, for whom the name does not say it.
    line: &'static str,
    act: fn(Painter),
    /// There is something to do.
    is_enabled: fn(AppState) -> bool,
}

const ALWAYS: fn(AppState) -> bool = |_| true;
const WITH_MASK: fn(AppState) -> bool = |state| state.stage.facts.get().covered_px > 0;
const CAN_UNDO: fn(AppState) -> bool = |state| {
    state.stage.facts.get().can_undo
        || state.stage.has_preview.get()
        || state.stage.result.with(Option::is_some)
        || state.draft.last_change() == Some(DraftChange::EditedFurther)
};
const CAN_REDO: fn(AppState) -> bool =
    |state| state.stage.facts.get().can_redo || state.stage.undone_result.with(Option::is_some);

static STEPS: [(Symbol, Action); 2] = [
    (
        Symbol::Undo,
        Action { name: "Undo", keys: "Ctrl Z", line: "", act: Painter::undo, is_enabled: CAN_UNDO },
    ),
    (
        Symbol::Redo,
        Action { name: "Redo", keys: "Ctrl Shift Z", line: "", act: Painter::redo, is_enabled: CAN_REDO },
    ),
];

/// In sight as words.
static WORDS: [Action; 5] = [
    Action {
        name: "Grow",
        keys: "",
        line: "Makes the mask larger all around, by as much as you like.",
        act: Painter::grow,
        is_enabled: WITH_MASK,
    },
    Action {
        name: "Shrink",
        keys: "",
        line: "Makes the mask smaller all around, by as much as you like.",
        act: Painter::shrink,
        is_enabled: WITH_MASK,
    },
    Action {
        name: "Feather",
        keys: "",
        line: "Makes the mask's edge soft, by as much as you like.",
        act: Painter::feather,
        is_enabled: WITH_MASK,
    },
    Action {
        name: "Invert",
        keys: "Ctrl I",
        line: "Swaps what may change and what stays.",
        act: Painter::invert,
        is_enabled: ALWAYS,
    },
    Action {
        name: "Clear",
        keys: "Delete",
        line: "Empties the mask.",
        act: Painter::clear,
        is_enabled: WITH_MASK,
    },
];

/// In a menu.
static REST: [Action; 4] = [
    Action {
        name: "Select all",
        keys: "Ctrl A",
        line: "The whole picture may change.",
        act: Painter::select_all,
        is_enabled: ALWAYS,
    },
    Action {
        name: "Cut out",
        keys: "",
        line: "Puts what is marked, or the rest, on transparency.",
        act: Painter::open_cut_out,
        is_enabled: WITH_MASK,
    },
    Action {
        name: "Import mask",
        keys: "",
        line: "A black and white or a transparent picture.",
        act: Painter::choose_import,
        is_enabled: ALWAYS,
    },
    Action { name: "Export mask", keys: "", line: "As a PNG.", act: Painter::export, is_enabled: ALWAYS },
];

/// What a tool does, in a line.
fn line_of(tool: &'static Tool) -> &'static str {
    match (tool.hint, tool.name) {
        ("", "Brush") => "Paint over what may change.",
        ("", "Eraser") => "Paint over what should stay.",
        (hint, _) => hint,
    }
}

/// Keys as they stand on this machine's keyboard.
fn shown_keys(keys: &'static str) -> String {
    if uses_command_key() { keys.replace("Ctrl", "⌘").replace("Shift", "⇧") } else { keys.to_owned() }
}

/// Keys as assistive technology reads them.
fn spoken_keys(keys: &'static str) -> String {
    let command = if uses_command_key() { "Meta" } else { "Control" };
    keys.replace("Ctrl", command).replace(' ', "+")
}

/// A tool's name where there is little room.
fn short_name(name: &'static str) -> &'static str {
    match name {
        "Select object" => "Select",
        "Magnetic lasso" => "Magnetic",
        "Select by colour" => "Colour",
        name => name,
    }
}

/// Undo and redo, the tools in their groups, and what is done to the whole mask. Disabled buttons stay reachable, so that
/// the focus is not lost when the last step is undone.
#[component]
pub fn MaskToolbar() -> impl IntoView {
    let painter = expect_context::<Painter>();
    // On a phone most of it is behind a button of its own.
    let is_open = RwSignal::new(false);
    let close = move || is_open.set(false);
    let groups = tools::GROUPS.into_iter().map(move |(name, tools)| {
        let tools = tools.iter().map(move |tool| view! { <ToolButton tool on_chosen=close /> });
        view! {
            <hr />
            <div class="mask-toolbar__group" role="group" aria-label=name>
                {tools.collect_view()}
            </div>
        }
    });
    let steps = STEPS.iter().map(|(symbol, action)| {
        view! {
            <ActionButton action is_first=true on_done=|| ()>
                <Icon symbol=*symbol />
            </ActionButton>
        }
    });
    let words = WORDS.iter().map(move |action| {
        view! { <ActionButton action on_done=close>{action.name}</ActionButton> }
    });
    let rest = REST.iter().map(move |action| {
        view! {
            <ActionButton action on_done=close menu=MENU_ID>
                <b>{action.name}</b>
                <span aria-hidden="true">{action.line}</span>
            </ActionButton>
        }
    });
    view! {
        <div
            class="mask-tools"
            role="toolbar"
            aria-label="Mask tools"
            data-open=move || is_open.get().to_string()
            on:keydown=|event| views::move_focus(&event)
            on:focusin=|event| views::remember_focus(&event)
        >
            <Tips id=TOOLS_ID class="mask-toolbar">
                <div class="mask-toolbar__group" role="group" aria-label="Steps">
                    {steps.collect_view()}
                </div>
                {groups.collect_view()}
                <button
                    class="mask-toolbar__more"
                    aria-label="More tools"
                    data-short=move || if is_open.get() { "Less" } else { "More" }
                    data-first="true"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    <Icon symbol=Symbol::More />
                </button>
            </Tips>
            // Above the picture; on a phone below the tools.
            <Tips class="mask-words">
                {words.collect_view()}
                <button
                    class="mask-words__more"
                    aria-label="More mask commands"
                    popovertarget=MENU_ID
                    style:anchor-name="--mask-menu"
                >
                    <Icon symbol=Symbol::More />
                </button>
            </Tips>
            <div
                id=MENU_ID
                class="menu mask-menu"
                popover="auto"
                style:position-anchor="--mask-menu"
                on:keydown=|event| views::move_focus(&event)
                on:focusin=|event| event.stop_propagation()
            >
                {rest.collect_view()}
            </div>
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

#[component]
fn ToolButton(
    tool: &'static Tool,
    /// The tool was chosen.
    on_chosen: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let is_chosen = move || stage.tool.get() == tool.name;
    // On a phone a tool that is in hand stays in sight.
    let is_first = move || matches!(tool.name, "Brush" | "Eraser" | "Select object") || is_chosen();
    view! {
        <button
            data-first=move || is_first().to_string()
            data-short=short_name(tool.name)
            aria-label=tool.name
            data-line=line_of(tool)
            data-keys=tool.key
            aria-keyshortcuts=tool.key
            aria-pressed=move || is_chosen().to_string()
            on:click=move |_| {
                on_chosen();
                painter.select_tool(tool);
            }
        >
            <svg class="icon" viewBox="0 0 18 18" aria-hidden="true">
                <path d=tool.icon />
            </svg>
        </button>
    }
}

#[component]
fn ActionButton<F>(
    action: &'static Action,
    /// In sight on a phone.
    #[prop(default = false)]
    is_first: bool,
    /// The menu that it closes.
    #[prop(optional)]
    menu: Option<&'static str>,
    /// It was done.
    on_done: F,
    children: Children,
) -> impl IntoView
where
    F: Fn() + Copy + 'static,
{
    let state = AppState::of_page();
    let painter = expect_context::<Painter>();
    let on_click = move |_| {
        if untrack(|| (action.is_enabled)(state)) {
            (action.act)(painter);
            on_done();
        }
    };
    view! {
        <button
            data-first=is_first.to_string()
            data-short=action.name
            // An entry of a menu is named by its words.
            aria-label=menu.is_none().then_some(action.name)
            data-line=action.line
            data-keys=shown_keys(action.keys)
            aria-keyshortcuts=(!action.keys.is_empty()).then(|| spoken_keys(action.keys))
            aria-disabled=move || (!(action.is_enabled)(state)).to_string()
            popovertarget=menu
            popovertargetaction=menu.map(|_| "hide")
            on:click=on_click
        >
            {children()}
        </button>
    }
}
