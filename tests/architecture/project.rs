//! The project's text files, as they lie in the working copy.

#![expect(clippy::expect_used, reason = "a check that cannot read the project must stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of things that are made, not written.
const MADE: [&str; 7] =
    [".git", "target", "dist", "out", "node_modules", "test-results", "playwright-report"];

/// One file.
#[derive(Debug)]
pub(crate) struct ProjectFile {
    /// Its path from the project's root, with `/`.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) text: String,
}

impl ProjectFile {
    /// A file that is only thought of.
    pub(crate) fn imagined(name: &str, text: &str) -> Self {
        Self { name: name.to_owned(), text: text.to_owned() }
    }

    /// True when the name ends with this extension, given without its dot.
    pub(crate) fn is_a(&self, extension: &str) -> bool {
        Path::new(&self.name).extension().is_some_and(|found| found == extension)
    }
}

/// The folder of `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files that are text.
pub(crate) fn project_files() -> Vec<ProjectFile> {
    let mut files = Vec::new();
    visit(&root(), &mut |path| {
        if let Ok(text) = fs::read_to_string(path) {
            let name = name_of(path);
            files.push(ProjectFile { name, text });
        }
    });
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The folders of the sources below a folder, at any depth, as `src/core/mask`; without those of tests only.
pub(crate) fn folders_in(parent: &str) -> BTreeSet<String> {
    let is_test = |name: &str| name.contains("/tests/") || name.ends_with("/tests.rs");
    project_files()
        .into_iter()
        .filter(|file| file.is_a("rs") && !is_test(&file.name))
        .filter_map(|file| Some(file.name.rsplit_once('/')?.0.to_owned()))
        .filter(|folder| folder.starts_with(&format!("{parent}/")))
        .collect()
}

fn visit(folder: &Path, found: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let is_made = path.file_name().is_some_and(|name| MADE.iter().any(|made| name == *made));
        if is_made || path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            visit(&path, found);
        } else {
            found(&path);
        }
    }
}

fn name_of(path: &Path) -> String {
    let inner = path.strip_prefix(root()).expect("the path is in the project");
    let parts: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}
