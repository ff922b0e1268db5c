//! Tells the page's service worker what to keep: the names of the published files, and a version that changes
//! whenever one of them does.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256};

/// The service worker's script, in the published folder.
pub(crate) const SCRIPT: &str = "offline.js";
/// What the script has before it is told.
const UNTOLD: [&str; 2] = ["const VERSION = \"unbuilt\";", "const FILES = [];"];
/// What only the browser's offer to install shows.
const FOR_SHOPS: &str = "screenshots/";
/// Hex digits of the version.
const VERSION_DIGITS: usize = 16;

/// Writes the list and the version into the published script. Comes after everything else in the folder.
///
/// # Errors
/// When the folder cannot be read, or the script has no place for them.
pub(crate) fn write(dist: &Path) -> anyhow::Result<()> {
    let path = dist.join(SCRIPT);
    let script = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let files = files_below(dist, dist)?;
    let told = told(&script, &files)?;
    fs::write(&path, told).with_context(|| format!("cannot write {}", path.display()))
}

/// The script with the list of `files`, each a name below the folder and its bytes.
fn told(script: &str, files: &[(String, Vec<u8>)]) -> anyhow::Result<String> {
    let mut hash = Sha256::new();
    let mut names = Vec::new();
    for (name, bytes) in files {
        hash.update(name);
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
        // The page itself is asked for by its folder.
        names.push(if name == "index.html" { "./" } else { name.as_str() });
    }
    let digest = u128::from_be_bytes(hash.finalize()[..16].try_into()?);
    let mut version = format!("{digest:032x}");
    version.truncate(VERSION_DIGITS);
    let values = [format!("const VERSION = \"{version}\";"), format!("const FILES = {names:?};")];
    let mut told = script.to_owned();
    for (untold, value) in UNTOLD.iter().zip(values) {
        if !told.contains(untold) {
            bail!("{SCRIPT} has no line {untold:?}");
        }
        told = told.replace(untold, &value);
    }
    Ok(told)
}

/// Names with `/` and bytes of the files to keep, in the order of their names.
fn files_below(root: &Path, folder: &Path) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            files.extend(files_below(root, &path)?);
        } else if name != SCRIPT && !name.starts_with(FOR_SHOPS) {
            let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            files.push((name, bytes));
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN_SCRIPT: &str = include_str!("../../public/offline.js");

    fn files(page: &str) -> Vec<(String, Vec<u8>)> {
        [("index.html", page), ("parts/a-1.wasm", "x")]
            .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
            .to_vec()
    }

    #[test]
    fn the_script_learns_its_files_and_their_version() {
        let script = told(OWN_SCRIPT, &files("one")).unwrap();
        assert!(script.contains(r#"const FILES = ["./", "parts/a-1.wasm"];"#), "{script}");
        assert!(!script.contains("unbuilt"));
        assert_eq!(script, told(OWN_SCRIPT, &files("one")).unwrap());
        assert_ne!(script, told(OWN_SCRIPT, &files("two")).unwrap());
        assert!(told("", &files("one")).is_err());
    }

    #[test]
    fn all_but_the_script_itself_is_listed() {
        let folder = std::env::temp_dir().join(format!("pentimento-offline-{}", std::process::id()));
        for (name, text) in [
            ("index.html", "x"),
            ("samples/a.jpg", "x"),
            ("screenshots/wide.jpg", "x"),
            ("parts/b.wasm", "x"),
            (SCRIPT, OWN_SCRIPT),
        ] {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let names: Vec<String> =
            files_below(&folder, &folder).unwrap().into_iter().map(|(name, _)| name).collect();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names, ["index.html", "parts/b.wasm", "samples/a.jpg"]);
    }
}
