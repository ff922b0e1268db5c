//! Names of files, in every script: as they are shown, and as they are made of another.

/// Most clusters (letters with their marks) in a name that is made.
const MAX_CLUSTERS: usize = 48;
/// Most bytes of one, well under what file systems take.
const MAX_BYTES: usize = 180;
/// Longest name that is shown whole, in characters; then the start and the end of a longer one.
const SHOWN: (usize, usize, usize) = (36, 18, 14);

/// Marks that belong to the letter before them: accents, vowel signs, tones, joiners (Unicode's Mn, Mc and the joiners, by
/// block where a block has little else).
const MARKS: [(char, char); 29] = [
    ('\u{300}', '\u{36f}'),
    ('\u{483}', '\u{489}'),
    ('\u{591}', '\u{5bd}'),
    ('\u{5bf}', '\u{5c7}'),
    ('\u{610}', '\u{61a}'),
    ('\u{64b}', '\u{65f}'),
    ('\u{670}', '\u{670}'),
    ('\u{6d6}', '\u{6ed}'),
    ('\u{900}', '\u{903}'),
    ('\u{93a}', '\u{93c}'),
    ('\u{93e}', '\u{94f}'),
    ('\u{951}', '\u{957}'),
    ('\u{981}', '\u{983}'),
    ('\u{9bc}', '\u{9cd}'),
    ('\u{a3c}', '\u{a51}'),
    ('\u{abc}', '\u{acd}'),
    ('\u{b3c}', '\u{b57}'),
    ('\u{bbe}', '\u{bcd}'),
    ('\u{c3c}', '\u{c56}'),
    ('\u{cbc}', '\u{cd6}'),
    ('\u{d3b}', '\u{d4d}'),
    ('\u{dca}', '\u{ddf}'),
    ('\u{e31}', '\u{e3a}'),
    ('\u{e47}', '\u{e4e}'),
    ('\u{f71}', '\u{f84}'),
    ('\u{1ab0}', '\u{1aff}'),
    ('\u{1dc0}', '\u{1dff}'),
    ('\u{200c}', '\u{200d}'),
    ('\u{fe00}', '\u{fe2f}'),
];

fn is_mark(sign: char) -> bool {
    MARKS.iter().any(|(first, last)| (*first..=*last).contains(&sign))
}

/// Signs that turn the direction of writing, or are not seen at all: a name shows what it is without them.
fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A name as it is shown: `photo\u{202e}gpj.exe` is no `photoexe.jpg`.
pub fn plain(name: &str) -> String {
    name.chars().filter(|sign| !is_hidden(*sign)).collect()
}

/// A plain name short enough for a label: the start and the end, which has the kind.
pub fn shortened(name: &str) -> String {
    let (longest, start, end) = SHOWN;
    let signs: Vec<char> = name.chars().collect();
    if signs.len() <= longest {
        return name.to_owned();
    }
    // Neither cut parts a letter from its marks.
    let whole = |at: usize| (at..signs.len()).find(|&at| signs.get(at).is_none_or(|sign| !is_mark(*sign)));
    let (left, right) = (whole(start).unwrap_or(start), whole(signs.len() - end).unwrap_or(signs.len()));
    let (left, right) = (signs.get(..left).unwrap_or_default(), signs.get(right..).unwrap_or_default());
    left.iter().chain(['…'].iter()).chain(right).collect()
}

/// A name of a file, without its ending, out of a text: letters with their marks, digits, `_` and `.`, dashes between.
/// Empty when the text has none.
pub fn stem(text: &str) -> String {
    let mut name = String::new();
    let mut clusters = 0;
    for sign in text.chars() {
        let is_joined = is_mark(sign) && !name.is_empty() && !name.ends_with('-');
        if is_joined {
            if name.len() + sign.len_utf8() <= MAX_BYTES {
                name.push(sign);
            }
        } else if clusters >= MAX_CLUSTERS || name.len() + sign.len_utf8() > MAX_BYTES {
            break;
        } else if sign.is_alphanumeric() || matches!(sign, '_' | '.') {
            name.push(sign);
            clusters += 1;
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
            clusters += 1;
        }
    }
    name.trim_matches(['-', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_keep_their_marks() {
        for (text, name) in [
            ("IMG_2041 (copy)", "IMG_2041-copy"),
            ("हिन्दी में लिखो", "हिन्दी-में-लिखो"),
            ("ลบน้ำออก", "ลบน้ำออก"),
            ("cafe\u{301} no\u{308}el", "cafe\u{301}-no\u{308}el"),
            ("  ...  ", ""),
            ("حذف الشخص", "حذف-الشخص"),
        ] {
            assert_eq!(stem(text), name);
        }
        let long = stem(&"ก\u{e49}".repeat(100));
        assert!(long.len() <= MAX_BYTES && long.ends_with('\u{e49}'), "{long}");
    }

    #[test]
    fn names_cannot_turn_their_direction() {
        assert_eq!(plain("photo\u{202e}gpj.exe\u{202c}\n"), "photogpj.exe");
        assert_eq!(plain("תמונה.png"), "תמונה.png");
        assert_eq!(shortened("short.png"), "short.png");
        let long = ["a".repeat(80).as_str(), "-last part.png"].concat();
        assert_eq!(shortened(&long), [&"a".repeat(18), "…-last part.png"].concat());
    }

    proptest! {
        #[test]
        fn any_text_gives_a_name_that_file_systems_take(text in any::<String>()) {
            let name = stem(&text);
            prop_assert!(name.len() <= MAX_BYTES + 4);
            prop_assert!(!name.contains(['/', '\\', '\0', ':', '"', '<', '>', '|', '?', '*']));
            prop_assert!(shortened(&plain(&text)).chars().count() <= 37);
        }
    }
}
