//! What stands in the left column: pictures, prompt, settings, request, Run.

use leptos::prelude::*;

use crate::ui::edit::pictures::picture_list::PictureList;
use crate::ui::edit::prompt::prompt_field::PromptField;
use crate::ui::edit::request::request_view::RequestView;
use crate::ui::edit::run_bar::RunBar;
use crate::ui::edit::settings_form::SettingsForm;

#[component]
pub fn EditPanel() -> impl IntoView {
    view! {
        <div class="edit-panel__scroll">
            <PictureList />
            <PromptField />
            <SettingsForm />
            <RequestView />
        </div>
        <RunBar />
    }
}
