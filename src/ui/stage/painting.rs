//! The picture, the tools to paint its mask, and the facts of it; or a finished run in its place.

use leptos::prelude::*;

use crate::services::painter::{Painter, shortcuts};
use crate::state::{AppState, DraftPicture, Layer};
use crate::ui::dialogs::cut_out_dialog::CutOutDialog;
use crate::ui::edit::run_button::RunButton;
use crate::ui::stage::markup::layer_tabs::LayerTabs;
use crate::ui::stage::mask_canvas::MaskCanvas;
use crate::ui::stage::mask_toolbar::MaskToolbar;
use crate::ui::stage::readout::Readout;
use crate::ui::stage::result::result_bar::ResultBar;
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
        painter.retain(&state.draft.keys(), &state.draft.former_keys());
    });
    let listeners = StoredValue::new_local(shortcuts::listen(painter, state.dialog));
    on_cleanup(move || listeners.set_value(Vec::new()));
    // The result that is shown: one that was made from the picture that lies here.
    let shown = Memo::new(move |_| {
        let id = state.stage.result.get()?;
        let entry =
            state.results.entries.with(|entries| entries.iter().find(|entry| entry.id == id).cloned())?;
        let record = entry.record.get();
        let made_from = &record.request.pictures.first()?.blob;
        base.with(|base| base.as_ref().is_some_and(|base| base.picture.blob == *made_from)).then_some(record)
    });
    let is_shown = Memo::new(move |_| shown.with(Option::is_some));
    let is_masking = Memo::new(move |_| state.stage.layer.get() == Layer::Mask);
    Effect::new(move |_| {
        // It was deleted, or another picture came.
        if state.stage.result.with(Option::is_some) && !is_shown.get() {
            state.stage.show_mask();
        }
    });
    view! {
        {move || base.get().map(|base| view! { <MaskCanvas base shown /> })}
        <LayerTabs />
        <Show when=move || is_masking.get() && !is_shown.get()>
            <ToolOptions />
        </Show>
        <Show when=move || is_shown.get()>
            <ResultBar shown />
        </Show>
        <Show when=move || is_masking.get()>
            <MaskToolbar />
        </Show>
        <Show when=move || !is_shown.get()>
            <div class="stage-run">
                <RunButton />
            </div>
        </Show>
        <Readout shown />
        <CutOutDialog />
    }
}
