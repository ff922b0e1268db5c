//! Splits the page's wasm into what is needed at once and parts that are fetched when they are first used.
//!
//! `#[wasm_split]` marks the places in the page's code. The splitter has to work on what the linker wrote,
//! before wasm-bindgen, and Trunk has no place for it there. So Trunk finds this program under the name
//! `wasm-bindgen`: the page goes through the splitter, then the real wasm-bindgen gets the main part; any
//! other binary goes straight to it. The parts are put beside the page by a hook of Trunk's (`Trunk.toml`),
//! named by their content and with its hash in the loader, so that a stale or foreign part is refused.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};
use sha2::{Digest as _, Sha256, Sha384};

use crate::policy::base64;
use crate::process::Output;
use crate::project::Project;
use crate::tools::Toolbox;

/// The page's binary; the only one with parts.
const PAGE: &str = "pentimento";
/// Where the parts stand in the published folder.
const PARTS: &str = "parts";
/// The names under which Trunk calls this program.
const WASM_BINDGEN: &str = "wasm-bindgen";
const PLACE_PARTS: &str = "place-parts";
/// Where wasm-bindgen puts modules that come with a library; Trunk publishes all that is in there.
const SNIPPETS: &str = "snippets";
/// What the linker's import of the loader is called.
const LOADER_IMPORT: &str = "./__wasm_split.js";

/// Variables that tell this program, when Trunk calls it, what to call in turn.
const REAL_WASM_BINDGEN: &str = "PENTIMENTO_WASM_BINDGEN";
const SPLITTER: &str = "PENTIMENTO_WASM_SPLIT";
const WASM_OPT: &str = "PENTIMENTO_WASM_OPT";
const PARTS_FOLDER: &str = "PENTIMENTO_PARTS";

/// What wasm-opt may use: the same as `data-wasm-opt-params` in `index.html`.
const WASM_OPT_OPTIONS: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-simd",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Lets a Trunk command find this program first. With `wasm_opt`, parts are made small as the page is.
///
/// # Errors
/// When the program cannot be put where Trunk finds it, or a tool is missing.
pub(crate) fn prepare(
    trunk: &mut Command,
    project: &Project,
    toolbox: &Toolbox,
    wasm_opt: bool,
) -> anyhow::Result<()> {
    // The loaders of earlier builds would be published, too. Not while Trunk runs: it builds the worker at the
    // same time and copies the same folder.
    for profile in ["debug", "release"] {
        let old = project.target().join(WASM_BINDGEN).join(profile).join(SNIPPETS);
        if old.exists() {
            fs::remove_dir_all(&old).with_context(|| format!("cannot empty {}", old.display()))?;
        }
    }
    let folder = project.target().join("xtask").join("as-trunk-sees-it");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let own = std::env::current_exe().context("this program's place is not known")?;
    for name in [WASM_BINDGEN, PLACE_PARTS] {
        let path = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        if path.exists() {
            fs::remove_file(&path).with_context(|| format!("cannot replace {}", path.display()))?;
        }
        fs::copy(&own, &path).with_context(|| format!("cannot make {}", path.display()))?;
    }
    let need = |name: &str| toolbox.find(name).with_context(|| format!("{name} is not on PATH"));
    let folders = std::iter::once(folder).chain(std::env::split_paths(toolbox.search_path()));
    trunk
        .env("PATH", std::env::join_paths(folders).context("no search path")?)
        .env(REAL_WASM_BINDGEN, need(WASM_BINDGEN)?)
        .env(SPLITTER, need("wasm-split-cli")?)
        .env(PARTS_FOLDER, project.target().join("page-parts"));
    if wasm_opt {
        trunk.env(WASM_OPT, need("wasm-opt")?);
    }
    Ok(())
}

/// Does what Trunk wants when it calls this program; `None` when a person called it.
pub(crate) fn as_called_by_trunk() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let called = PathBuf::from(arguments.next()?);
    let done = match called.file_stem().and_then(OsStr::to_str)? {
        WASM_BINDGEN => as_wasm_bindgen(&arguments.collect::<Vec<_>>()),
        PLACE_PARTS => place_parts(),
        _ => return None,
    };
    Some(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    })
}

