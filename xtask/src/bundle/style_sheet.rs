//! Makes one small style sheet of several.

/// All sheets in their order, without comments and the blanks that say nothing.
pub(crate) fn join<'a>(sheets: impl IntoIterator<Item = &'a str>) -> String {
    sheets.into_iter().map(shorten).collect()
}

/// Takes out comments, and blanks where none is needed: around braces, after `;`, `,` and before `{`. Blanks within a value or a
/// selector stay, one of each run. Texts in quotes are left alone.
fn shorten(sheet: &str) -> String {
    let mut short = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(character) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        if character == '"' || character == '\'' {
            let end = end_of_text(rest, character);
            short.push_str(rest.get(..end).unwrap_or(rest));
            rest = rest.get(end..).unwrap_or_default();
            continue;
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        if character.is_whitespace() {
            let needs_none = short.is_empty() || short.ends_with(['{', '}', ';', ',', ' ']);
            if !needs_none {
                short.push(' ');
            }
            continue;
        }
        if "{};,".contains(character) && short.ends_with(' ') {
            short.pop();
        }
        if character == '}' && short.ends_with(';') {
            short.pop();
        }
        short.push(character);
    }
    short.truncate(short.trim_end().len());
    short
}

/// Where a text that begins with `quote` ends, in bytes, its closing quote included.
fn end_of_text(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    text.char_indices()
        .skip(1)
        .find(|&(_, character)| {
            let ends = character == quote && !is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            ends
        })
        .map_or(text.len(), |(at, _)| at + quote.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sheet: &str, expected: &str) {
        assert_eq!(join([sheet]), expected);
    }

    #[test]
    fn only_what_a_reader_needs_is_taken_out() {
        check("/* why */\na,\nb {\n  color: red;\n  margin: 0 1px;\n}\n", "a,b{color: red;margin: 0 1px}");
        check(
            "@media (min-width: 1px) {\n  a:hover {\n    b: c;\n  }\n}",
            "@media (min-width: 1px){a:hover{b: c}}",
        );
        check("@layer a, b;\n", "@layer a,b;");
    }

    #[test]
    fn blanks_that_mean_something_stay() {
        check("a :hover > b { width: calc(1px  +  2px); }", "a :hover > b{width: calc(1px + 2px)}");
        check(
            "a::before { content: \"  /* x */ ; } \\\" \"; }",
            "a::before{content: \"  /* x */ ; } \\\" \"}",
        );
        check("a { b: url('x  y') }", "a{b: url('x  y')}");
    }

    #[test]
    fn sheets_follow_each_other() {
        assert_eq!(join(["a { b: c }\n", "d { e: f; }"]), "a{b: c}d{e: f}");
    }
}
