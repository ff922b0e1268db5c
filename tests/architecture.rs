//! The house's rules, checked on the sources themselves: who may name whom, where colours live, that every
//! module says what it is for and that the map is not stale.
//!
//! Each rule is a module with tests of its own on bad snippets. This file applies them to the project.

#![cfg(not(target_arch = "wasm32"))]

#[path = "architecture/colours.rs"]
mod colours;
#[path = "architecture/map.rs"]
mod map;
#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/project.rs"]
mod project;
#[path = "architecture/promises.rs"]
mod promises;
#[path = "architecture/rings.rs"]
mod rings;
#[path = "architecture/rooms.rs"]
mod rooms;
#[path = "architecture/shape.rs"]
mod shape;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/tokens.rs"]
mod tokens;
#[path = "architecture/unrun_tests.rs"]
mod unrun_tests;
#[path = "architecture/words.rs"]
mod words;

use project::{ProjectFile, folders_in, project_files, root};

/// Fails with all findings at once, each with its file and line.
#[track_caller]
fn assert_none(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

fn sources_in(start: &str) -> Vec<ProjectFile> {
    let files: Vec<_> =
        project_files().into_iter().filter(|file| file.name.starts_with(start) && file.is_a("rs")).collect();
    assert!(!files.is_empty(), "no source lies in {start}: the check would pass for nothing");
    files
}

#[test]
fn rooms_know_only_lower_rooms() {
    let sources = sources_in("src/");
    assert_none(&rooms::findings(&sources));
}

#[test]
fn no_files_import_each_other() {
    assert_none(&rings::findings(&sources_in("src/")));
}

#[test]
fn folders_and_files_are_small() {
    let sources = sources_in("src/");
    assert_none(&shape::large_folders(&sources));
    assert_none(&shape::long_files(&sources));
}

#[test]
fn a_function_takes_what_it_uses() {
    let files = sources_in("src/");
    assert_none(&shape::locators(&source::parsed(&files)));
}

#[test]
fn errors_are_types() {
    let files = sources_in("src/");
    assert_none(&shape::text_errors(&source::parsed(&files)));
}

#[test]
fn every_module_says_what_it_is_for() {
    let findings: Vec<_> = sources_in("")
        .iter()
        .filter(|file| !rooms::begins_with_documentation(&file.text))
        .map(|file| format!("{}: does not begin with `//!` and what it is for", file.name))
        .collect();
    assert_none(&findings);
}

#[test]
fn colours_are_tokens() {
    let mut findings = Vec::new();
    for file in project_files() {
        if file.name.starts_with("style/") && file.is_a("css") && file.name != "style/tokens.css" {
            findings.extend(colours::in_css(&file));
        } else if file.name.starts_with("src/") && file.is_a("rs") {
            findings.extend(colours::in_rust(&file));
        }
    }
    assert_none(&findings);
}

#[test]
fn the_map_is_whole_and_not_stale() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    let mut findings = map::missing_folders(&text, &folders_in("src"));
    findings.extend(map::stale_paths(&text, |path| root().join(path).exists()));
    assert_none(&findings);
}

#[test]
fn nothing_of_one_machine_or_of_yesterday_is_left() {
    let findings: Vec<_> = project_files().iter().flat_map(words::findings).collect();
    assert_none(&findings);
}

#[test]
fn every_promise_names_its_test() {
    let text = std::fs::read_to_string(root().join("docs/promises.md")).expect("docs/promises.md is there");
    let files = project_files();
    let mut findings = promises::untested(&text, &files);
    findings.extend(promises::stale_places(&text, &files));
    assert_none(&findings);
}

#[test]
fn every_test_is_run() {
    let findings: Vec<_> = sources_in("src/").iter().flat_map(unrun_tests::findings).collect();
    assert_none(&findings);
}
