//! The parts of the page that are fetched when they are first needed.

use leptos::prelude::*;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::comparison::Comparison;
use super::help_dialog::HelpDialog;
use super::keys_dialog::KeysDialog;
use super::mask_canvas::MaskCanvas;
use super::mask_toolbar::MaskToolbar;
use super::readout::Readout;
use super::settings_dialog::SettingsDialog;
use super::tool_options::ToolOptions;
use crate::state::DraftPicture;

/// Either the view of a part or why it could not be fetched.
pub type Fetched = Result<AnyView, SplitLoaderError>;

/// Settings.
#[wasm_split(dialogs, fallible)]
pub fn settings_dialog() -> Fetched {
    Ok(view! { <SettingsDialog /> }.into_any())
}

/// Help.
#[wasm_split(dialogs, fallible)]
pub fn help_dialog() -> Fetched {
    Ok(view! { <HelpDialog /> <KeysDialog /> }.into_any())
}

/// Comparison.
#[wasm_split(stage, fallible)]
pub fn comparison(result_id: String) -> Fetched {
    Ok(view! { <Comparison result_id /> }.into_any())
}

/// Painter.
#[wasm_split(stage, fallible)]
pub fn painter(base: DraftPicture) -> Fetched {
    Ok(view! { <Readout /> <MaskCanvas base /> <ToolOptions /> <MaskToolbar /> }.into_any())
}

/// Shows a part once it is there.
#[component]
pub fn Part<F: Future<Output = Fetched> + 'static>(fetch: F) -> impl IntoView {
    let view = RwSignal::new_local(None::<AnyView>);
    let fetch = leptos::reactive::computed::ScopedFuture::new(fetch);
    crate::browser::spawn(async move {
        if let Ok(part) = fetch.await {
            view.set(Some(part));
        }
    });
    move || {
        view.track();
        view.try_update_untracked(|v| v.take()).flatten()
    }
}
