//! The markup's tools beside the picture, and what is done to all marks, in words above it.

use leptos::prelude::*;

use crate::services::markup::tools::{TOOLS, Tool};
use crate::services::painter::{Painter, TOOLS_ID};
use crate::services::shell::views;
use crate::state::AppState;
use crate::state::markup::MarkupFacts;
use crate::ui::widgets::icons::{Icon, Symbol};
use crate::ui::widgets::tips::Tips;

/// Something that is done to all marks, or a step.
struct Action {
    name: &'static str,
    keys: &'static str,
    line: &'static str,
    act: fn(Painter),
    is_enabled: fn(&MarkupFacts) -> bool,
}

static UNDO: Action =
    Action { name: "Undo", keys: "Ctrl Z", line: "", act: Painter::undo, is_enabled: |facts| facts.can_undo };
static REDO: Action = Action {
    name: "Redo",
    keys: "Ctrl Shift Z",
    line: "",
    act: Painter::redo,
    is_enabled: |facts| facts.can_redo,
};
static WORDS: [Action; 2] = [
    Action {
        name: "Clear markup",
        keys: "",
        line: "Removes all marks. Can be undone.",
        act: Painter::clear_markup,
        is_enabled: |facts| !facts.is_empty(),
    },
    Action {
        name: "Mask from markup",
        keys: "",
        line: "What closed shapes surround may change. Everything else is protected.",
        act: Painter::mask_from_markup,
        is_enabled: |facts| facts.area_count > 0,
    },
];

/// Undo and redo, the tools, and what is done to all marks.
#[component]
pub(crate) fn MarkupToolbar() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let tools = TOOLS.into_iter().map(move |tool| view! { <ToolButton tool is_open /> });
    let words = WORDS.iter().map(move |action| {
        view! { <ActionButton action is_open>{action.name}</ActionButton> }
    });
    view! {
        <div
            class="mask-tools markup-tools"
            role="toolbar"
            aria-label="Markup tools"
            data-open=move || is_open.get().to_string()
            on:keydown=|event| views::move_focus(&event)
            on:focusin=|event| views::remember_focus(&event)
        >
            <Tips id=TOOLS_ID class="mask-toolbar">
                <div class="mask-toolbar__group" role="group" aria-label="Steps">
                    <ActionButton action=&UNDO is_open is_first=true>
                        <Icon symbol=Symbol::Undo />
                    </ActionButton>
                    <ActionButton action=&REDO is_open>
                        <Icon symbol=Symbol::Redo />
                    </ActionButton>
                </div>
                <hr />
                <div class="mask-toolbar__group" role="group" aria-label="Drawing">
                    {tools.collect_view()}
                </div>
                <button
                    class="mask-toolbar__more"
                    aria-label="More tools"
                    data-short="More"
                    data-first="true"
                    aria-expanded=move || is_open.get().to_string()
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    <Icon symbol=Symbol::More />
                </button>
            </Tips>
            <Tips class="mask-words">{words.collect_view()}</Tips>
        </div>
    }
}

/// A tool's name where there is little room.
fn short_name(name: &'static str) -> &'static str {
    match name {
        "Move marks" => "Move",
        "Erase markup" => "Erase",
        name => name,
    }
}

#[component]
fn ToolButton(
    tool: &'static Tool,
    /// On a phone all tools are in sight.
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let is_chosen = move || stage.markup_tool.get() == tool.name;
    let is_first = move || matches!(tool.name, "Pen" | "Arrow" | "Circle" | "Note") || is_chosen();
    view! {
        <button
            data-first=move || is_first().to_string()
            data-short=short_name(tool.name)
            aria-label=tool.name
            data-line=tool.hint
            aria-keyshortcuts=tool.key
            aria-pressed=move || is_chosen().to_string()
            on:click=move |_| {
                is_open.set(false);
                painter.choose_markup_tool(tool);
            }
        >
            <svg class="icon" viewBox="0 0 18 18" aria-hidden="true">
                <path d=tool.icon />
            </svg>
        </button>
    }
}

#[component]
fn ActionButton(
    action: &'static Action,
    /// On a phone all tools are in sight.
    is_open: RwSignal<bool>,
    /// In sight on a phone.
    #[prop(default = false)]
    is_first: bool,
    children: Children,
) -> impl IntoView {
    let stage = AppState::of_page().stage;
    let painter = expect_context::<Painter>();
    let is_enabled =
        move || stage.markup.with(action.is_enabled) || (is_first && stage.result.with(Option::is_some));
    let on_click = move |_| {
        if untrack(is_enabled) {
            (action.act)(painter);
            is_open.set(false);
        }
    };
    view! {
        <button
            data-first=is_first.to_string()
            data-short=action.name
            aria-label=action.name
            data-line=action.line
            aria-keyshortcuts=(!action.keys.is_empty()).then_some(action.keys)
            aria-disabled=move || (!is_enabled()).to_string()
            on:click=on_click
        >
            {children()}
        </button>
    }
}
