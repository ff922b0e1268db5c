//! ARCHITECTURE.md against the folders: each is on the map, and the map names nothing that is gone.

use std::collections::BTreeSet;

/// The parts of the project whose paths the map must not get wrong.
const MAPPED: [&str; 3] = ["src/", "xtask/", "tests/architecture"];

/// Folders that the map does not name as `` `src/name/` ``.
pub(crate) fn missing_folders(map: &str, folders: &BTreeSet<String>) -> Vec<String> {
    folders
        .iter()
        .filter(|folder| !map.contains(&format!("`{folder}/`")))
        .map(|folder| format!("ARCHITECTURE.md does not say what `{folder}/` is for"))
        .collect()
}

/// Paths in the map's code spans that are not there.
pub(crate) fn stale_paths(map: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    // Every second part between backticks is a code span.
    map.split('`')
        .skip(1)
        .step_by(2)
        .filter(|span| MAPPED.iter().any(|part| span.starts_with(part)) && !exists(span))
        .map(|span| format!("ARCHITECTURE.md names `{span}`, which is not there"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_on_the_map_is_found() {
        let folders = BTreeSet::from(["src/core", "src/core/mask"].map(str::to_owned));
        assert_eq!(
            missing_folders("`src/core/`: values. src/core/mask/ is not in a code span", &folders),
            ["ARCHITECTURE.md does not say what `src/core/mask/` is for"]
        );
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        let map = "`src/core/` has `src/core/gone.rs` and `cargo test`; src/nowhere is prose";
        assert_eq!(
            stale_paths(map, |path| path == "src/core/"),
            ["ARCHITECTURE.md names `src/core/gone.rs`, which is not there"]
        );
    }
}
