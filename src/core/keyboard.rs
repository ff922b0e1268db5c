//! What a key means, on every layout.
//!
//! A key is what it types where that is a letter or a digit of ours: on a German keyboard Ctrl+Z is the key with the Z. Where it
//! types another script, a sign or an accent, its place counts as well: on a Russian keyboard the key at the place of
//! the Z types я.

/// A key without its case: what it types, and what an American keyboard types at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanings {
    /// Such as `z`, `[`, `я` or `enter`.
    pub typed: String,
    /// Such as `z`; `None` where only what it types counts.
    pub place: Option<&'static str>,
}

/// Signs and digits, by the names of their places.
const PLACES: [(&str, &str); 21] = [
    ("Digit0", "0"),
    ("Digit1", "1"),
    ("Digit2", "2"),
    ("Digit3", "3"),
    ("Digit4", "4"),
    ("Digit5", "5"),
    ("Digit6", "6"),
    ("Digit7", "7"),
    ("Digit8", "8"),
    ("Digit9", "9"),
    ("Minus", "-"),
    ("Equal", "="),
    ("BracketLeft", "["),
    ("BracketRight", "]"),
    ("Semicolon", ";"),
    ("Quote", "'"),
    ("Backquote", "`"),
    ("Backslash", "\\"),
    ("Comma", ","),
    ("Period", "."),
    ("Slash", "/"),
];
const LETTERS: [&str; 26] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u",
    "v", "w", "x", "y", "z",
];

/// What a key event says: what it typed (`key`), and where the key lies (`code`).
pub fn meanings(key: &str, code: &str) -> Meanings {
    let typed = key.to_lowercase();
    let is_ours = typed.len() == 1 && typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_named = typed.len() > 1 && typed.is_ascii() && typed != "dead";
    let place = if is_ours || is_named { None } else { place_of(code) };
    Meanings { typed, place }
}

fn place_of(code: &str) -> Option<&'static str> {
    if let Some(letter) = code.strip_prefix("Key") {
        return LETTERS.into_iter().find(|known| known.eq_ignore_ascii_case(letter));
    }
    PLACES.into_iter().find(|(name, _)| *name == code).map(|(_, sign)| sign)
}

impl Meanings {
    /// The first meaning that something is done with.
    pub fn find<T>(&self, mut find: impl FnMut(&str) -> Option<T>) -> Option<T> {
        find(&self.typed).or_else(|| self.place.and_then(find))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A layout's name, and of each key its place, what it types there, and what is meant by it.
    type Layout = (&'static str, [(&'static str, &'static str, &'static str); 8]);

    /// What each of these six layouts types at the places of the keys that do something.
    const LAYOUTS: [Layout; 6] = [
        (
            "us",
            [
                ("KeyZ", "z", "z"),
                ("KeyY", "y", "y"),
                ("Digit0", "0", "0"),
                ("Equal", "=", "="),
                ("Minus", "-", "-"),
                ("KeyB", "b", "b"),
                ("KeyE", "e", "e"),
                ("KeyL", "l", "l"),
            ],
        ),
        (
            "de",
            [
                ("KeyY", "z", "z"),
                ("KeyZ", "y", "y"),
                ("Digit0", "0", "0"),
                ("BracketRight", "+", "+"),
                ("Slash", "-", "-"),
                ("KeyB", "b", "b"),
                ("KeyE", "e", "e"),
                ("KeyL", "l", "l"),
            ],
        ),
        (
            "fr",
            [
                ("KeyW", "z", "z"),
                ("KeyY", "y", "y"),
                ("Digit0", "à", "0"),
                ("Equal", "=", "="),
                ("Digit6", "-", "-"),
                ("KeyB", "b", "b"),
                ("KeyE", "e", "e"),
                ("KeyL", "l", "l"),
            ],
        ),
        (
            "ru",
            [
                ("KeyZ", "я", "z"),
                ("KeyY", "н", "y"),
                ("Digit0", "0", "0"),
                ("Equal", "=", "="),
                ("Minus", "-", "-"),
                ("KeyB", "и", "b"),
                ("KeyE", "у", "e"),
                ("KeyL", "д", "l"),
            ],
        ),
        (
            "el",
            [
                ("KeyZ", "ζ", "z"),
                ("KeyY", "υ", "y"),
                ("Digit0", "0", "0"),
                ("Equal", "=", "="),
                ("Minus", "-", "-"),
                ("KeyB", "β", "b"),
                ("KeyE", "ε", "e"),
                ("KeyL", "λ", "l"),
            ],
        ),
        (
            "ar",
            [
                ("KeyZ", "ئ", "z"),
                ("KeyY", "غ", "y"),
                ("Digit0", "٠", "0"),
                ("Equal", "=", "="),
                ("Minus", "-", "-"),
                ("KeyB", "لا", "b"),
                ("KeyE", "ث", "e"),
                ("KeyL", "م", "l"),
            ],
        ),
    ];

    #[test]
    fn every_layout_reaches_what_keys_do() {
        const DONE: [&str; 8] = ["z", "y", "0", "=", "+", "-", "b", "e"];
        for (layout, keys) in LAYOUTS {
            for (code, typed, meant) in keys {
                for typed in [typed.to_owned(), typed.to_uppercase()] {
                    let found = meanings(&typed, code)
                        .find(|key| (DONE.contains(&key) || key == "l").then(|| key.to_owned()));
                    assert_eq!(found.as_deref(), Some(meant), "{layout}: {code} types {typed}");
                }
            }
        }
    }

    #[test]
    fn letters_of_ours_are_never_read_by_place() {
        for (code, typed) in [("KeyZ", "w"), ("KeyY", "z"), ("KeyQ", "a"), ("Digit1", "1")] {
            assert_eq!(meanings(typed, code).place, None);
        }
        assert_eq!(meanings("Enter", "Enter"), Meanings { typed: "enter".to_owned(), place: None });
        assert_eq!(meanings("Dead", "BracketLeft").place, Some("["));
        assert_eq!(meanings("&", "Digit1").place, Some("1"));
        assert_eq!(meanings("ü", "BracketLeft").place, Some("["));
    }
}
