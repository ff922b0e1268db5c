//! No test stands where none is run: these rooms are in the page's build only, which has no test runner. What they
//! reckon belongs into a pure room, what they do is tested in a browser.

use crate::project::ProjectFile;
use crate::tokens::tokens;

const ROOMS: [&str; 5] = ["src/browser/", "src/services/", "src/state/", "src/ui/", "src/bin/"];

/// Every test in such a room.
pub(crate) fn findings(file: &ProjectFile) -> Vec<String> {
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
}
