//! Whether the system notifies the person of finished runs.

use leptos::prelude::*;

use crate::services::shell::notifications;
use crate::state::AppState;

/// The switch; the browser asks the person when it is turned on, and never otherwise.
#[component]
pub fn NotifySwitch() -> impl IntoView {
    let notices = AppState::of_page().notices;
    let is_offered = notifications::is_offered();
    let is_on = RwSignal::new(notifications::is_on());
    view! {
        <label class="choice">
            <input
                type="checkbox"
                disabled=!is_offered
                prop:checked=move || is_on.get()
                on:change=move |event| notifications::turn(notices, event_target_checked(&event), is_on)
            />
            <span>"Notify me when a background run finishes"</span>
        </label>
        {(!is_offered)
            .then(|| {
                view! {
                    <p class="hint">
                        "Your browser has no notifications here. On an iPhone or iPad, add this page to the home screen first."
                    </p>
                }
            })}
    }
}
