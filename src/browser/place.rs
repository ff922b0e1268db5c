//! Names of what the browser stores for an origin, told apart by the path of the page: two copies of the page on one
//! origin, such as `user.github.io/a/` and `/b/`, do not touch each other's work.
//!
//! The first copy that is opened has the plain names, which those of before this rule had: it takes over what they
//! stored. Any other copy's names carry its path. That keeps accidents apart, not authors: every page of an origin can
//! read all of it.

use std::cell::OnceCell;

/// Where it is stored which path has the plain names.
const HOME: &str = "pentimento.home";

thread_local! {
    /// What this copy's names end with.
    static MARK: OnceCell<String> = const { OnceCell::new() };
}

/// A name as this copy of the page uses it.
pub fn scoped(name: &str) -> String {
    MARK.with(|mark| [name, mark.get_or_init(find_mark)].concat())
}

fn find_mark() -> String {
    let path = folder();
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    let home = storage.as_ref().and_then(|storage| storage.get_item(HOME).ok().flatten());
    let has_plain_names = match (home, &storage) {
        (Some(home), _) => home == path,
        (None, Some(storage)) => storage.set_item(HOME, &path).is_ok(),
        (None, None) => false,
    };
    if has_plain_names { String::new() } else { ["@", &path].concat() }
}

/// The path of the page's folder, with a slash at its end.
fn folder() -> String {
    let path = web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    path.rsplit_once('/').map_or_else(|| "/".to_owned(), |(folder, _)| [folder, "/"].concat())
}
