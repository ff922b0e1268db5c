//! Small texts the browser stores: preferences, and keys for those who ask for it.
//!
//! Storage that is refused (a private window, a policy) is no error: nothing is stored then.

use web_sys::Storage;

/// How long a text is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until the browser (or this tab) closes.
    Session,
    /// On this device.
    Device,
}

/// Texts are stored under this prefix, since other pages may share the origin.
const PREFIX: &str = "pentimento.";

/// Reads a text.
pub fn read(name: &str, lifetime: Lifetime) -> Option<String> {
    storage(lifetime)?.get_item(&format!("{PREFIX}{name}")).ok().flatten()
}

/// Stores a text; `false` when the browser refuses.
pub fn write(name: &str, text: &str, lifetime: Lifetime) -> bool {
    storage(lifetime).is_some_and(|storage| storage.set_item(&format!("{PREFIX}{name}"), text).is_ok())
}

/// Removes a text.
pub fn remove(name: &str, lifetime: Lifetime) {
    if let Some(storage) = storage(lifetime) {
        // Nothing to remove is no error.
        let _ = storage.remove_item(&format!("{PREFIX}{name}"));
    }
}

/// All texts whose names begin with this.
pub fn all_of(beginning: &str, lifetime: Lifetime) -> Vec<String> {
    let beginning = [PREFIX, beginning].concat();
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
