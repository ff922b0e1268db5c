//! Splits the page's wasm into what is needed at once and parts that are fetched when they are first used.
//!
//! The places are marked by `split_points!` in the page's code. A part is named by its content, and its hash
//! stands in the loader, so that a stale or foreign part is refused.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};

use crate::small::make_small;
use crate::{Options, generate};

/// The page's binary; the only one with parts.
pub(crate) const PAGE: &str = "pentimento";
/// Where the parts stand in the published folder.
const PARTS: &str = "parts";
/// Where wasm-bindgen puts modules that come with a library; all in there is published.
const SNIPPETS: &str = "snippets";
/// What the linker's import of the loader is called.
const LOADER_IMPORT: &str = "./__wasm_split.js";

/// Splits the page, writes the parts into `folder`, and the module and wasm of the main part into the output folder.
pub(crate) fn split_and_generate(options: &Options, folder: &Path) -> anyhow::Result<()> {
    let (split, parts) = (folder.join("split"), folder.join(PARTS));
    for made in [&split, &parts] {
        if made.exists() {
            fs::remove_dir_all(made).with_context(|| format!("cannot empty {}", made.display()))?;
        }
        fs::create_dir_all(made).with_context(|| format!("cannot make {}", made.display()))?;
    }
    let whole =
        fs::read(&options.input).with_context(|| format!("cannot read {}", options.input.display()))?;
    let main = split.join(format!("{PAGE}.wasm"));
    let page_module = format!("./{PAGE}.js");
    let mut splitting = wasm_split_cli_support::Options::new(&whole);
    splitting.output_dir = &split;
    splitting.main_out_path = &main;
    splitting.main_module = &page_module;
    splitting.target.web();
    wasm_split_cli_support::transform(splitting)
        .map_err(|error| anyhow!("cannot split the page: {error:#}"))?;

    generate(options, &main, true)?;
    let mut found = found_parts(&split)?;
    // The largest first, so that none is left alone at the end.
    found.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).map_or(0, |known| known.len())));
    make_small(&[&[options.wasm()], &found[..]].concat(), &options.wasm_opt)?;
    let named = name_parts(&found, &parts)?;
    let loader = connectable(&read(&split.join("__wasm_split.js"))?, &named)?;
    write_loader(&options.out_folder, &loader)
}

/// A part: the name that the splitter gave it, the file's name, its integrity.
type Part = (String, String, String);

/// The parts as the splitter left them.
fn found_parts(split: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(split).with_context(|| format!("cannot list {}", split.display()))? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("wasm")) && path.file_stem() != Some(OsStr::new(PAGE)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Names the parts by their content.
fn name_parts(found: &[PathBuf], parts: &Path) -> anyhow::Result<Vec<Part>> {
    let mut named = Vec::new();
    for path in found {
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_owned();
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        let name = format!("{stem}-{}.wasm", short_hash(&content));
        fs::write(parts.join(&name), &content).with_context(|| format!("cannot write {name}"))?;
        let integrity = format!("sha256-{}", BASE64.encode(Sha256::digest(&content)));
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
        ("split_a".into(), "split_a-12.wasm".into(), "sha256-x".into())
    }

    #[test]
    fn the_loader_is_told_of_the_page_and_checks_its_parts() {
        let text = connectable(LOADER, &[part()]).unwrap();
        assert!(text.contains("export const connect") && !text.contains("./pentimento.js"), "{text}");
        assert!(
            text.contains(
                "fetch(new URL(\"../../parts/split_a-12.wasm\", import.meta.url), { integrity: \"sha256-x\" })"
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
