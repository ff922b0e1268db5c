//! Views that take the picture's place, and where the focus goes when they, or a control, are gone.

use leptos::prelude::*;

use crate::browser::stage::CANVAS_ID;
use crate::browser::time::sleep;
use crate::browser::{dom, spawn};
use crate::state::{AppState, StageMode};

pub use crate::browser::dom::{has_coarse_pointer, hide_popover};
pub use crate::browser::page_events::is_focus_seen;
pub use crate::browser::toolbar::{Pointed, PointerEvent, is_finger, move_focus, pointed, remember_focus};

/// Until the picture can take the focus, in milliseconds.
const FOCUS_MILLIS: u32 = 60;

/// Leaves a view for the picture; the focus comes with it where it would be lost.
pub fn close_view(state: AppState) {
    state.stage.mode.set(StageMode::Paint);
    focus_picture();
}

/// Gives the focus to the picture that is painted on, once it is there, unless something else has it.
pub fn focus_picture() {
    spawn(async {
        sleep(FOCUS_MILLIS).await;
        if dom::has_no_focus() {
            dom::focus_by_id(CANVAS_ID);
        }
    });
}
