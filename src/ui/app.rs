//! The whole page.

use leptos::prelude::*;

use crate::services;
use crate::services::shell::on_demand::OnDemand;
use crate::services::shell::{shortcuts, theme};
use crate::state::{AppState, Dialog, Pane};
use crate::ui::header::Header;
use crate::ui::part::Part;
use crate::ui::parts;
use crate::ui::parts::DialogPart;
use crate::ui::results::results_panel::ResultsPanel;
use crate::ui::stage::Stage;
use crate::ui::tab_bar::TabBar;
use crate::ui::widgets::notices::Notices;

/// The page: header, three columns, dialogs, messages.
#[component]
pub fn App(state: AppState) -> impl IntoView {
    theme::restore(state.theme);
    services::start(state);
    let listeners = shortcuts::listen(state, expect_context::<OnDemand>());
    let listeners = StoredValue::new_local(listeners);
    on_cleanup(move || listeners.set_value(Vec::new()));

    parts::fetch_ahead();

    let pane = move || match state.pane.get() {
        Pane::Edit => "edit",
        Pane::Stage => "stage",
        Pane::Results => "results",
    };
    view! {
        <div class="page" data-pane=pane>
            <Header />
            <div class="edit-panel">
                <Part fetch=parts::edit_panel />
            </div>
            <Stage />
            <ResultsPanel />
            <TabBar />
            <Notices />
        </div>
        <Show when=move || state.stage.is_dropping.get()>
            <div class="drop-veil" aria-hidden="true">
                <p>"Drop pictures anywhere"</p>
            </div>
        </Show>
        <DialogPart dialog=Dialog::Settings fetch=parts::settings_dialog />
        <DialogPart dialog=Dialog::Help fetch=parts::help_dialog />
        <DialogPart dialog=Dialog::Keys fetch=parts::keys_dialog />
        <DialogPart dialog=Dialog::Question fetch=parts::question_dialog />
        <DialogPart dialog=Dialog::Download fetch=parts::download_dialog />
    }
}
