//! Rust source as tokens: enough to tell names from comments, texts and lifetimes. Not a parser.

/// A token and the line it begins on, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier, keyword or number.
    Word(String),
    /// A string literal of any form, what stands between its quotes.
    Text(String),
    /// `::`.
    PathSeparator,
    /// Any other visible character.
    Sign(char),
}

impl Token {
    pub(crate) fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(found) if found == word)
    }

    pub(crate) fn is_sign(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }
}

/// Splits a source into tokens; comments and lifetimes are left out.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    Lexer { letters: source.chars().collect(), at: 0, line: 1 }.all()
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    line: usize,
}

impl Lexer {
    fn all(mut self) -> Vec<Token> {
        let mut found = Vec::new();
        while let Some(letter) = self.peek(0) {
            let line = self.line;
            if let Some(kind) = self.next_kind(letter) {
                found.push(Token { line, kind });
            }
        }
        found
    }

    fn next_kind(&mut self, letter: char) -> Option<Kind> {
        match letter {
            '/' if self.peek(1) == Some('/') => {
                self.take_while(|letter| letter != '\n');
                None
            }
            '/' if self.peek(1) == Some('*') => {
                self.skip_block_comment();
                None
            }
            '"' => Some(Kind::Text(self.quoted())),
            '\'' => self.after_tick(),
            ':' if self.peek(1) == Some(':') => {
                self.skip(2);
                Some(Kind::PathSeparator)
            }
            _ if letter.is_alphanumeric() || letter == '_' => Some(self.word_or_prefixed_text()),
            _ => {
                self.skip(1);
                (!letter.is_whitespace()).then_some(Kind::Sign(letter))
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            if self.peek(0) == Some('\n') {
                self.line += 1;
            }
            self.at += 1;
        }
    }

    fn take_while(&mut self, holds: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(letter) = self.peek(0).filter(|letter| holds(*letter)) {
            taken.push(letter);
            self.skip(1);
        }
        taken
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0;
        while self.peek(0).is_some() {
            match (self.peek(0), self.peek(1)) {
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.skip(2);
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.skip(2);
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.skip(1),
            }
        }
    }

    /// A text with escapes; the opening quote is next.
    fn quoted(&mut self) -> String {
        let mut text = String::new();
        self.skip(1);
        while let Some(letter) = self.peek(0) {
            match letter {
                '"' => {
                    self.skip(1);
                    break;
                }
                '\\' => {
                    text.extend(self.peek(1));
                    self.skip(2);
                }
                _ => {
                    text.push(letter);
                    self.skip(1);
                }
            }
        }
        text
    }

    /// A text between `"` and `"` with as many `#`; these are next.
    fn raw(&mut self) -> String {
        let hashes = self.take_while(|letter| letter == '#').len();
        self.skip(1);
        let mut text = String::new();
        while let Some(letter) = self.peek(0) {
            if letter == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                self.skip(1 + hashes);
                break;
            }
            text.push(letter);
            self.skip(1);
        }
        text
    }

    /// A character literal or a lifetime; neither names anything.
    fn after_tick(&mut self) -> Option<Kind> {
        if self.peek(1) == Some('\\') {
            self.skip(3);
            self.take_while(|letter| letter != '\'');
            self.skip(1);
        } else if self.peek(2) == Some('\'') {
            self.skip(3);
        } else {
            self.skip(1);
            self.take_while(|letter| letter.is_alphanumeric() || letter == '_');
        }
        None
    }

    fn is_text_after_hashes(&self) -> bool {
        let hashes = self.letters.iter().skip(self.at).take_while(|letter| **letter == '#');
        self.peek(hashes.count()) == Some('"')
    }

    fn word_or_prefixed_text(&mut self) -> Kind {
        let word = self.take_while(|letter| letter.is_alphanumeric() || letter == '_');
        let is_raw = matches!(word.as_str(), "r" | "br" | "cr");
        match self.peek(0) {
            _ if is_raw && self.is_text_after_hashes() => Kind::Text(self.raw()),
            Some('"') if word == "b" || word == "c" => Kind::Text(self.quoted()),
            Some('\'') if word == "b" => {
                self.after_tick();
                Kind::Word("0".to_owned())
            }
            Some('#') if word == "r" => {
                self.skip(1);
                Kind::Word(self.take_while(|letter| letter.is_alphanumeric() || letter == '_'))
            }
            _ => Kind::Word(word),
        }
    }
}

