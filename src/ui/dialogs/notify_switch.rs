//! Whether the system tells of an ended job.

use leptos::prelude::*;

use crate::services::Services;
use crate::services::shell::notifications;

/// The switch; the browser asks the person when it is turned on, and never otherwise.
#[component]
pub fn NotifySwitch() -> impl IntoView {
    let services = Services::of_page();
    let is_on = RwSignal::new(notifications::is_on());
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || is_on.get()
                on:change=move |event| notifications::turn(&services.inner(), event_target_checked(&event), is_on)
            />
            <span>"Notify me when a job ends while I look elsewhere"</span>
        </label>
    }
}
