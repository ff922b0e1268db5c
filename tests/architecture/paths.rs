//! The paths that a source names, imports expanded, resolved from the crate's root.

use crate::tokens::{Kind, Token};

/// A path that is named somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPath {
    /// Where, from 1.
    pub(crate) line: usize,
    /// Its segments; `crate`, `self` and `super` are resolved when `is_own`.
    pub(crate) segments: Vec<String>,
    /// It is one of this crate's, from its root.
    pub(crate) is_own: bool,
    /// The name that a `use` gives it; `None` for a path in code.
    pub(crate) imported_as: Option<String>,
    /// It is re-exported: `pub use`, `pub(crate) use`.
    pub(crate) is_public: bool,
}

/// All paths in the tokens of the module `module` (its segments from the crate's root).
pub(crate) fn named_paths(tokens: &[Token], module: &[String]) -> Vec<NamedPath> {
    let mut found = Vec::new();
    // The module, and the inline modules that are open, each with the depth of braces it was opened at.
    let mut inner: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let here = || -> Vec<String> {
            module.iter().cloned().chain(inner.iter().map(|(name, _)| name.clone())).collect()
        };
        let next = tokens.get(at + 1);
        match &token.kind {
            Kind::Sign('{') => depth += 1,
            Kind::Sign('}') => {
                depth -= usize::from(depth > 0);
                inner.retain(|(_, opened_at)| *opened_at < depth + 1 && depth > *opened_at);
            }
            Kind::Word(word)
                if word == "mod" && tokens.get(at + 2).is_some_and(|token| token.is_sign('{')) =>
            {
                if let Some(Kind::Word(name)) = next.map(|token| &token.kind) {
                    inner.push((name.clone(), depth));
                }
                at += 1;
            }
            Kind::Word(word) if word == "use" && !next.is_some_and(|token| token.is_sign('<')) => {
                let end = tokens[at..]
                    .iter()
                    .position(|token| token.is_sign(';'))
                    .map_or(tokens.len(), |length| at + length);
                let before = at.checked_sub(1).and_then(|before| tokens.get(before));
                let is_public = before.is_some_and(|token| token.is_word("pub") || token.is_sign(')'));
                found.extend(use_tree(&tokens[at + 1..end]).into_iter().map(|import| {
                    let path = resolved(import.line, import.path, &here());
                    NamedPath { imported_as: Some(import.name), is_public, ..path }
                }));
                at = end;
            }
            Kind::Word(word) if next.is_some_and(|token| token.kind == Kind::PathSeparator) => {
                let mut path = vec![word.clone()];
                while let (Some(Kind::PathSeparator), Some(Kind::Word(word))) =
                    (tokens.get(at + 1).map(|token| &token.kind), tokens.get(at + 2).map(|token| &token.kind))
                {
                    path.push(word.clone());
                    at += 2;
                }
                found.push(resolved(token.line, path, &here()));
            }
            _ => {}
        }
        at += 1;
    }
    found
}

struct Import {
    line: usize,
    path: Vec<String>,
    name: String,
}

/// The paths of a `use`, what stands between the word and the `;`.
fn use_tree(tokens: &[Token]) -> Vec<Import> {
    let mut found = Vec::new();
    let mut at = 0;
    use_branch(tokens, &mut at, &[], &mut found);
    found
}

fn use_branch(tokens: &[Token], at: &mut usize, prefix: &[String], found: &mut Vec<Import>) {
    let mut path = prefix.to_vec();
    let mut alias = None;
    let mut line = 0;
    while let Some(token) = tokens.get(*at) {
        line = token.line;
        match &token.kind {
            Kind::Word(word) if word == "as" => {
                *at += 1;
                alias = tokens.get(*at).and_then(Token::word);
            }
            Kind::Word(word) => path.push(word.clone()),
            Kind::Sign('*') => path.push("*".to_owned()),
            Kind::Sign('{') => {
                *at += 1;
                while tokens.get(*at).is_some_and(|token| !token.is_sign('}')) {
                    use_branch(tokens, at, &path, found);
                    if tokens.get(*at).is_some_and(|token| token.is_sign(',')) {
                        *at += 1;
                    }
                }
                *at += 1;
                return;
            }
            Kind::Sign(',' | '}') => break,
            _ => {}
        }
        *at += 1;
    }
    // `{self, x}` names the prefix itself.
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = alias.or(path.last().map(String::as_str)).unwrap_or_default().to_owned();
    found.push(Import { line, path, name });
}

fn resolved(line: usize, path: Vec<String>, here: &[String]) -> NamedPath {
    let mut base = match path.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        Some("self" | "super") => here.to_vec(),
        _ => {
            let segments = path;
            return NamedPath { line, segments, is_own: false, imported_as: None, is_public: false };
        }
    };
    for segment in path {
        match segment.as_str() {
            "crate" => base.clear(),
            "self" => {}
            "super" => {
                base.pop();
            }
            _ => base.push(segment),
        }
    }
    NamedPath { line, segments: base, is_own: true, imported_as: None, is_public: false }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    #[track_caller]
    fn check(source: &str, expected: &[&str]) {
        let module = ["core".to_owned(), "mask".to_owned()];
        let found: Vec<String> = named_paths(&tokens(source), &module)
            .into_iter()
            .map(|path| format!("{}{}", if path.is_own { "/" } else { "" }, path.segments.join("::")))
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn imports_are_expanded() {
        check("use crate::fill;", &["/fill"]);
        check("pub(crate) use crate::fill as paint;", &["/fill"]);
        check(
            "use crate::{core::{a, b::*}, fill::{self, c},};",
            &["/core::a", "/core::b::*", "/fill", "/fill::c"],
        );
        check("use super::super::fill::x;", &["/fill::x"]);
        check("use super::{plane, super::fill as f};", &["/core::plane", "/fill"]);
        check("use self::brush::Brush;", &["/core::mask::brush::Brush"]);
        check("use ::std::{fs, time::Instant};", &["std::fs", "std::time::Instant"]);
        check("use {crate::ui, leptos::prelude::*};", &["/ui", "leptos::prelude::*"]);
        check("use crate::*;", &["/*"]);
    }

    #[test]
    fn paths_in_code_are_found() {
        check("fn f() { crate::fill::fill(x); }", &["/fill::fill"]);
        check("fn f(x: super::super::ui::App) {}", &["/ui::App"]);
        check("let x = std::time::Instant::now();", &["std::time::Instant::now"]);
        check("fn f() -> impl use<'a> Copy { a.b }", &[]);
        check("pub(in crate::core) fn f() {}", &["/core"]);
    }

    #[test]
    fn inline_modules_count_for_super() {
        check(
            "mod a { use super::x; mod b { use super::super::y; } use super::z; } use super::w;",
            &["/core::mask::x", "/core::mask::y", "/core::mask::z", "/core::w"],
        );
    }
}
