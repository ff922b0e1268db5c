//! The only room that names `web_sys`, `js_sys` and `wasm_bindgen`.
