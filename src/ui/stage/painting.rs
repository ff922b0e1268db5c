//! The picture, the tools to paint its mask, and the facts of it.

use leptos::prelude::*;

use crate::services::painter::{Painter, shortcuts};
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
    let painter = expect_context::<Painter>();
    Effect::new(move |_| {
        painter.activate(base.get().map(|base| (base.key, base.picture.size)));
        let keys: Vec<u64> = state.draft.pictures.with(|pictures| pictures.iter().map(|p| p.key).collect());
        painter.retain(&keys);
    });
    let listeners = StoredValue::new_local(shortcuts::listen(painter, state.dialog));
    on_cleanup(move || listeners.set_value(Vec::new()));
    view! {
        {move || base.get().map(|base| view! { <MaskCanvas base /> })}
        <ToolOptions />
        <MaskToolbar />
        <Readout />
    }
}
