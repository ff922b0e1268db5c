//! A promise stands with the test that says so: in `docs/promises.md`, which also lists where else it is made.

use crate::project::ProjectFile;

/// What stands between the signs of code in a text.
fn in_code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// A text with single blanks, so that line breaks do not count.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file, a Rust test's name, or a page test's title that is there.
fn is_there(test: &str, files: &[ProjectFile]) -> bool {
    let is_path = test.contains('/');
    files.iter().any(|file| {
        if is_path {
            return file.name == test;
        }
        let is_function = file.is_a("rs") && file.text.contains(&format!("fn {test}("));
        let is_title = file.name.ends_with(".spec.ts") && file.text.contains(&format!("test(\"{test}\""));
        is_function || is_title
    })
}

/// Promises without a test, and tests that are not there.
pub(crate) fn untested(promises: &str, files: &[ProjectFile]) -> Vec<String> {
    let mut findings = Vec::new();
    let promised = promises.split("\n## ").find(|part| part.starts_with("The promises"));
    let Some(promised) = promised else { return vec!["docs/promises.md: has no promises".to_owned()] };
    for paragraph in promised.split("\n\n").filter(|paragraph| paragraph.trim_start().starts_with("**")) {
        let title = paragraph.split("**").nth(1).unwrap_or_default();
        let tests: Vec<&str> = paragraph.split("*Test:*").skip(1).flat_map(in_code).collect();
        if tests.is_empty() {
            findings.push(format!("docs/promises.md: {title} names no test"));
        }
        let missing = tests.into_iter().filter(|test| !is_there(test, files));
        findings.extend(
            missing.map(|test| format!("docs/promises.md: {title} names {test}, which is not there")),
        );
    }
    findings
}

/// Rows of "where else" whose words or tests are not there: `| words | file | tests |`.
pub(crate) fn stale_places(promises: &str, files: &[ProjectFile]) -> Vec<String> {
    let mut findings = Vec::new();
    let places = promises.split("\n## ").find(|part| part.starts_with("Where else"));
    let Some(places) = places else { return vec!["docs/promises.md: does not say where else".to_owned()] };
    let rows: Vec<Vec<&str>> = places
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---") && !line.starts_with("| words"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    if rows.is_empty() {
        findings.push("docs/promises.md: has no row of where else".to_owned());
    }
    for row in rows {
        let [words, name, tests] = row[..] else {
            findings.push(format!("docs/promises.md: {row:?} is no row of three"));
            continue;
        };
        let is_said = files.iter().any(|file| file.name == name && flat(&file.text).contains(&flat(words)));
        if !is_said {
            findings.push(format!("docs/promises.md: {name} does not say: {words}"));
        }
        let tests: Vec<&str> = in_code(tests).collect();
        if tests.is_empty() {
            findings.push(format!("docs/promises.md: no test for: {words}"));
        }
        let missing = tests.into_iter().filter(|test| !is_there(test, files));
        findings.extend(missing.map(|test| format!("docs/promises.md: {test} is not there, for: {words}")));
    }
    findings
}

#[test]
fn finds_promises_without_a_test() {
    let files = [
        ProjectFile::imagined("tests/a.rs", "#[test]\nfn it_holds() {}\n"),
        ProjectFile::imagined("tests/browser/b.spec.ts", "test(\"stays here\", async () => {});"),
        ProjectFile::imagined("README.md", "It is never\nlost."),
    ];
    let text = "# Promises\n\n## The promises\n\n**One.** Held. *Test:* `it_holds`, `stays here`, `tests/a.rs`.\n\n\
                **Two.** Not tested.\n\n**Three.** *Test:* `gone`.\n\n## Where else\n\n| words | file | tests |\n|---|---|---|\n\
                | It is never lost. | README.md | `it_holds` |\n| It flies. | README.md | `gone` |\n";
    let found = untested(text, &files);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("Two") && found[1].contains("gone"), "{found:?}");
    let found = stale_places(text, &files);
    assert_eq!(found.len(), 2, "{found:?}");
}