/// The tokens without what is compiled for tests only, and the names of modules in files that are.
pub(crate) fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    let mut kept = Vec::new();
    let mut test_modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        if is_test_attribute(rest) {
            let mut length = attribute_length(rest);
            while rest.get(length).is_some_and(|token| token.is_sign('#')) {
                length += attribute_length(&rest[length..]);
            }
            let item = &rest[length..];
            let item_length = item_length(item);
            let item = &item[..item_length];
            if let (Some(Kind::Word(name)), true) = (
                item.iter().skip_while(|token| !token.is_word("mod")).nth(1).map(|token| &token.kind),
                item.last().is_some_and(|token| token.is_sign(';')),
            ) {
                test_modules.push(name.clone());
            }
            at += length + item_length;
        } else {
            kept.extend(tokens.get(at).cloned());
            at += 1;
        }
    }
    (kept, test_modules)
}

/// `#[cfg(test)]`, `#[cfg(all(test, …))]`, `#[test]`; not `#[cfg(not(test))]`.
fn is_test_attribute(rest: &[Token]) -> bool {
    if !(rest.len() > 2 && rest[0].is_sign('#') && rest[1].is_sign('[')) {
        return false;
    }
    let attribute = &rest[..attribute_length(rest)];
    let names = |word| attribute.iter().any(|token| token.is_word(word));
    rest[2].is_word("test") || (rest[2].is_word("cfg") && names("test") && !names("not") && !names("any"))
}

fn attribute_length(rest: &[Token]) -> usize {
    balanced_length(rest, '[', ']')
}

/// Tokens up to the sign that closes the first `open`.
fn balanced_length(rest: &[Token], open: char, close: char) -> usize {
    let mut depth = 0;
    for (index, token) in rest.iter().enumerate() {
        if token.is_sign(open) {
            depth += 1;
        } else if token.is_sign(close) {
            depth -= 1;
            if depth == 0 {
                return index + 1;
            }
        }
    }
    rest.len()
}

/// An item ends with its first `;` or with the end of its first `{…}`.
fn item_length(rest: &[Token]) -> usize {
    match rest.iter().position(|token| token.is_sign(';') || token.is_sign('{')) {
        Some(index) if rest[index].is_sign('{') => index + balanced_length(&rest[index..], '{', '}'),
        Some(index) => index + 1,
        None => rest.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> String {
        let words: Vec<String> = without_tests(&tokens(source))
            .0
            .into_iter()
            .map(|token| match token.kind {
                Kind::Word(word) => word,
                Kind::Text(text) => format!("<{text}>"),
                Kind::PathSeparator => "::".to_owned(),
                Kind::Sign(sign) => sign.to_string(),
            })
            .collect();
        words.join(" ")
    }

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(shown(source), expected, "{source}");
    }

    #[test]
    fn comments_texts_and_lifetimes_name_nothing() {
        check("a // crate::fill\nb", "a b");
        check("a /* x /* crate::fill */ y */ b", "a b");
        check(r#"a("say \"crate::fill\" // no", b)"#, r#"a ( <say "crate::fill" // no> , b )"#);
        check(r##"a(r#"x " y"#, br"z")"##, r#"a ( <x " y> , <z> )"#);
        check(r"fn f<'a>(x: &'a str) { '\'' ; 'x' ; '/' ; b'\n' }", "fn f < > ( x : & str ) { ; ; ; 0 }");
        check("r#type::x", "type :: x");
    }

    #[test]
    fn test_code_is_left_out() {
        check("a; #[cfg(test)] #[x] mod tests { use b; fn c() {} } d", "a ; d");
        check("#[cfg(all(test, unix))] use a::{b}; c", "; c");
        check("#[cfg(not(test))] use a; c", "# [ cfg ( not ( test ) ) ] use a ; c");
        check("#[test] fn a() -> [u8; 2] { b } c", "2 ] { b } c");
        let (_, modules) = without_tests(&tokens("#[cfg(test)]\nmod tests;\nmod other;"));
        assert_eq!(modules, ["tests"]);
    }

    #[test]
    fn lines_are_counted_in_texts_and_comments_too() {
        let found = tokens("\"a\nb\" /*\n*/ c");
        assert_eq!(found.last().map(|token| token.line), Some(3));
    }
}
