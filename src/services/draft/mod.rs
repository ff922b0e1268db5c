//! The draft as a whole.

pub mod keeping;
pub mod pictures;
pub mod region;
pub mod request_preview;
pub mod samples;
pub mod texts;

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::dom;
use crate::core::request::EditSettings;
use crate::services::Inner;
use crate::state::StageMode;

/// Empties the draft: pictures, masks, prompt, settings.
pub fn reset(inner: &Rc<Inner>) {
    let draft = inner.state.draft;
    draft.pictures.set(Vec::new());
    draft.prompt.set(String::new());
    draft.settings.set(EditSettings::default_for(draft.engine.get_untracked().capabilities()));
    inner.state.stage.mode.set(StageMode::Paint);
    inner.state.notices.clear_errors();
}

/// This browser's command key is Cmd, not Ctrl.
pub fn uses_command_key() -> bool {
    dom::is_apple()
}
