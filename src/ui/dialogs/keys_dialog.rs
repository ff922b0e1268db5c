//! All keys of the painter.

use leptos::prelude::*;

use crate::state::Dialog;
use crate::ui::widgets::modal::Modal;

const KEYS: [(&str, &str); 22] = [
    ("Ctrl Enter", "run"),
    ("B, E, X", "brush, eraser, swap them"),
    ("M, O, L, P", "rectangle, ellipse, lasso, polygon"),
    ("G, W", "fill, select by colour"),
    ("[ and ]", "brush size; with Shift hardness"),
    ("Alt wheel", "brush size"),
    ("Alt right drag", "brush size sideways, hardness up and down"),
    ("Shift click", "straight line from where the last stroke ended"),
    ("Right button", "erases, whatever the tool"),
    ("Alt", "shapes, fill and selection take off"),
    ("Enter", "closes a polygon, applies a selection"),
    ("Backspace", "takes a polygon's last corner back"),
    ("Esc", "gives up what is under way"),
    ("Arrows", "move the cross on the focused picture; Shift 10 px, Ctrl 100 px"),
    ("Enter, Space", "at the cross: a dab, a corner, a fill; with Shift a line"),
    ("Ctrl Z, Ctrl Shift Z", "undo, redo"),
    ("Ctrl A, Ctrl I, Delete", "mark all, invert, clear"),
    ("Wheel, Ctrl + and -", "zoom"),
    ("Space drag, middle drag", "move the picture"),
    ("Ctrl 0, Ctrl 1", "whole picture, 100 %"),
    ("Two fingers", "zoom and move; a tap undoes"),
    ("?", "these keys"),
];

/// The list.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let rows = KEYS.map(|(keys, what)| view! { <dt>{keys}</dt> <dd>{what}</dd> });
    view! {
        <Modal dialog=Dialog::Keys name="Keys">
            <dl class="keys">{rows.into_iter().collect_view()}</dl>
        </Modal>
    }
}
