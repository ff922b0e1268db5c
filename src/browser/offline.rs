//! The page without a network: a service worker stores its files (`public/offline.js`).

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// The service worker's script, beside the page.
const SCRIPT: &str = "offline.js";

/// Has the browser store the page's files, so that it opens without a network from the next visit on. Without
/// service workers (an insecure address, some private windows) the page works as long as it is open.
pub async fn keep_page() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let navigator = window.navigator();
    let is_offered = js_sys::Reflect::get(&navigator, &JsValue::from("serviceWorker"))
        .is_ok_and(|container| !container.is_undefined());
    if is_offered {
        // Its outcome changes nothing for this visit.
        let _ = JsFuture::from(navigator.service_worker().register(SCRIPT)).await;
    }
}
