//! No test stands where none is run: these rooms are in the page's build only, which has no test runner. What they
//! reckon belongs into a pure room, what they do is tested in a browser. Nor are examples in comments run.

use crate::project::ProjectFile;
use crate::tokens::tokens;

const ROOMS: [&str; 5] = ["src/browser/", "src/services/", "src/state/", "src/ui/", "src/bin/"];

/// Every test in such a room, and every example of code in a comment.
pub(crate) fn findings(file: &ProjectFile) -> Vec<String> {
    let mut findings = unrun_examples(file);
    findings.extend(unrun_tests(file));
    findings
}

fn unrun_examples(file: &ProjectFile) -> Vec<String> {
    let mut is_inside = false;
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let comment = line.trim_start();
        let comment = comment.strip_prefix("///").or_else(|| comment.strip_prefix("//!"));
        let Some(language) = comment.and_then(|text| text.trim_start().strip_prefix("```")) else {
            continue;
        };
        is_inside = !is_inside;
        if is_inside && language.trim() != "text" {
            findings.push(format!("{}:{}: this example is never run", file.name, index + 1));
        }
    }
    findings
}

fn unrun_tests(file: &ProjectFile) -> Vec<String> {
    // A subject's sentences are pure, and `lib.rs` includes them in native tests.
    let is_included = file.name.starts_with("src/services/") && file.name.ends_with("/texts.rs");
    if is_included || !ROOMS.iter().any(|room| file.name.starts_with(room)) {
        return Vec::new();
    }
    let tokens = tokens(&file.text);
    let attributes = tokens.windows(3).filter(|three| three[0].is_sign('#') && three[1].is_sign('['));
    attributes
        .filter(|three| three[2].is_word("test"))
        .map(|three| format!("{}:{}: this test is never run", file.name, three[0].line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &[&str]) {
        let file = ProjectFile::imagined(name, text);
        assert_eq!(findings(&file), expected, "{text}");
    }

    #[test]
    fn a_test_of_the_page_is_found_and_one_of_a_pure_room_is_not() {
        let text = "mod tests {\n    #[test]\n    fn adds() {}\n}";
        check("src/state/jobs.rs", text, &["src/state/jobs.rs:2: this test is never run"]);
        check("src/core/price.rs", text, &[]);
        check("src/services/runs/texts.rs", text, &[]);
        check("src/ui/app.rs", "// #[test]\n#[component]\nfn test() {}", &[]);
    }

    #[test]
    fn an_example_in_a_comment_is_found() {
        let text = "/// ```\n/// assert!(true);\n/// ```\nfn a() {}\n//! ```text\n//! a\n//! ```\n";
        check("src/core/price.rs", text, &["src/core/price.rs:1: this example is never run"]);
    }
}
