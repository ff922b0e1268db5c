//! Texts as people see them, by the browser's own tables.

/// Composed, in lower case, wide and narrow forms alike: what people see as equal is equal.
pub fn folded(text: &str) -> String {
    // Fails only on an unknown form.
    js_sys::JsString::from(text).normalize("NFKC").to_lower_case().into()
}
