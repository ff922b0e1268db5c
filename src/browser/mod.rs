//! The only room that names `web_sys`, `js_sys` and `wasm_bindgen`.
//!
//! Everything that a browser hands out and wants back (listeners, closures, object URLs, animation frames,
//! workers) is owned by a value here that lets go of it on `Drop`. A `JsValue` becomes an [`Error`] on the
//! line where it appears.

pub mod attachment;
pub mod codec;
pub mod error;
pub mod random;
pub mod text;
pub mod time;
pub mod toolbar;
pub mod worker_port;

#[cfg(feature = "page")]
pub mod canvas;
#[cfg(feature = "page")]
pub mod channel;
#[cfg(feature = "page")]
pub mod database;
#[cfg(feature = "page")]
pub mod dom;
#[cfg(feature = "page")]
pub mod fetch;
#[cfg(feature = "page")]
pub mod files;
#[cfg(feature = "page")]
pub mod fill_preview;
#[cfg(feature = "page")]
pub mod focus;
#[cfg(feature = "page")]
pub mod marks_layer;
#[cfg(feature = "page")]
pub mod notify;
#[cfg(feature = "page")]
pub mod offline;
#[cfg(feature = "page")]
pub mod opened;
#[cfg(feature = "page")]
pub mod page_events;
#[cfg(feature = "page")]
pub mod pinch;
#[cfg(feature = "page")]
pub mod place;
pub mod pointer;
#[cfg(feature = "page")]
pub mod preferences;
#[cfg(feature = "page")]
pub mod presses;
#[cfg(feature = "page")]
pub mod scroll;
#[cfg(feature = "page")]
pub mod stage;
#[cfg(feature = "page")]
pub mod tabs;
#[cfg(feature = "page")]
mod upload;
#[cfg(feature = "page")]
pub mod view_canvas;
pub mod web_url;
#[cfg(feature = "page")]
pub mod worker_handle;

pub use error::Error;

/// Runs a future on the page's (or the worker's) event loop.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
