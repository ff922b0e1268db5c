//! The mask's tools.

use std::rc::Rc;

use leptos::prelude::*;

use crate::core::mask_file::Convention;
use crate::services::painter;
use crate::services::painter::work;
use crate::services::painter::work::Wish;
use crate::services::{Inner, Services};
use crate::state::{AppState, MaskFacts, PaintTool};
use crate::ui::widgets::icons::{Icon, Symbol};

const fn symbol_of(tool: PaintTool) -> Symbol {
    match tool {
        PaintTool::Brush => Symbol::Brush,
        PaintTool::Eraser => Symbol::Eraser,
        PaintTool::Rectangle => Symbol::Rectangle,
        PaintTool::Ellipse => Symbol::Ellipse,
        PaintTool::Lasso => Symbol::Lasso,
        PaintTool::Polygon => Symbol::Polygon,
        PaintTool::Fill => Symbol::Fill,
        PaintTool::SelectColour => Symbol::Wand,
    }
}

/// Something that is done to the whole mask at once.
struct Action {
    name: &'static str,
    /// The keys that do the same; empty for none.
    keys: &'static str,
    symbol: Symbol,
    act: fn(&Rc<Inner>),
    /// There is something to do.
    is_enabled: fn(&MaskFacts) -> bool,
}

const ALWAYS: fn(&MaskFacts) -> bool = |_| true;
const WITH_MASK: fn(&MaskFacts) -> bool = |facts| facts.covered_px > 0;

const fn action(
    name: &'static str,
    keys: &'static str,
    symbol: Symbol,
    act: fn(&Rc<Inner>),
    is_enabled: fn(&MaskFacts) -> bool,
) -> Action {
    Action { name, keys, symbol, act, is_enabled }
}

const ACTIONS: [Action; 10] = [
    action("Invert", "Ctrl I", Symbol::Invert, |inner| inner.painter.invert(), ALWAYS),
    action("Clear", "Delete", Symbol::Clear, |inner| inner.painter.clear(), WITH_MASK),
    action("Grow", "", Symbol::Grow, |inner| work::perform(inner, Wish::Grow), WITH_MASK),
    action("Shrink", "", Symbol::Shrink, |inner| work::perform(inner, Wish::Shrink), WITH_MASK),
    action("Feather", "", Symbol::Feather, |inner| work::perform(inner, Wish::Feather), WITH_MASK),
    action("Undo", "Ctrl Z", Symbol::Undo, |inner| inner.painter.undo(), |facts| facts.can_undo),
    action("Redo", "Ctrl Shift Z", Symbol::Redo, |inner| inner.painter.redo(), |facts| facts.can_redo),
    action("Select all", "Ctrl A", Symbol::Stage, |inner| inner.painter.select_all(), ALWAYS),
    action("Import mask", "", Symbol::Upload, |_| work::choose_import(), ALWAYS),
    action("Export mask", "", Symbol::Download, export, ALWAYS),
];

fn export(inner: &Rc<Inner>) {
    let convention = if inner.state.stage.is_export_transparent.get_untracked() {
        Convention::Transparent
    } else {
        Convention::WhiteOnBlack
    };
    work::perform(inner, Wish::Export(convention));
}

/// The tools, and what is done to the whole mask. Disabled buttons stay reachable, so that the focus is not
/// lost when the last step is undone.
#[component]
pub fn MaskToolbar() -> impl IntoView {
    let stage = AppState::of_page().stage;
    let services = Services::of_page();
    let tools = PaintTool::ALL.map(|tool| {
        view! {
            <button
                aria-label=tool.label()
                title=format!("{} ({})", tool.label(), tool.shortcut())
                aria-keyshortcuts=tool.shortcut()
                aria-pressed=move || (stage.tool.get() == tool).to_string()
                on:click=move |_| services.inner().painter.take_up(tool)
            >
                <Icon symbol=symbol_of(tool) />
            </button>
        }
    });
    let actions = ACTIONS.map(|action| {
        let title = if action.keys.is_empty() {
            action.name.to_owned()
        } else {
            format!("{} ({})", action.name, action.keys)
        };
        let on_click = move |_| {
            if (action.is_enabled)(&stage.facts.get_untracked()) {
                (action.act)(&services.inner());
            }
        };
        view! {
            <button
                aria-label=action.name
                title=title
                aria-disabled=move || (!(action.is_enabled)(&stage.facts.get())).to_string()
                on:click=on_click
            >
                <Icon symbol=action.symbol />
            </button>
        }
    });
    let on_file = move |event: leptos::ev::Event| work::import_chosen(&services.inner(), &event);
    view! {
        <div id=painter::TOOLS_ID class="mask-toolbar" role="toolbar" aria-label="Mask tools" aria-orientation="vertical">
            {tools.into_iter().collect_view()}
            <hr />
            {actions.into_iter().collect_view()}
        </div>
        <input
            id=work::FILE_INPUT_ID
            type="file"
            accept="image/*"
            hidden
            aria-label="Mask file"
            on:change=on_file
        />
    }
}
