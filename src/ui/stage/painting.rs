//! The picture, the tools to paint its mask, and what they say of it.

use leptos::prelude::*;

use crate::services::Services;
use crate::services::shell::shortcuts;
use crate::state::{AppState, DraftPicture};
use crate::ui::stage::mask_canvas::MaskCanvas;
use crate::ui::stage::mask_toolbar::MaskToolbar;
use crate::ui::stage::readout::Readout;
use crate::ui::stage::tool_options::ToolOptions;

/// The painter's place on the stage.
#[component]
pub fn Painting(
    /// The base picture.
    base: Memo<Option<DraftPicture>>,
) -> impl IntoView {
    let state = AppState::of_page();
    let services = Services::of_page();
    Effect::new(move |_| {
        let painter = &services.inner().painter;
        painter.activate(base.get().map(|base| (base.key, base.picture.size)));
        let keys: Vec<u64> = state.draft.pictures.with(|pictures| pictures.iter().map(|p| p.key).collect());
        painter.retain(&keys);
    });
    let listeners = StoredValue::new_local(Some(shortcuts::listen_while_painting(&services.inner())));
    on_cleanup(move || listeners.set_value(None));
    view! {
        {move || base.get().map(|base| view! { <MaskCanvas base /> })}
        <ToolOptions />
        <MaskToolbar />
        <Readout />
    }
}