fn tool(variable: &str) -> anyhow::Result<OsString> {
    std::env::var_os(variable)
        .with_context(|| format!("{variable} is not set: run this through `cargo xtask`"))
}

/// Splits the page and hands its main part on; hands on everything else as it is.
fn as_wasm_bindgen(arguments: &[OsString]) -> anyhow::Result<()> {
    let mut bindgen = Command::new(tool(REAL_WASM_BINDGEN)?);
    let option = |name: &str| {
        arguments.iter().find_map(|argument| argument.to_str()?.strip_prefix(name)?.strip_prefix('='))
    };
    let (Some(PAGE), Some(out)) = (option("--out-name"), option("--out-dir").map(Path::new)) else {
        return Output::Shown.run(bindgen.args(arguments));
    };
    let whole = arguments
        .iter()
        .find(|argument| Path::new(argument).extension() == Some(OsStr::new("wasm")))
        .context("no wasm file is named")?;

    let folder = PathBuf::from(tool(PARTS_FOLDER)?);
    let split = folder.join("split");
    let parts = folder.join(PARTS);
    for made in [&split, &parts] {
        if made.exists() {
            fs::remove_dir_all(made).with_context(|| format!("cannot empty {}", made.display()))?;
        }
        fs::create_dir_all(made).with_context(|| format!("cannot make {}", made.display()))?;
    }
    Output::Shown.run(
        Command::new(tool(SPLITTER)?).args(["--target", "web", "--out-name", PAGE]).arg(whole).arg(&split),
    )?;
    let named = name_parts(&split, &parts)?;
    let loader = read(&split.join("__wasm_split.js"))?;
    let loader = connectable(&loader, &named)?;

    let main = split.join(format!("{PAGE}.wasm"));
    bindgen.args(arguments.iter().map(
        |argument| {
            if argument == whole { main.as_os_str() } else { argument }
        },
    ));
    // The parts link to the linker's table and memory.
    Output::Shown.run(bindgen.arg("--keep-lld-exports"))?;
    write_loader(out, &loader)
}

/// A part: the name that the splitter gave it, the file's name, its integrity.
type Part = (String, String, String);

/// Makes the parts small, if that was asked for, and names them by their content.
fn name_parts(split: &Path, parts: &Path) -> anyhow::Result<Vec<Part>> {
    let mut named = Vec::new();
    for entry in fs::read_dir(split).with_context(|| format!("cannot list {}", split.display()))? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_owned();
        if path.extension() != Some(OsStr::new("wasm")) || stem == PAGE {
            continue;
        }
        if let Some(wasm_opt) = std::env::var_os(WASM_OPT) {
            let mut wasm_opt = Command::new(wasm_opt);
            wasm_opt.args(WASM_OPT_OPTIONS).arg(&path).arg("-o").arg(&path);
            Output::Shown.run(&mut wasm_opt)?;
        }
        let content = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = format!("{stem}-{}.wasm", short_hash(&content));
        fs::write(parts.join(&name), &content).with_context(|| format!("cannot write {name}"))?;
        let integrity = format!("sha384-{}", base64(&Sha384::digest(&content)));
        named.push((stem, name, integrity));
    }
    Ok(named)
}

/// The splitter's loader, with the parts' final names and integrity, told of the page's module by a call: at
/// this time the module has no final name that could be imported.
fn connectable(loader: &str, parts: &[Part]) -> anyhow::Result<String> {
    let import = format!("import {{ initSync }} from \"./{PAGE}.js\";");
    if !loader.contains(&import) {
        bail!("the splitter's loader does not import the page's module as expected");
    }
    let mut text =
        loader.replace(&import, "let initSync;\nexport const connect = (page) => { initSync = page; };");
    for (stem, name, integrity) in parts {
        let fetch = format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))");
        if !text.contains(&fetch) {
            bail!("the splitter's loader does not fetch {stem}.wasm as expected");
        }
        text = text.replace(
            &fetch,
            &format!(
                "fetch(new URL(\"../../{PARTS}/{name}\", import.meta.url), {{ integrity: \"{integrity}\" }})"
            ),
        );
    }
    Ok(text)
}

