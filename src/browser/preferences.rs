//! Small texts the browser stores: preferences, and keys for those who ask for it.
//!
//! Storage that is refused (a private window, a policy) is no error: nothing is stored then.

use js_sys::Reflect;
use web_sys::Storage;

use super::dom::Listener;
use super::place;

/// How long a text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser (or this tab) closes.
    Session,
    /// On this device.
    Device,
}

/// Texts are stored under this name and a dot, since other pages may share the origin.
const PREFIX: &str = "pentimento";

/// A name as it is stored.
fn full(name: &str) -> String {
    [&place::scoped(PREFIX), ".", name].concat()
}

/// Reads a text.
pub fn read(name: &str, lifetime: Lifetime) -> Option<String> {
    storage(lifetime)?.get_item(&full(name)).ok().flatten()
}

/// Stores a text; `false` when the browser refuses.
pub fn write(name: &str, text: &str, lifetime: Lifetime) -> bool {
    storage(lifetime).is_some_and(|storage| storage.set_item(&full(name), text).is_ok())
}

/// Removes a text.
pub fn remove(name: &str, lifetime: Lifetime) {
    if let Some(storage) = storage(lifetime) {
        // Nothing to remove is no error.
        let _ = storage.remove_item(&full(name));
    }
}

/// Calls back when another tab changes a text that is stored on this device.
pub fn on_change_elsewhere(name: &'static str, mut callback: impl FnMut() + 'static) -> Option<Listener> {
    let window = web_sys::window()?;
    Some(Listener::on(window.as_ref(), "storage", move |event| {
        let changed = Reflect::get(&event, &"key".into()).ok().and_then(|key| key.as_string());
        if changed.is_some_and(|changed| changed == full(name)) {
            callback();
        }
    }))
}

/// All texts whose names begin with this.
pub fn all_of(beginning: &str, lifetime: Lifetime) -> Vec<String> {
    let beginning = full(beginning);
    let Some(storage) = storage(lifetime) else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    let names = names.filter(|name| name.starts_with(&beginning));
    names.filter_map(|name| storage.get_item(&name).ok().flatten()).collect()
}

fn storage(lifetime: Lifetime) -> Option<Storage> {
    let window = web_sys::window()?;
    match lifetime {
        Lifetime::Session => window.session_storage().ok().flatten(),
        Lifetime::Device => window.local_storage().ok().flatten(),
    }
}
