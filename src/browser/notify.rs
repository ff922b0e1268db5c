//! Notifications of the system, where the person allowed them.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Notification, NotificationOptions, NotificationPermission};

/// The browser has notifications: on phones from Apple only once the page is on the home screen.
pub fn is_offered() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"Notification".into()).unwrap_or(false)
}

/// Asks the person, through the browser; `true` when they are allowed.
pub async fn ask() -> bool {
    if !is_offered() {
        return false;
    }
    if let Ok(asked) = Notification::request_permission() {
        // Refused, or a browser without notifications: both show in the permission itself.
        let _ = JsFuture::from(asked).await;
    }
    is_allowed()
}

/// The person allowed them, and has not taken that back.
pub fn is_allowed() -> bool {
    // Read by name first: where there is no such class, naming it would throw.
    is_offered() && Notification::permission() == NotificationPermission::Granted
}

/// Shows one; an older one of this page is replaced.
pub fn show(title: &str, text: &str) {
    let options = NotificationOptions::new();
    options.set_body(text);
    options.set_tag("pentimento");
    // Some phones show none from a page; the title says it, too.
    let _ = Notification::new_with_options(title, &options);
}