/// Puts the loader beside wasm-bindgen's module and lets the module use it.
fn write_loader(out: &Path, loader: &str) -> anyhow::Result<()> {
    let snippets = out.join(SNIPPETS);
    let name = format!("parts-{}", short_hash(loader.as_bytes()));
    fs::create_dir_all(snippets.join(&name))?;
    fs::write(snippets.join(&name).join("load.js"), loader)?;

    let module = out.join(format!("{PAGE}.js"));
    let text = read(&module)?;
    // The same name is a key of the imports that the module hands to the wasm; that one stays.
    let import = format!("from \"{LOADER_IMPORT}\"");
    if !text.contains(&import) {
        bail!("the page's module does not import {LOADER_IMPORT}: is nothing split off?");
    }
    let address = format!("./snippets/{name}/load.js");
    let text = format!(
        "import {{ connect }} from \"{address}\";\nconnect(initSync);\n{}",
        text.replace(&import, &format!("from \"{address}\";"))
    );
    fs::write(&module, text).with_context(|| format!("cannot write {}", module.display()))
}

/// Trunk's hook: the parts of the page just built go where it is published from.
fn place_parts() -> anyhow::Result<()> {
    let stage = std::env::var_os("TRUNK_STAGING_DIR").context("TRUNK_STAGING_DIR is not set")?;
    let from = PathBuf::from(tool(PARTS_FOLDER)?).join(PARTS);
    let to = Path::new(&stage).join(PARTS);
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    for entry in fs::read_dir(&from).with_context(|| format!("cannot list {}", from.display()))? {
        let path = entry?.path();
        if let Some(name) = path.file_name() {
            fs::copy(&path, to.join(name)).with_context(|| format!("cannot copy {}", path.display()))?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Enough of a hash to tell versions of a file apart, in hexadecimal digits.
fn short_hash(content: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for byte in Sha256::digest(content).iter().take(8) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOADER: &str = "import { initSync } from \"./pentimento.js\";\n\
        const a = () => fetch(new URL(\"./split_a.wasm\", import.meta.url));\n";

    fn part() -> Part {
        ("split_a".into(), "split_a-12.wasm".into(), "sha384-x".into())
    }

    #[test]
    fn the_loader_is_told_of_the_page_and_checks_its_parts() {
        let text = connectable(LOADER, &[part()]).unwrap();
        assert!(text.contains("export const connect") && !text.contains("./pentimento.js"), "{text}");
        assert!(
            text.contains(
                "fetch(new URL(\"../../parts/split_a-12.wasm\", import.meta.url), { integrity: \"sha384-x\" })"
            ),
            "{text}"
        );
    }

    #[test]
    fn a_loader_of_another_form_is_refused() {
        assert!(connectable("import init from './x.js';", &[]).is_err());
        let other = ("split_b".to_owned(), String::new(), String::new());
        assert!(connectable(LOADER, &[other]).is_err());
    }

    #[test]
    fn the_module_imports_the_loader_and_connects() {
        let out = std::env::temp_dir().join(format!("pentimento split {}", std::process::id()));
        fs::create_dir_all(&out).unwrap();
        fs::write(out.join("pentimento.js"), format!("import * as i from \"{LOADER_IMPORT}\";")).unwrap();
        write_loader(&out, "export const connect = () => {};").unwrap();
        let module = fs::read_to_string(out.join("pentimento.js")).unwrap();
        let name = format!("parts-{}", short_hash(b"export const connect = () => {};"));
        assert!(out.join("snippets").join(&name).join("load.js").is_file());
        assert_eq!(module.matches(&name).count(), 2, "{module}");
        assert!(module.contains("\nconnect(initSync);\n"), "{module}");
        fs::write(out.join("pentimento.js"), "").unwrap();
        assert!(write_loader(&out, "").is_err());
        fs::remove_dir_all(out).unwrap();
    }
}
