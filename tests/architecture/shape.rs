//! The shape of the house: folders and files of a size to be read, nothing that hands everything to everybody, errors
//! that are types.

use std::collections::{BTreeMap, BTreeSet};

use crate::project::ProjectFile;
use crate::source::Source;
use crate::tokens::Token;

/// Most entries of a folder in these rooms.
const MAX_ENTRIES: usize = 12;
const SMALL_FOLDERS: [&str; 2] = ["src/services/", "src/ui/"];

/// Most lines of a file.
const MAX_LINES: usize = 400;

/// Each file in a folder of `services` or `ui` that has too many entries.
pub(crate) fn large_folders(files: &[ProjectFile]) -> Vec<String> {
    let mut entries: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for file in files.iter().filter(|file| SMALL_FOLDERS.iter().any(|room| file.name.starts_with(room))) {
        for (end, _) in file.name.match_indices('/').skip(1) {
            let entry = file.name[end + 1..].split('/').next().unwrap_or_default();
            entries.entry(&file.name[..end]).or_default().insert(entry);
        }
    }
    entries
        .iter()
        .filter(|(_, entries)| entries.len() > MAX_ENTRIES)
        .map(|(folder, entries)| {
            format!("{folder}: has {} entries, the limit is {MAX_ENTRIES}", entries.len())
        })
        .collect()
}

/// Each file that is too long.
pub(crate) fn long_files(files: &[ProjectFile]) -> Vec<String> {
    files
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(file, lines)| format!("{}: has {lines} lines, the limit is {MAX_LINES}", file.name))
        .collect()
}

/// Each file that names `Inner`: a function takes what it uses.
pub(crate) fn locators(sources: &[Source<'_>]) -> Vec<String> {
    sources
        .iter()
        .filter(|source| source.tokens.iter().any(|token| token.is_word("Inner")))
        .map(|source| format!("{}: names `Inner`: take what is used", source.file.name))
        .collect()
}

/// Each `Result` whose error is a text.
pub(crate) fn text_errors(sources: &[Source<'_>]) -> Vec<String> {
    let lines = |source: &Source<'_>| -> Vec<usize> {
        let starts = (0..source.tokens.len()).filter(|start| has_text_error(&source.tokens[*start..]));
        starts.map(|start| source.tokens[start].line).collect()
    };
    sources
        .iter()
        .flat_map(|source| lines(source).into_iter().map(|line| (&source.file.name, line)))
        .map(|(name, line)| {
            format!("{name}:{line}: a text is no error: make it a variant of the layer's enum")
        })
        .collect()
}

/// The tokens begin with `Result<…, String>`.
fn has_text_error(tokens: &[Token]) -> bool {
    if !(tokens.len() > 2 && tokens[0].is_word("Result") && tokens[1].is_sign('<')) {
        return false;
    }
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(1) {
        let before = &tokens[index - 1];
        if "<([".chars().any(|sign| token.is_sign(sign)) {
            depth += 1;
        } else if ")]".chars().any(|sign| token.is_sign(sign)) || (token.is_sign('>') && !before.is_sign('-'))
        {
            depth -= 1;
        } else if token.is_sign(',') && depth == 1 {
            return tokens.get(index + 1).is_some_and(|next| next.is_word("String"))
                && tokens.get(index + 2).is_some_and(|next| next.is_sign('>'));
        }
        if depth == 0 {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parsed;

    #[test]
    fn folders_and_files_that_are_too_large_are_found() {
        let services: Vec<_> =
            (0..13).map(|index| ProjectFile::imagined(&format!("src/services/a/b{index}.rs"), "")).collect();
        assert_eq!(large_folders(&services), ["src/services/a: has 13 entries, the limit is 12"]);
        assert_eq!(large_folders(&services[1..]), Vec::<String>::new());
        let long = ProjectFile::imagined("src/a.rs", &"\n".repeat(401));
        assert_eq!(long_files(&[long]), ["src/a.rs: has 401 lines, the limit is 400"]);
    }

    #[track_caller]
    fn check(text: &str, expected: &[usize]) {
        let files = [ProjectFile::imagined("src/services/a.rs", text)];
        let lines: Vec<_> = text_errors(&parsed(&files))
            .iter()
            .filter_map(|finding| finding.split(':').nth(1)?.parse::<usize>().ok())
            .collect();
        assert_eq!(lines, expected, "{text}");
    }

    #[test]
    fn errors_that_are_texts_are_found() {
        check("fn f() -> Result<(), String>;", &[1]);
        check("\nfn f() -> Result<Vec<(A, Result<B, C>)>, String>;", &[2]);
        check("fn f() -> Result<Box<dyn Fn() -> A>, String>;", &[1]);
        check("fn f() -> Result<String, Error>;", &[]);
        check("fn f() -> Result<A>; x: HashMap<A, String>", &[]);
    }

    #[test]
    fn a_locator_is_found() {
        let files = [ProjectFile::imagined("src/services/a.rs", "fn f(inner: &Inner) {}")];
        assert_eq!(locators(&parsed(&files)), ["src/services/a.rs: names `Inner`: take what is used"]);
    }
}
