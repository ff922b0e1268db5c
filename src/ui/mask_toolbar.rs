//! The mask's tools.

use leptos::prelude::*;

use super::icons::{Icon, Symbol};
use crate::services::{Services, painter::Painter};
use crate::state::{AppState, PaintTool};

const fn symbol_of(tool: PaintTool) -> Symbol {
    match tool {
        PaintTool::Brush => Symbol::Brush,
        PaintTool::Eraser => Symbol::Eraser,
        PaintTool::Rectangle => Symbol::Rectangle,
        PaintTool::Ellipse => Symbol::Ellipse,
        PaintTool::Lasso => Symbol::Lasso,
    }
}

/// The tools, and what is done to the whole mask.
#[component]
pub fn MaskToolbar() -> impl IntoView {
    let state = AppState::of_page();
    let stage = state.stage;
    let tools = PaintTool::ALL.map(|tool| {
        view! {
            <button
                aria-label=tool.label()
                title=format!("{} ({})", tool.label(), tool.shortcut())
                aria-keyshortcuts=tool.shortcut()
                aria-pressed=move || (stage.tool.get() == tool).to_string()
                on:click=move |_| stage.tool.set(tool)
            >
                <Icon symbol=symbol_of(tool) />
            </button>
        }
    });
    let has_mask = Signal::derive(move || stage.facts.get().covered_px > 0);
    let can_undo = Signal::derive(move || stage.facts.get().can_undo);
    let can_redo = Signal::derive(move || stage.facts.get().can_redo);
    view! {
        <div class="mask-toolbar" role="toolbar" aria-label="Mask tools" aria-orientation="vertical">
            {tools.into_iter().collect_view()}
            <hr />
            <Action name="Invert" keys="Ctrl I" symbol=Symbol::Invert act=Painter::invert />
            <Action name="Clear" keys="Delete" symbol=Symbol::Clear act=Painter::clear is_enabled=has_mask />
            <hr />
            <Action name="Undo" keys="Ctrl Z" symbol=Symbol::Undo act=Painter::undo is_enabled=can_undo />
            <Action name="Redo" keys="Ctrl Shift Z" symbol=Symbol::Redo act=Painter::redo is_enabled=can_redo />
        </div>
    }
}

/// A button that does something to the mask at once. Disabled ones stay reachable, so that the focus is not
/// lost when the last step is undone.
#[component]
fn Action(
    /// The accessible name.
    name: &'static str,
    /// The keys that do the same.
    keys: &'static str,
    /// The icon.
    symbol: Symbol,
    /// What it does.
    act: fn(&Painter),
    /// There is something to do.
    #[prop(into, default = Signal::stored(true))]
    is_enabled: Signal<bool>,
) -> impl IntoView {
    let services = Services::of_page();
    let on_click = move |_| {
        if is_enabled.get_untracked() {
            act(&services.inner().painter);
        }
    };
    view! {
        <button
            aria-label=name
            title=format!("{name} ({keys})")
            aria-disabled=move || (!is_enabled.get()).to_string()
            on:click=on_click
        >
            <Icon symbol />
        </button>
    }
}
