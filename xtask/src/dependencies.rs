//! What the dependencies are published under and come from, against the list in `deny.toml`. Works offline;
//! what has been found wrong with a version since is asked by `cargo deny` in the workflow.

use std::fs;

use anyhow::{Context as _, ensure};

use crate::cargo;
use crate::process::{Output, capture};
use crate::project::Project;

/// Checks every dependency of the workspace, tests and tools included.
///
/// # Errors
/// When one has a licence that is not on the list, or comes from elsewhere than the registry; names all such.
pub(crate) fn check(project: &Project, output: &Output) -> anyhow::Result<()> {
    let text = fs::read_to_string(project.root().join("deny.toml")).context("there is no deny.toml")?;
    let allowed = allowed_in(&text).context("deny.toml has no list `allow = [`")?;
    let mut tree = cargo::command(project);
    tree.args(["tree", "--workspace", "--all-features", "--target", "all"]).args([
        "--edges",
        "normal,build,dev",
        "--prefix",
        "none",
        "--format",
        "{p}|{l}",
    ]);
    let packages = capture(&mut tree).context("cargo does not tell the dependencies")?;
    let findings = findings(&packages, &allowed);
    for finding in &findings {
        output.line(finding)?;
    }
    ensure!(findings.is_empty(), "{}", findings.join("; "));
    Ok(())
}

/// The licences in `deny.toml`: the texts of the list `allow`.
fn allowed_in(text: &str) -> Option<Vec<&str>> {
    let (_, rest) = text.split_once("allow = [")?;
    let (list, _) = rest.split_once(']')?;
    Some(list.split('"').skip(1).step_by(2).collect())
}

/// What is wrong with packages, each once; a line is `name v1.2.3 (place)|licence`.
fn findings(packages: &str, allowed: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = packages
        .lines()
        .filter_map(|line| {
            let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
            if package.contains("://") {
                return Some(format!("{package} does not come from the registry"));
            }
            let is_allowed = Licence { rest: licence.trim(), allowed }.is_allowed();
            (!is_allowed).then(|| format!("{package} has the licence {licence:?}, which is not in deny.toml"))
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

/// A licence expression of SPDX, or of the older form with `/` for OR, while it is read.
struct Licence<'a> {
    rest: &'a str,
    allowed: &'a [&'a str],
}

impl Licence<'_> {
    /// Whether all of the expression is understood, and it can be met by licences of the list.
    fn is_allowed(&mut self) -> bool {
        self.any() && self.rest.is_empty()
    }

    fn any(&mut self) -> bool {
        let mut is_met = self.all();
        while self.takes("OR") || self.takes("/") {
            is_met |= self.all();
        }
        is_met
    }

    fn all(&mut self) -> bool {
        let mut is_met = self.one();
        while self.takes("AND") {
            is_met &= self.one();
        }
        is_met
    }

    fn one(&mut self) -> bool {
        if self.takes("(") {
            let is_met = self.any();
            return self.takes(")") && is_met;
        }
        let mut name = self.name().to_owned();
        if self.takes("WITH") {
            name = format!("{name} WITH {}", self.name());
        }
        self.allowed.contains(&name.as_str())
    }

    fn name(&mut self) -> &str {
        let end = self.rest.find([' ', '/', '(', ')']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        name
    }

    fn takes(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        if let Some(rest) = rest {
            self.rest = rest.trim_start();
        }
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(licence: &str, expected: bool) {
        let allowed = ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"];
        assert_eq!(Licence { rest: licence, allowed: &allowed }.is_allowed(), expected, "{licence}");
    }

    #[test]
    fn expressions_are_met_by_the_list() {
        check("MIT", true);
        check("GPL-3.0-only", false);
        check("MIT OR GPL-3.0-only", true);
        check("GPL-3.0-only/Apache-2.0", true);
        check("MIT AND GPL-3.0-only", false);
        check("(MIT OR GPL-3.0-only) AND Unicode-3.0", true);
        check("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only", true);
        check("MIT WITH LLVM-exception", false);
        check("", false);
        check("MIT and more", false);
    }

    #[test]
    fn packages_are_named_once_with_what_is_wrong() {
        let packages =
            "a v1.0.0|MIT\nb v1.0.0|GPL-3.0-only\nb v1.0.0|GPL-3.0-only (*)\n\nc v1.0.0 (https://x)|MIT";
        let expected = [
            "b v1.0.0 has the licence \"GPL-3.0-only\", which is not in deny.toml",
            "c v1.0.0 (https://x) does not come from the registry",
        ];
        assert_eq!(findings(packages, &["MIT"]), expected);
    }

    #[test]
    fn the_list_is_read() {
        assert!(allowed_in(include_str!("../../deny.toml")).unwrap().contains(&"Zlib"));
    }
}
