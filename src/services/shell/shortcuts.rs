//! The page's keys, drops and pastes. Keys act only while no text field has the focus and no dialog is open,
//! but for Run.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::dom::{self, Listener};
use crate::browser::page_events as web;
use crate::services::Inner;
use crate::services::painter::keys;
use crate::services::shell::on_demand;
use crate::services::shell::on_demand::Work;
use crate::state::{Dialog, PaintTool, StageMode};

/// Listens until dropped.
pub struct PageListeners(#[expect(dead_code, reason = "held for their Drop")] Vec<Listener>);

type Handler = fn(&Rc<Inner>, &web::Event);

/// The key was struck in a field that takes typing.
pub fn is_typing(event: &crate::browser::page_events::Event) -> bool {
    crate::browser::dom::is_typing(event)
}

fn listen_on_window<const N: usize>(
    inner: &Rc<Inner>,
    handlers: [(&'static str, Handler); N],
) -> PageListeners {
    let Some(window) = dom::window_target() else {
        return PageListeners(Vec::new());
    };
    let listeners = handlers.into_iter().map(|(name, handler)| {
        let inner = Rc::clone(inner);
        Listener::on(&window, name, move |event| handler(&inner, &event))
    });
    PageListeners(listeners.collect())
}

/// Listens for what concerns the painter, on the whole page.
pub fn listen_while_painting(inner: &Rc<Inner>) -> PageListeners {
    listen_on_window(
        inner,
        [
            ("keydown", key_down_while_painting as Handler),
            ("keyup", |inner, event| {
                if let Some(key) = web::key(event).filter(|key| key.code == "Space") {
                    let is_press = inner.painter.was_space_tapped() && inner.painter.has_cross();
                    inner.painter.hold_space(false);
                    if is_press && web::is_on_canvas(event) {
                        keys::press(inner, key.is_shift, key.is_alt);
                    }
                }
            }),
            ("blur", |inner, _| inner.painter.abort()),
            ("scroll", |inner, _| inner.painter.scrolled()),
        ],
    )
}

/// Listens for what concerns the whole page: Run, drops and pastes.
pub fn listen(inner: &Rc<Inner>) -> PageListeners {
    listen_on_window(
        inner,
        [
            ("keydown", key_down as Handler),
            ("paste", |inner, event| {
                let given = web::pasted(event);
                if !given.is_empty() {
                    event.prevent_default();
                    on_demand::ask(inner, Work::AddFiles(given));
                }
            }),
            ("dragover", |inner, event| {
                if web::carries_files(event) {
                    event.prevent_default();
                    inner.state.stage.is_dropping.set(true);
                }
            }),
            ("dragleave", |inner, event| {
                if web::has_left_window(event) {
                    inner.state.stage.is_dropping.set(false);
                }
            }),
            ("drop", |inner, event| {
                inner.state.stage.is_dropping.set(false);
                if web::carries_files(event) {
                    event.prevent_default();
                    on_demand::ask(inner, Work::AddFiles(web::dropped(event)));
                }
            }),
        ],
    )
}

fn key_down(inner: &Rc<Inner>, event: &web::Event) {
    let Some(key) = web::key(event) else { return };
    if key.is_command && key.key == "Enter" {
        event.prevent_default();
        on_demand::ask(inner, Work::Run);
    }
    // A dialog whose part is still on its way does not hear Esc itself.
    if key.key == "Escape" && !dom::has_open_dialog() {
        inner.state.dialog.set(None);
    }
}

fn key_down_while_painting(inner: &Rc<Inner>, event: &web::Event) {
    let Some(key) = web::key(event) else { return };
    let is_painting = inner.state.stage.mode.with_untracked(|mode| *mode == StageMode::Paint);
    if dom::is_typing(event) || dom::has_open_dialog() || !is_painting || !web::is_in_painter(event) {
        return;
    }
    let painter = &inner.painter;
    let letter = key.key.to_lowercase();
    if web::is_on_canvas(event) && on_canvas(inner, &key) {
        event.prevent_default();
        return;
    }
    if key.is_command {
        match (letter.as_str(), key.is_shift) {
            ("z", false) => painter.undo(),
            ("z", true) | ("y", false) => painter.redo(),
            ("i", _) => painter.invert(),
            ("a", _) => painter.select_all(),
            ("0", _) => painter.fit(),
            ("1", _) => painter.zoom_to_actual(),
            ("+" | "=", _) => painter.zoom_by(1.25),
            ("-", _) => painter.zoom_by(0.8),
            _ => return,
        }
        event.prevent_default();
        return;
    }
    let stage = inner.state.stage;
    match (letter.as_str(), key.code.as_str()) {
        ("x", _) => painter.take_up(if stage.tool.get_untracked() == PaintTool::Eraser {
            PaintTool::Brush
        } else {
            PaintTool::Eraser
        }),
        ("[" | "{", _) | (_, "BracketLeft") => step_brush(inner, key.is_shift, false),
        ("]" | "}", _) | (_, "BracketRight") => step_brush(inner, key.is_shift, true),
        ("?", _) => inner.state.dialog.set(Some(Dialog::Keys)),
        ("backspace", _) if painter.remove_corner() => (),
        ("escape", _) => painter.escape(),
        ("delete", _) => painter.clear(),
        (_, "Space") if !web::is_on_control(event) => painter.hold_space(true),
        _ => {
            let tool = PaintTool::ALL.into_iter().find(|tool| tool.shortcut().eq_ignore_ascii_case(&letter));
            match tool {
                Some(tool) => painter.take_up(tool),
                None => return,
            }
        }
    }
    event.prevent_default();
}

/// `[` and `]` change the size, with Shift the hardness.
fn step_brush(inner: &Rc<Inner>, is_hardness: bool, is_more: bool) {
    if is_hardness {
        inner.painter.harden_brush(if is_more { 10.0 } else { -10.0 });
    } else {
        inner.painter.scale_brush(if is_more { 1.15 } else { 1.0 / 1.15 });
    }
}

/// Keys that act on the focused picture only; `false` for all others.
fn on_canvas(inner: &Rc<Inner>, key: &web::Key) -> bool {
    let step = match (key.is_command, key.is_shift) {
        (true, _) => 100.0,
        (_, true) => 10.0,
        _ => 1.0,
    };
    let (by_x, by_y) = match key.key.as_str() {
        "ArrowLeft" => (-step, 0.0),
        "ArrowRight" => (step, 0.0),
        "ArrowUp" => (0.0, -step),
        "ArrowDown" => (0.0, step),
        "Enter" if !key.is_command => {
            keys::press(inner, key.is_shift, key.is_alt);
            return true;
        }
        _ => return false,
    };
    inner.painter.move_cross(by_x, by_y);
    true
}
