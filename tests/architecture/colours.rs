//! Colours outside `style/tokens.css`: in the values of CSS declarations and in the texts of Rust code.

use crate::project::ProjectFile;
use crate::tokens::{Kind, tokens, without_tests};

/// The one place in `src` where colours are values: the palette that tells masks apart.
const PALETTE: &str = "src/core/mask/";

/// CSS functions that make a colour from numbers.
const FUNCTIONS: [&str; 12] =
    ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch", "color", "device-cmyk", "gray"];

/// The named colours of CSS Color Module Level 4, without `transparent` and `currentcolor`, which name no
/// colour of their own.
const NAMES: &str = "aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue \
blueviolet brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue \
darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid \
darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink \
deepskyblue dimgray dimgrey dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold \
goldenrod gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush \
lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey \
lightpink lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime \
limegreen linen magenta maroon mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen \
mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin \
navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise \
palevioletred papayawhip peachpuff peru pink plum powderblue purple rebeccapurple red rosybrown royalblue \
saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue slategray slategrey snow \
springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen";

/// Colours in a style sheet.
pub(crate) fn in_css(file: &ProjectFile) -> Vec<String> {
    declarations(&file.text)
        .into_iter()
        .filter_map(|(line, value)| Some((line, literal_in(&value).or_else(|| name_in(&value))?)))
        .map(|(line, colour)| format!("{}:{line}: {colour} belongs into style/tokens.css", file.name))
        .collect()
}

/// Colours in the texts of a source; in `src/ui`, also a text that is a colour's name and nothing else.
pub(crate) fn in_rust(file: &ProjectFile) -> Vec<String> {
    if file.name.starts_with(PALETTE) {
        return Vec::new();
    }
    let is_ui = file.name.starts_with("src/ui/");
    without_tests(&tokens(&file.text))
        .0
        .into_iter()
        .filter_map(|token| {
            let Kind::Text(text) = token.kind else { return None };
            let colour = literal_in(&text).or_else(|| is_named(&text).then_some(text).filter(|_| is_ui))?;
            Some(format!("{}:{}: {colour} belongs into style/tokens.css", file.name, token.line))
        })
        .collect()
}

/// The values of a style sheet's declarations with the lines they end on; texts and addresses are taken out.
fn declarations(css: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut part = String::new();
    let mut line = 1;
    let mut rest = css;
    while let Some(letter) = rest.chars().next() {
        let skipped = match letter {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' => text_length(rest, letter),
            'u' if rest.starts_with("url(") => rest.find(')').map_or(rest.len(), |end| end + 1),
            _ => 0,
        };
        if skipped > 0 {
            let (gone, after) = rest.split_at(skipped);
            line += gone.matches('\n').count();
            part.push(' ');
            rest = after;
            continue;
        }
        match letter {
            ';' | '}' => {
                if let Some((_, value)) = part.split_once(':') {
                    found.push((line, value.to_owned()));
                }
                part.clear();
            }
            // What stands before a block is a selector or a condition.
            '{' => part.clear(),
            _ => part.push(letter),
        }
        line += usize::from(letter == '\n');
        rest = &rest[letter.len_utf8()..];
    }
    found
}

fn text_length(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (index, letter) in rest.char_indices().skip(1) {
        if letter == quote && !is_escaped {
            return index + letter.len_utf8();
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    rest.len()
}

/// `#rgb`, `#rrggbb` with or without alpha, or a colour function.
fn literal_in(text: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    for (start, _) in text.match_indices('#') {
        let before = text.get(..start)?.chars().next_back();
        let digits: String = text.get(start + 1..)?.chars().take_while(|letter| is_part(*letter)).collect();
        let is_hex =
            matches!(digits.len(), 3 | 4 | 6 | 8) && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        // `&#123;` is a character, `page.html#add` a place in a page.
        if is_hex && before.is_none_or(|letter| !is_part(letter) && letter != '&' && letter != '/') {
            return Some(format!("#{digits}"));
        }
    }
    let lower = text.to_ascii_lowercase();
    for (end, _) in lower.match_indices('(') {
        let word: String = lower.get(..end)?.chars().rev().take_while(|letter| is_part(*letter)).collect();
        let word: String = word.chars().rev().collect();
        if FUNCTIONS.contains(&word.as_str()) {
            return Some(format!("{word}()"));
        }
    }
    None
}

fn name_in(value: &str) -> Option<String> {
    value
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-' && letter != '_')
        .find(|word| is_named(word))
        .map(str::to_owned)
}

fn is_named(word: &str) -> bool {
    NAMES.split(' ').any(|name| name.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_css(text: &str, expected: Option<&str>) {
        let found = in_css(&ProjectFile::imagined("style/a.css", text));
        let expected: Vec<String> = expected
            .into_iter()
            .map(|finding| {
                let (line, colour) = finding.split_once(' ').unwrap_or_default();
                format!("style/a.css:{line}: {colour} belongs into style/tokens.css")
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[track_caller]
    fn check_rust(name: &str, text: &str, expected: bool) {
        assert_eq!(!in_rust(&ProjectFile::imagined(name, text)).is_empty(), expected, "{text}");
    }

    #[test]
    fn colours_in_declarations_are_found() {
        check_css("a { color: #fff; }", Some("1 #fff"));
        check_css("a {\n  border: 1px solid\n    #12345678\n}", Some("4 #12345678"));
        check_css("a { background: rgb(0 0 0 / 50%) }", Some("1 rgb()"));
        check_css("a { background: OKLCH(0.5 0.1 20) }", Some("1 oklch()"));
        check_css("a { outline: 2px solid White; }", Some("1 White"));
        check_css("@media print { a { color: black } }", Some("1 black"));
        check_css("a { --shade: color(display-p3 1 0 0); }", Some("1 color()"));
        check_css("/* a\n*/ a { color: red; }", Some("2 red"));
    }

    #[test]
    fn what_is_no_colour_is_left() {
        check_css("a { color: var(--red-500); background: transparent; fill: currentColor }", None);
        check_css("#add { color: color-mix(in oklab, var(--ink) 20%, transparent) }", None);
        check_css(
            "a::after { content: \"red; #fff\"; white-space: nowrap; background: url(a.svg#fff) }",
            None,
        );
        check_css("/* color: red; */ .red:hover { color: Canvas } /* #fff", None);
        check_css("a { &:hover { inset: 0 } }", None);
    }

    #[test]
    fn colours_in_rust_texts_are_found() {
        check_rust("src/ui/a.rs", r##"view! { <path fill="#ff0000"/> }"##, true);
        check_rust("src/ui/a.rs", r#"view! { <path fill="white"/> }"#, true);
        check_rust("src/browser/a.rs", r#"context.set("rgba(0, 0, 0, 0.5)")"#, true);
        check_rust("src/ui/a.rs", "#[derive(Clone)] struct A; // #fff", false);
        check_rust("src/ui/a.rs", r#"view! { <a href="page#add">"a red car"</a> }"#, false);
        check_rust("src/core/prompt.rs", r#"const A: &str = "red";"#, false);
        check_rust("src/core/mask/palette.rs", r##"const A: &str = "#ff0000";"##, false);
        check_rust("src/ui/a.rs", "#[cfg(test)] mod tests { const A: &str = \"#fff\"; }", false);
    }
}
