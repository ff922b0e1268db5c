//! No two files import each other, directly or in a ring.
//!
//! An arrow goes from a file to the file that defines what it names. A declaration (`mod x;`) is no arrow, nor is a
//! module's `pub use` of what it does not use itself: a path through that re-export leads to the file behind it.
//! Test code is free.

use std::collections::{BTreeMap, BTreeSet};

use crate::paths::NamedPath;
use crate::project::ProjectFile;
use crate::source::{Source, parsed};

/// Paths of the crate that is a folder of this one: `crate::core::geometry` is a file beside that folder.
const MASK_CRATE: [&str; 2] = ["core", "mask"];

/// Every file that stands in a ring, with the shortest way round from it to itself.
pub(crate) fn findings(files: &[ProjectFile]) -> Vec<String> {
    let sources = parsed(files);
    let map = Map::new(&sources);
    let arrows: BTreeMap<&str, BTreeSet<&str>> =
        sources.iter().map(|source| (source.file.name.as_str(), map.arrows_from(source))).collect();
    arrows
        .keys()
        .filter_map(|name| Some(format!("{name}: imports itself in a ring: {}", way_round(&arrows, name)?)))
        .collect()
}

fn way_round(arrows: &BTreeMap<&str, BTreeSet<&str>>, start: &str) -> Option<String> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in &ways {
            for next in way.last().and_then(|last| arrows.get(last)).into_iter().flatten() {
                if *next == start {
                    return Some([way.as_slice(), &[start]].concat().join(" -> "));
                }
                if seen.insert(*next) {
                    longer.push([way.as_slice(), &[next]].concat());
                }
            }
        }
        ways = longer;
    }
    None
}

/// The modules with their files and the names that they import or re-export.
struct Map<'a> {
    modules: BTreeMap<&'a [String], Module<'a>>,
}

struct Module<'a> {
    file: &'a str,
    names: BTreeMap<&'a str, &'a NamedPath>,
}

impl<'a> Map<'a> {
    fn new(sources: &'a [Source<'a>]) -> Self {
        let modules = sources.iter().map(|source| {
            let names = source.paths.iter().filter_map(|path| Some((path.imported_as.as_deref()?, path)));
            (source.module.as_slice(), Module { file: &source.file.name, names: names.collect() })
        });
        Self { modules: modules.collect() }
    }

    fn arrows_from(&self, source: &Source<'a>) -> BTreeSet<&'a str> {
        let is_used = |name: &str| source.tokens.iter().filter(|token| token.is_word(name)).count() > 1;
        let paths = source.paths.iter().filter(|path| {
            !(path.is_public && path.imported_as.as_deref().is_some_and(|name| !is_used(name)))
        });
        let own_file = source.file.name.as_str();
        paths
            .filter_map(|path| self.defining_file(&from_root(path, &source.module, self)?, 0))
            .filter(|file| *file != own_file)
            .collect()
    }

    /// The file that defines what a path from the crate's root names; `None` for a module itself and for what is
    /// not of the crate.
    fn defining_file(&self, path: &[String], depth: usize) -> Option<&'a str> {
        let (length, module) =
            (1..=path.len()).rev().find_map(|length| Some((length, self.modules.get(&path[..length])?)))?;
        let (name, rest) = path[length..].split_first()?;
        let Some(import) = module.names.get(name.as_str()).filter(|_| depth < 8) else {
            return Some(module.file);
        };
        let mut longer = from_root(import, &path[..length], self)?;
        longer.extend_from_slice(rest);
        self.defining_file(&longer, depth + 1)
    }
}

/// A path as it is from the crate's root; `None` when it begins with another crate.
fn from_root(path: &NamedPath, module: &[String], map: &Map<'_>) -> Option<Vec<String>> {
    let joined = |start: &[String], rest: &[String]| [start, rest].concat();
    if path.is_own {
        let is_masks = module.iter().zip(MASK_CRATE).filter(|(a, b)| *a == b).count() == MASK_CRATE.len();
        let crate_root = match module.first().map(String::as_str) {
            Some("bin") => &module[..module.len().min(2)],
            _ if is_masks => &module[..MASK_CRATE.len()],
            _ => &[],
        };
        let is_absolute = !path.segments.starts_with(crate_root);
        let full = if is_absolute { joined(crate_root, &path.segments) } else { path.segments.clone() };
        let is_geometry = is_masks && full.get(2).is_some_and(|name| name == "geometry");
        return Some(if is_geometry { [&full[..1], &full[2..]].concat() } else { full });
    }
    let (first, rest) = path.segments.split_first()?;
    match first.as_str() {
        "pentimento" => return Some(rest.to_vec()),
        "pentimento_mask" => return Some(joined(&MASK_CRATE.map(str::to_owned), rest)),
        _ => {}
    }
    let child = joined(module, &path.segments[..1]);
    if map.modules.contains_key(child.as_slice()) {
        return Some(joined(module, &path.segments));
    }
    let import = map.modules.get(module)?.names.get(first.as_str()).filter(|import| *import != &path)?;
    Some(joined(&from_root(import, module, map)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Files by name and text, without `src/core/` and `.rs`.
    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let files: Vec<_> = files
            .iter()
            .map(|(name, text)| ProjectFile::imagined(&format!("src/core/{name}.rs"), text))
            .collect();
        let found: Vec<_> = findings(&files)
            .iter()
            .map(|finding| {
                let way = finding.split_once("ring: ").map_or("", |(_, way)| way);
                way.replace("src/core/", "").replace(".rs", "")
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn two_files_do_not_import_each_other() {
        check(
            &[("a", "use super::b::B;"), ("b", "fn f() { crate::core::a::f() }")],
            &["a -> b -> a", "b -> a -> b"],
        );
        check(&[("a", "use super::b::B;"), ("b", "use super::c::C;"), ("c", "")], &[]);
        check(
            &[
                ("a", "use super::b; fn f() { b::f() }"),
                ("b", "use super::c::C;"),
                ("c", "use super::a::A as B;"),
            ],
            &["a -> b -> c -> a", "b -> c -> a -> b", "c -> a -> b -> c"],
        );
        check(&[("a", "use super::b;"), ("b", "#[cfg(test)] mod tests { use super::super::a::A; }")], &[]);
    }

    #[test]
    fn a_module_is_not_below_and_above_its_parts() {
        check(
            &[("a/mod", "mod b; use b::B;"), ("a/b", "use super::A;")],
            &["a/b -> a/mod -> a/b", "a/mod -> a/b -> a/mod"],
        );
        check(&[("a/mod", "mod b; fn f() { b::f() }"), ("a/b", "")], &[]);
        check(&[("a/mod", "mod b;"), ("a/b", "use super::A;")], &[]);
    }

    #[test]
    fn a_re_export_leads_to_the_file_behind_it() {
        let faces = "mod b; mod c; pub use b::B; pub use c::{C, D as E};";
        check(&[("a/mod", faces), ("a/b", "use super::C;"), ("a/c", "")], &[]);
        check(
            &[("a/mod", faces), ("a/b", "use super::E;"), ("a/c", "use crate::core::a::B;")],
            &["a/b -> a/c -> a/b", "a/c -> a/b -> a/c"],
        );
        check(
            &[("a/mod", "mod b; pub use b::B; fn f(b: B) {}"), ("a/b", "use super::A;")],
            &["a/b -> a/mod -> a/b", "a/mod -> a/b -> a/mod"],
        );
    }
}
