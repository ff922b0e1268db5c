//! The painter's keys. They act while no text field has the focus and no dialog is open.

use leptos::prelude::*;

use super::{Painter, tools};
use crate::browser::dom::{self, Listener};
use crate::browser::page_events as web;
use crate::core::keyboard;
use crate::state::{Dialog, Layer, StageMode};

/// Listens on the whole page until dropped; `?` opens a dialog.
pub fn listen(painter: Painter, dialog: RwSignal<Option<Dialog>>) -> Vec<Listener> {
    let Some(window) = dom::window_target() else {
        return Vec::new();
    };
    vec![
        Listener::on(&window, "keydown", move |event| key_down(painter, dialog, &event)),
        Listener::on(&window, "keyup", move |event| {
            if painter.stage.is_before_held.get_untracked() {
                painter.stage.is_before_held.set(false);
            }
            if let Some(key) = web::key(&event).filter(|key| key.code == "Space") {
                let is_press = painter.release_space();
                if is_press && web::is_on_canvas(&event) {
                    painter.press_at_cross(key.is_shift, key.is_alt);
                }
            }
        }),
        Listener::on(&window, "blur", move |_| painter.abort()),
        Listener::on(&window, "scroll", move |_| painter.scrolled()),
    ]
}

fn key_down(painter: Painter, dialog: RwSignal<Option<Dialog>>, event: &web::Event) {
    let Some(key) = web::key(event) else { return };
    let is_painting = painter.stage.mode.with_untracked(|mode| *mode == StageMode::Paint);
    if dom::is_typing(event) || dom::has_open_dialog() || !is_painting {
        return;
    }
    if key.key == "Escape" && dom::has_open_popover() {
        // It closes what is open, and no more.
        return;
    }
    // Undo is meant wherever the focus is, such as on Run, which was just pressed.
    let meanings = keyboard::meanings(&key.key, &key.code);
    let is_undo = key.is_command && meanings.find(|meant| matches!(meant, "z" | "y").then_some(())).is_some();
    if !is_undo && !web::is_in_painter(event) {
        return;
    }
    let is_on_canvas = web::is_on_canvas(event);
    let is_taken = (is_on_canvas && on_canvas(painter, &key))
        || if key.is_command {
            meanings.find(|meant| with_command(painter, &key, meant, is_on_canvas).then_some(())).is_some()
        } else {
            let is_on_control = web::is_on_control(event);
            meanings.find(|meant| alone(painter, &key, meant, dialog, is_on_control).then_some(())).is_some()
        };
    if is_taken {
        event.prevent_default();
    }
}

/// Keys that act on the focused picture only; `false` for all others.
fn on_canvas(painter: Painter, key: &web::Key) -> bool {
    // With Alt the arrows are the markup's.
    if key.is_alt && key.key.starts_with("Arrow") {
        return false;
    }
    let step = match (key.is_command, key.is_shift) {
        (true, _) => 100.0,
        (_, true) => 10.0,
        _ => 1.0,
    };
    match key.key.as_str() {
        "ArrowLeft" => painter.move_cross(-step, 0.0),
        "ArrowRight" => painter.move_cross(step, 0.0),
        "ArrowUp" => painter.move_cross(0.0, -step),
        "ArrowDown" => painter.move_cross(0.0, step),
        "Enter" if !key.is_command => painter.press_at_cross(key.is_shift, key.is_alt),
        _ => return false,
    }
    true
}

/// Keys with Ctrl or Cmd. Those that zoom are the browser's unless the picture has the focus.
fn with_command(painter: Painter, key: &web::Key, meant: &str, is_on_canvas: bool) -> bool {
    let is_markup = painter.stage.layer.get_untracked() == Layer::Markup;
    match (meant, key.is_shift) {
        ("z", false) => painter.undo(),
        ("z", true) | ("y", false) => painter.redo(),
        ("i", _) if !is_markup => painter.invert(),
        ("a", _) if !is_markup => painter.select_all(),
        ("0", _) if is_on_canvas => painter.fit(),
        ("1", _) if is_on_canvas => painter.zoom_to_actual(),
        ("+" | "=", _) if is_on_canvas => painter.zoom_by(1.25),
        ("-", _) if is_on_canvas => painter.zoom_by(0.8),
        _ => return false,
    }
    true
}

/// Keys without.
fn alone(
    painter: Painter,
    key: &web::Key,
    meant: &str,
    dialog: RwSignal<Option<Dialog>>,
    is_on_control: bool,
) -> bool {
    if painter.stage.layer.get_untracked() == Layer::Markup && !matches!(meant, "?" | " " | "o") {
        let part = painter.with(|state| state.markup_part);
        if meant == "escape" {
            painter.escape();
            painter.stage.undo_result();
        }
        return part.is_some_and(|part| part.key(painter, meant, key)) || meant == "escape";
    }
    match meant {
        "[" | "{" if key.is_shift => painter.harden_brush(-10.0),
        "]" | "}" if key.is_shift => painter.harden_brush(10.0),
        "[" | "{" => painter.scale_brush(1.0 / 1.15),
        "]" | "}" => painter.scale_brush(1.15),
        "?" => dialog.set(Some(Dialog::Keys)),
        "backspace" => return painter.remove_corner(),
        "escape" => {
            painter.escape();
            painter.stage.undo_result();
        }
        "o" if painter.stage.result.with_untracked(Option::is_some) => {
            painter.stage.is_before_held.set(true);
        }
        "delete" => painter.clear(),
        " " if !is_on_control => painter.hold_space(),
        _ => match tools::of_key(meant, painter.stage.tool.get_untracked()) {
            Some(tool) => painter.select_tool(tool),
            None => return false,
        },
    }
    true
}
