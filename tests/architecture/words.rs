//! What must not be left in any file: paths of one machine, notes to oneself, hosts of a private registry.

use crate::project::ProjectFile;

/// First folders of paths that exist on somebody's machine only.
const MACHINE_FOLDERS: [&str; 4] = ["home", "Users", "root", "work"];

/// Notes to oneself. Written in two parts, so that this file does not find itself.
const NOTES: [&str; 4] =
    [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("lorem ", "ipsum")];

/// Where packages come from.
const REGISTRIES: [&str; 2] =
    ["https://registry.npmjs.org/", "registry+https://github.com/rust-lang/crates.io-index"];

/// Everything in a file that must not be there.
pub(crate) fn findings(file: &ProjectFile) -> Vec<String> {
    let mut found = Vec::new();
    let is_lock = file.name.ends_with("package-lock.json") || file.name.ends_with("Cargo.lock");
    for (index, line) in file.text.lines().enumerate() {
        let problem =
            if is_lock { foreign_registry(line) } else { machine_path(line).or_else(|| note(line)) };
        if let Some(problem) = problem {
            found.push(format!("{}:{}: {problem}", file.name, index + 1));
        }
    }
    found
}

fn machine_path(line: &str) -> Option<String> {
    MACHINE_FOLDERS.iter().find_map(|folder| {
        let path = format!("/{folder}/");
        line.match_indices(&path).find_map(|(start, _)| {
            // `example.org/home/` and `src/work/` are other things.
            let before = line.get(..start)?.chars().next_back();
            let is_absolute =
                before.is_none_or(|letter| !letter.is_alphanumeric() && !"./_-~}*".contains(letter));
            is_absolute.then(|| format!("names {path}…, a path of one machine"))
        })
    })
}

fn note(line: &str) -> Option<String> {
    NOTES.iter().find_map(|note| {
        line.match_indices(note).find_map(|(start, _)| {
            let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            let before = line.get(..start)?.chars().next_back();
            let after = line.get(start + note.len()..)?.chars().next();
            (!is_letter(before) && !is_letter(after)).then(|| format!("has {note}: do it or open an issue"))
        })
    })
}

fn foreign_registry(line: &str) -> Option<String> {
    let line = line.trim();
    let source = line.strip_prefix("\"resolved\": \"").or_else(|| line.strip_prefix("source = \""))?;
    let is_known = REGISTRIES.iter().any(|registry| source.starts_with(registry));
    (!is_known).then(|| "a package comes from another place than the public registry".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: Option<&str>) {
        let file = ProjectFile::imagined(name, text);
        let expected: Vec<String> =
            expected.into_iter().map(|problem| format!("{name}:1: {problem}")).collect();
        assert_eq!(findings(&file), expected, "{text}");
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        for folder in MACHINE_FOLDERS {
            let problem = format!("names /{folder}/…, a path of one machine");
            check("a.md", &format!("see \"/{folder}/me/a.txt\""), Some(&problem));
        }
        check("a.md", "https://example.org/home/x src/work/y ./root/z", None);
    }

    #[test]
    fn notes_are_found_as_words() {
        let note = format!("// {}: later", NOTES[0]);
        check("a.rs", &note, Some(&format!("has {}: do it or open an issue", NOTES[0])));
        check("a.rs", &format!("{}S", NOTES[0]), None);
    }

    #[test]
    fn packages_come_from_the_public_registry() {
        let problem = "a package comes from another place than the public registry";
        check("a/package-lock.json", r#""resolved": "https://mirror.example/x.tgz","#, Some(problem));
        check("a/package-lock.json", r#""resolved": "https://registry.npmjs.org/x.tgz","#, None);
        check("Cargo.lock", r#"source = "git+https://example.org/x""#, Some(problem));
    }
}
