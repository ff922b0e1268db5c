//! Who may name whom: the table of rooms, lowest first. Code compiled for tests only is free.

use crate::paths::NamedPath;
use crate::project::ProjectFile;
use crate::source::{Source, parsed};
use crate::tokens::Kind;

/// A room and what it may name of the crate, by the beginning of the path.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    /// It may name the browser's own types.
    knows_browser: bool,
    /// It may name Leptos.
    knows_leptos: bool,
    /// No files, network, threads, clock or environment.
    is_pure: bool,
}

const ROOMS: [Room; 11] = [
    pure("core", &["core"]),
    pure("fill", &["fill", "core"]),
    pure("api", &["api", "core"]),
    pure("worker", &["worker", "core", "fill", "api"]),
    pure("runs", &["runs", "core", "api", "worker"]),
    Room {
        name: "browser",
        may_use: &["browser", "core", "api", "worker", "runs"],
        knows_browser: true,
        knows_leptos: false,
        is_pure: false,
    },
    reactive("state", &["state", "core"]),
    reactive("services", &["services", "core", "api", "worker", "runs", "browser", "state"]),
    reactive("ui", &["ui", "core", "state", "services"]),
    reactive("main.rs", &["core", "fill", "api", "browser", "state", "services", "ui"]),
    Room {
        name: "bin",
        may_use: &["fill", "core", "browser", "worker"],
        knows_browser: false,
        knows_leptos: false,
        is_pure: false,
    },
];

