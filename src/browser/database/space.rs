//! How much room the page's storage has, and whether the browser promises to leave it alone.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::waiting::{Patience, within};

/// The page's storage manager; pages served over plain http have none.
fn manager() -> Option<web_sys::StorageManager> {
    let navigator = web_sys::window()?.navigator();
    Reflect::get(&navigator, &"storage".into()).ok()?.dyn_into().ok()
}

/// Bytes in use and bytes allowed for this page, where the browser gives them.
pub async fn usage() -> Option<(f64, f64)> {
    let promise = manager()?.estimate().ok()?;
    let estimate = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

/// Asks the browser not to clear this page's storage by itself; `false` when it does not promise.
pub async fn ask_to_persist() -> bool {
    let Some(Ok(promise)) = manager().map(|manager| manager.persist()) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy())
}

/// Whether the browser has promised that.
pub async fn is_persisted() -> bool {
    let Some(Ok(promise)) = manager().map(|manager| manager.persisted()) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy())
}

/// Whether this seems to be a private window, which forgets everything when it is closed. No browser says so: in
/// Firefox and Safari there are no private folders of a page there, while everything else works. Chromium gives no
/// sign.
pub async fn seems_private() -> bool {
    let Some(manager) = manager() else { return false };
    let Some(get_directory) = Reflect::get(&manager, &"getDirectory".into())
        .ok()
        .and_then(|function| function.dyn_into::<Function>().ok())
    else {
        return false;
    };
    let Ok(promise) = get_directory.call0(&manager) else { return true };
    let answered = JsFuture::from(Promise::resolve(&promise));
    matches!(within(&Patience::new(), answered).await, Some(Err(_)))
}

/// Whether this browser deletes what a page has stored after seven days without a visit: Safari does, unless the page is
/// installed or its storage is promised to last.
pub async fn forgets_after_a_week() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let text = |name: &str| {
        let value = Reflect::get(&window.navigator(), &name.into());
        value.unwrap_or(JsValue::UNDEFINED)
    };
    let is_safari = text("vendor").as_string().is_some_and(|vendor| vendor.starts_with("Apple"));
    let is_installed = text("standalone").is_truthy()
        || window
            .match_media("(display-mode: standalone)")
            .ok()
            .flatten()
            .is_some_and(|media| media.matches());
    is_safari && !is_installed && !is_persisted().await
}
