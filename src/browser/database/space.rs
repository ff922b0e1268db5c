//! How much room the page's storage has, and whether the browser promises to leave it alone.

use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;

/// Bytes in use and bytes allowed for this page, where the browser gives them.
pub async fn usage() -> Option<(f64, f64)> {
    let promise = web_sys::window()?.navigator().storage().estimate().ok()?;
    let estimate = JsFuture::from(promise).await.ok()?;
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok()?.as_f64();
    Some((number("usage")?, number("quota")?))
}

/// Asks the browser not to clear this page's storage by itself; `false` when it does not promise.
pub async fn ask_to_persist() -> bool {
    let Some(Ok(promise)) = web_sys::window().map(|window| window.navigator().storage().persist()) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy())
}