const fn pure(name: &'static str, may_use: &'static [&'static str]) -> Room {
    Room { name, may_use, knows_browser: false, knows_leptos: false, is_pure: true }
}

const fn reactive(name: &'static str, may_use: &'static [&'static str]) -> Room {
    Room { name, may_use, knows_browser: false, knows_leptos: true, is_pure: false }
}

/// The crate's name, as its own binaries write it.
const CRATE: &str = "pentimento";

/// The folder that is a crate of its own, whose `crate` is itself.
const MASK_CRATE: &str = "core/mask/";

/// Standard library paths that do input, output or look at a clock.
const IMPURE: [&str; 10] = [
    "std::fs",
    // The addresses of `std::net` are values.
    "std::net::TcpListener",
    "std::net::TcpStream",
    "std::net::UdpSocket",
    "std::process",
    "std::thread",
    "std::env",
    "std::os",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// Everything that is against the table.
pub(crate) fn findings(files: &[ProjectFile]) -> Vec<String> {
    parsed(files).iter().flat_map(findings_in).collect()
}

/// True when the first thing in a file is a sentence on what it is for.
pub(crate) fn begins_with_documentation(text: &str) -> bool {
    text.trim_start()
        .strip_prefix("//!")
        .and_then(|rest| rest.lines().next())
        .is_some_and(|line| line.trim().len() > 3)
}

fn findings_in(source: &Source<'_>) -> Vec<String> {
    let name = source.file.name.strip_prefix("src/").unwrap_or(&source.file.name);
    if name == "lib.rs" {
        // It declares the rooms and names nothing else.
        return Vec::new();
    }
    let first = name.split('/').next().unwrap_or_default();
    let Some(room) = ROOMS.iter().find(|room| room.name == first) else {
        return vec![format!("{}: src/{first} is no room of the house", source.file.name)];
    };
    let is_binary = matches!(room.name, "main.rs" | "bin");
    // A crate cannot name what it does not depend on: the compiler sees to it.
    let is_crate_of_its_own = name.starts_with(MASK_CRATE);
    let of_paths = source.paths.iter().filter_map(|path| {
        let problem = problem_of(room, path, is_binary, is_crate_of_its_own)?;
        Some((path.line, problem))
    });
    let of_words = source.tokens.iter().filter_map(|token| {
        let Kind::Word(word) = &token.kind else {
            return None;
        };
        let problem = problem_of_word(room, word)?;
        Some((token.line, problem))
    });
    let mut all: Vec<(usize, String)> = of_paths.chain(of_words).collect();
    all.sort();
    all.dedup();
    all.into_iter().map(|(line, problem)| format!("{}:{line}: {problem}", source.file.name)).collect()
}

fn problem_of(room: &Room, path: &NamedPath, is_binary: bool, is_crate_of_its_own: bool) -> Option<String> {
    let segments: &[String] = &path.segments;
    let shown = segments.join("::");
    let own = match segments.split_first() {
        Some((first, rest)) if !path.is_own && first == CRATE => Some(rest),
        // A binary's `crate` is the binary itself.
        _ if path.is_own && !is_binary => Some(segments),
        _ => None,
    };
    if let Some(own) = own.filter(|_| !(is_crate_of_its_own && path.is_own)) {
        if own.first().is_none_or(|first| first == "*") {
            return Some("names the crate's root: name the room".to_owned());
        }
        let is_allowed = room.may_use.iter().any(|allowed| begins_with(own, allowed));
        return (!is_allowed).then(|| format!("{} must not name {}", room.name, own.join("::")));
    }
    let is_impure = room.is_pure && IMPURE.iter().any(|impure| begins_with(segments, impure));
    is_impure.then(|| format!("{} is pure and must not name {shown}", room.name))
}

fn problem_of_word(room: &Room, word: &str) -> Option<String> {
    let is_browser = ["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"].contains(&word)
        || word.starts_with("gloo_");
    let is_leptos = word == "leptos" || word.starts_with("leptos_") || word.starts_with("reactive_");
    let is_wrong = (is_browser && !room.knows_browser) || (is_leptos && !room.knows_leptos);
    is_wrong.then(|| format!("{} must not name {word}", room.name))
}

fn begins_with(path: &[String], beginning: &str) -> bool {
    let beginning: Vec<&str> = beginning.split("::").collect();
    path.len() >= beginning.len() && path.iter().zip(&beginning).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &[&str]) {
        let file = ProjectFile::imagined(name, text);
        let expected: Vec<String> = expected.iter().map(|problem| format!("{name}:{problem}")).collect();
        assert_eq!(findings(&[file]), expected, "{text}");
    }

    #[test]
    fn lower_rooms_do_not_know_higher_ones() {
        check("src/core/price.rs", "use super::request::A;\nuse crate::core::b;", &[]);
        check("src/core/price.rs", "\nuse super::super::fill::F;", &["2: core must not name fill::F"]);
        check("src/core/job/mod.rs", "use crate::{core::a, ui};", &["1: core must not name ui"]);
        check(
            "src/fill/mod.rs",
            "fn f() { crate::api::Error::x() }",
            &["1: fill must not name api::Error::x"],
        );
        check("src/state/a.rs", "use crate::browser::files;", &["1: state must not name browser::files"]);
        check(
            "src/ui/app.rs",
            "use crate::services::a; use crate::browser;",
            &["1: ui must not name browser"],
        );
        check("src/bin/worker.rs", "use pentimento::ui::App;", &["1: bin must not name ui::App"]);
        check("src/bin/worker.rs", "mod a {} use pentimento::fill; use crate::a;", &[]);
        check("src/main.rs", "use pentimento::{ui::App, services};", &[]);
    }

    #[test]
    fn of_the_engine_only_the_protocol_is_known_above() {
        check("src/browser/a.rs", "use crate::worker::Task;", &[]);
        check("src/browser/a.rs", "use crate::fill::fill;", &["1: browser must not name fill::fill"]);
        check("src/services/a.rs", "use crate::fill;", &["1: services must not name fill"]);
    }

    #[test]
    fn the_mask_is_a_crate_of_its_own() {
        check("src/core/mask/plane.rs", "use crate::geometry::Rect;", &[]);
        check("src/core/mask/plane.rs", "use web_sys::Window;", &["1: core must not name web_sys"]);
        check("src/core/mask/plane.rs", "use pentimento::ui;", &["1: core must not name ui"]);
    }

    #[test]
    fn the_root_is_no_way_round() {
        let problem = "1: names the crate's root: name the room";
        check("src/core/price.rs", "use crate as house;", &[problem]);
        check("src/core/price.rs", "use crate::*;", &[problem]);
        check("src/core/price.rs", "use super::super::*;", &[problem]);
    }

    #[test]
    fn the_browser_is_named_in_one_room() {
        check("src/browser/a.rs", "use web_sys::Window;", &[]);
        check("src/ui/a.rs", "use leptos::web_sys::Window;", &["1: ui must not name web_sys"]);
        check("src/main.rs", "fn main() { js_sys::eval(x) }", &["1: main.rs must not name js_sys"]);
        check("src/core/a.rs", "use gloo_net::http;", &["1: core must not name gloo_net"]);
        check("src/ui/a.rs", "// web_sys\nconst A: &str = \"web_sys\";", &[]);
    }

    #[test]
    fn leptos_is_for_the_upper_rooms() {
        check("src/state/a.rs", "use leptos::prelude::*;", &[]);
        check("src/browser/a.rs", "use leptos::prelude::*;", &["1: browser must not name leptos"]);
        check("src/core/a.rs", "use reactive_stores::Store;", &["1: core must not name reactive_stores"]);
    }

    #[test]
    fn pure_rooms_see_no_clock_and_no_files() {
        check("src/api/a.rs", "use std::time::Duration; use std::net::Ipv4Addr;", &[]);
        check(
            "src/api/a.rs",
            "use std::time::{Duration, Instant};",
            &["1: api is pure and must not name std::time::Instant"],
        );
        check("src/core/a.rs", "std::fs::read(x)", &["1: core is pure and must not name std::fs::read"]);
        check("src/browser/a.rs", "std::env::args()", &[]);
    }

    #[test]
    fn tests_are_free_and_a_new_room_is_not() {
        check("src/core/a.rs", "#[cfg(test)]\nmod tests { use crate::fill; use std::fs; }", &[]);
        let of = ProjectFile::imagined;
        let declared = of("src/core/job/mod.rs", "#[cfg(test)] mod tests;");
        let tests = of("src/core/job/tests.rs", "use std::fs;");
        assert_eq!(findings(&[declared, tests]), Vec::<String>::new());
        let attic = of("src/attic/mod.rs", "");
        assert_eq!(findings(&[attic]), ["src/attic/mod.rs: src/attic is no room of the house"]);
    }

    #[test]
    fn documentation_comes_first() {
        assert!(begins_with_documentation("//! What it is for.\nuse a;"));
        assert!(!begins_with_documentation("use a;\n//! What it is for."));
        assert!(!begins_with_documentation("//!\nuse a;"));
        assert!(!begins_with_documentation("// What it is for."));
        assert!(!begins_with_documentation(""));
    }
}
