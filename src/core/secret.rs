//! A key that cannot be printed, serialised or logged by accident.
//!
//! [`ApiKey`] has no `Display` and no `Serialize`, and its `Debug` hides it. The only way to its text is
//! [`ApiKey::expose`], so a search for that word finds every place where a key leaves the program. It is not
//! wiped from memory on drop: a page's memory offers no such promise.

/// A provider's key, as the person entered it: printable ASCII, 1 or more characters, no space around it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

/// Why a text is no key. Never holds any part of the text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiKeyError {
    /// Nothing but white space.
    #[error("the key is empty")]
    Empty,
    /// A line break, a tab or another control character, which a header cannot carry; its position from 1, white
    /// space around the key left out.
    #[error("character {0} of the key is a control character")]
    Control(usize),
    /// A character outside ASCII, often a dash or quote changed by a word processor; its position as above.
    #[error("character {0} of the key is not a plain letter, digit or sign")]
    NotAscii(usize),
}

/// Copied along from web pages and never meant.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Without what people copy with a key: `Authorization: Bearer …`, `Key …`, quotes.
fn bare(text: &str) -> &str {
    const WORDS: [&str; 3] = ["authorization:", "bearer ", "key "];
    const QUOTES: [char; 7] = ['"', '\'', '`', '\u{201c}', '\u{201d}', '\u{2018}', '\u{2019}'];
    let mut rest = text.trim();
    loop {
        let before = rest;
        rest = rest.trim_matches(QUOTES).trim();
        for word in WORDS {
            if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
                rest = rest.get(word.len()..).unwrap_or_default().trim();
            }
        }
        if rest.len() == before.len() {
            return rest;
        }
    }
}

impl ApiKey {
    /// Takes a key as typed or pasted: white space, quotes and the words of a header around it are dropped.
    pub fn new(text: &str) -> Result<Self, ApiKeyError> {
        let text: String = text.chars().filter(|sign| !is_invisible(*sign)).collect();
        let text = bare(&text);
        if text.is_empty() {
            return Err(ApiKeyError::Empty);
        }
        for (index, character) in text.chars().enumerate() {
            let position = index + 1;
            if character.is_control() {
                return Err(ApiKeyError::Control(position));
            }
            if !character.is_ascii() {
                return Err(ApiKeyError::NotAscii(position));
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The key itself: for the header of a request and for the storage the person chose, nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ApiKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, ApiKeyError>) {
        assert_eq!(ApiKey::new(text).as_ref().map(ApiKey::expose), expected.as_ref().copied());
    }

    #[test]
    fn keys_are_trimmed_and_checked() {
        check("mr-key_1", Ok("mr-key_1"));
        check("  mr key:1~ \n", Ok("mr key:1~"));
        for pasted in [
            "Bearer sk-1",
            "\"sk-1\"",
            "Authorization: Bearer sk-1",
            "\u{201c}sk-1\u{201d}",
            "\u{feff}s\u{200b}k-1",
            "`key sk-1`",
        ] {
            check(pasted, Ok("sk-1"));
        }
        check("", Err(ApiKeyError::Empty));
        check(" \t\r\n", Err(ApiKeyError::Empty));
        check("ab\nc", Err(ApiKeyError::Control(3)));
        check("\u{0}a", Err(ApiKeyError::Control(1)));
        check("ab\u{7f}", Err(ApiKeyError::Control(3)));
        check("mr–key", Err(ApiKeyError::NotAscii(3)));
    }

    #[test]
    fn debug_hides_the_key() {
        let key = ApiKey::new("sesame-1234").unwrap();
        assert_eq!(format!("{key:?} {:?}", Some(&key)), "ApiKey(…) Some(ApiKey(…))");
    }

    #[test]
    fn errors_hide_the_key() {
        let error = ApiKey::new("sesame\n1234").unwrap_err();
        assert!(!format!("{error:?} {error}").contains("sesame"));
    }
}
