//! Prompts that were used before: each once, those with a star first, then the newest.

use std::collections::HashSet;

/// Stands between prompts in one text: a sign that nobody types.
const BETWEEN: char = '\u{1e}';

/// A prompt that was used, or has a star.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KnownPrompt {
    /// Without white space around it.
    pub text: String,
    /// It stays at the top.
    pub is_starred: bool,
}

/// All that hold every word of `search`, whatever the case. `used` are prompts, the newest first, and may repeat;
/// `starred` are those with a star, the newest first.
pub fn matching<'a>(
    used: impl IntoIterator<Item = &'a str>,
    starred: &'a [String],
    search: &str,
) -> Vec<KnownPrompt> {
    let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    let mut seen = HashSet::new();
    let stars = starred.iter().map(|text| (text.as_str(), true));
    let all = stars.chain(used.into_iter().map(|text| (text, false)));
    let known = all.filter_map(|(text, is_starred)| {
        let text = text.trim();
        let is_new = !text.is_empty() && seen.insert(text);
        is_new.then(|| KnownPrompt { text: text.to_owned(), is_starred })
    });
    let is_meant = |known: &KnownPrompt| {
        let text = known.text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    known.filter(is_meant).collect()
}

/// Gives a prompt a star, or takes it away.
pub fn toggle(starred: &mut Vec<String>, text: &str) {
    let text = text.trim();
    let count = starred.len();
    starred.retain(|one| one != text);
    if starred.len() == count && !text.is_empty() {
        starred.insert(0, text.to_owned());
    }
}

/// Prompts with a star as one text, and back.
pub fn to_text(starred: &[String]) -> String {
    starred.join(&BETWEEN.to_string())
}

/// As it was before [`to_text`]; from any other text as many as there are.
pub fn from_text(text: &str) -> Vec<String> {
    text.split(BETWEEN).map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(known: &[KnownPrompt]) -> Vec<&str> {
        known.iter().map(|one| one.text.as_str()).collect()
    }

    #[test]
    fn each_is_there_once_and_stars_come_first() {
        let used = ["Blue sky", "Add snow ", "Blue sky", ""];
        let known = matching(used, &["Old one".to_owned(), "Add snow".to_owned()], "");
        assert_eq!(texts(&known), ["Old one", "Add snow", "Blue sky"]);
        assert_eq!(known.iter().map(|one| one.is_starred).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn a_search_wants_every_word_in_any_case() {
        let used = ["Make the sky BLUE", "Make the sea blue", "Add snow"];
        assert_eq!(texts(&matching(used, &[], "blue SKY")), ["Make the sky BLUE"]);
        assert!(matching(used, &[], "green").is_empty());
    }

    proptest! {
        #[test]
        fn a_second_star_takes_the_first_away(first in "[a-z ]{0,9}", others in prop::collection::vec("[a-z]{1,4}", 0..4)) {
            let mut starred = Vec::new();
            for one in others {
                if !starred.contains(&one) {
                    starred.push(one);
                }
            }
            let before = starred.clone();
            toggle(&mut starred, &first);
            toggle(&mut starred, &first);
            let (mut now, mut then) = (starred, before);
            now.sort();
            then.sort();
            prop_assert_eq!(now, then);
        }

        #[test]
        fn stars_survive_being_one_text(starred in prop::collection::vec("[^\u{1e}]{0,20}", 0..6)) {
            let plain: Vec<String> = starred.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
            prop_assert_eq!(from_text(&to_text(&plain)), plain);
        }
    }
}
