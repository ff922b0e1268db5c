//! `wasm-bindgen` as Trunk calls it, and as `cargo xtask build` does: with the page's wasm split on the way.
//!
//! The splitter has to work on what the linker wrote, before wasm-bindgen. So both are in this one program, a thin
//! caller of the same libraries as wasm-bindgen's own; in `cargo xtask serve --watch` Trunk finds it in place of that.

mod parts;
mod sections;
mod short_imports;
mod shorten;
mod small;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use wasm_bindgen_cli_support::Bindgen;

/// Version of the wasm-bindgen libraries: the page's and the one that reads what it left in the wasm.
const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    match run(std::env::args_os().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: impl Iterator<Item = OsString>) -> anyhow::Result<()> {
    let options = match Command::read(arguments)? {
        Command::Version => {
            println!("wasm-bindgen {VERSION}");
            return Ok(());
        }
        Command::Generate(options) => options,
    };
    match &options.parts {
        Some(folder) => parts::split_and_generate(&options, folder)?,
        None => generate(&options, &options.input, false)?,
    }
    if options.is_published { publish(&options) } else { Ok(()) }
}

/// Makes the module small, and the wasm of a program in one piece; that of others is small with their parts.
fn publish(options: &Options) -> anyhow::Result<()> {
    let (module, wasm) = (options.out_folder.join(format!("{}.js", options.out_name)), options.wasm());
    if options.parts.is_none() {
        small::make_small(std::slice::from_ref(&wasm), &options.wasm_opt)?;
    }
    let text = fs::read_to_string(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let mut text = shorten::shorten(&text);
    let mut content = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    short_imports::shorten_imports(&mut text, &mut content);
    fs::write(&module, text).with_context(|| format!("cannot write {}", module.display()))?;
    fs::write(&wasm, content).with_context(|| format!("cannot write {}", wasm.display()))
}

/// Writes the JavaScript module and its wasm. The parts of a split module link to the linker's own exports.
fn generate(options: &Options, input: &Path, keep_linker_exports: bool) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    match options.target.as_str() {
        "web" => bindgen.web(true)?,
        "no-modules" => bindgen.no_modules(true)?,
        other => bail!("target is {other:?}, here it is web or no-modules"),
    };
    bindgen
        .input_path(input)
        .out_name(&options.out_name)
        .typescript(false)
        .keep_debug(options.keeps_debug)
        .keep_lld_exports(keep_linker_exports)
        .generate(&options.out_folder)
}

/// What the program is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Command {
    Version,
    Generate(Options),
}

/// The options of wasm-bindgen's own program that Trunk uses, and those of ours.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    /// The wasm that the linker wrote.
    input: PathBuf,
    out_folder: PathBuf,
    /// Name of the module's files, without endings.
    out_name: String,
    target: String,
    keeps_debug: bool,
    /// Without names and what else only a reader needs.
    is_published: bool,
    /// The folder for the page's parts; it stays in one piece without.
    parts: Option<PathBuf>,
    /// Makes wasm small: the program and what it is told.
    wasm_opt: Vec<String>,
}

impl Options {
    /// Where wasm-bindgen writes the wasm of a module.
    fn wasm(&self) -> PathBuf {
        self.out_folder.join(format!("{}_bg.wasm", self.out_name))
    }
}

impl Command {
    fn read(arguments: impl Iterator<Item = OsString>) -> anyhow::Result<Self> {
        let mut options = Options::default();
        for argument in arguments {
            let text = argument.to_str().context("an argument is not Unicode")?;
            match text.split_once('=').unwrap_or((text, "")) {
                ("--version" | "-V", "") => return Ok(Self::Version),
                ("--target", target) => target.clone_into(&mut options.target),
                ("--out-dir", folder) => options.out_folder = folder.into(),
                ("--out-name", name) => name.clone_into(&mut options.out_name),
                ("--keep-debug", "") => options.keeps_debug = true,
                ("--published", "") => options.is_published = true,
                ("--parts", folder) => options.parts = Some(folder.into()),
                // The program first, then a call for each of its options: paths may hold spaces.
                ("--wasm-opt", _) => {
                    options.wasm_opt.extend(text.split_once('=').map(|(_, value)| value.to_owned()));
                }
                // Found out from the wasm, or what is done anyway.
                ("--no-typescript" | "--reference-types" | "--weak-refs", "") => {}
                (name, _) if name.starts_with('-') => bail!("{name} is not understood here"),
                _ => options.input = text.into(),
            }
        }
        if options.input == Path::new("") || options.out_name.is_empty() {
            bail!("usage: wasm-bindgen --target=web --out-dir=FOLDER --out-name=NAME FILE.wasm");
        }
        Ok(Self::Generate(options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> anyhow::Result<Command> {
        Command::read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_calls_of_trunk_are_read() {
        assert_eq!(read("--version").unwrap(), Command::Version);
        let options = Options {
            input: "t/page.wasm".into(),
            out_folder: "t/out".into(),
            out_name: "page".into(),
            target: "web".into(),
            ..Options::default()
        };
        let line = "--target=web --out-dir=t/out --out-name=page t/page.wasm --no-typescript";
        assert_eq!(read(line).unwrap(), Command::Generate(options));
    }

    #[test]
    fn the_calls_of_xtask_are_read() {
        let line = "--target=web --out-dir=o --out-name=page --published --parts=p --wasm-opt=w --wasm-opt=-Oz \
                    --wasm-opt=--a=b page.wasm";
        let Command::Generate(options) = read(line).unwrap() else {
            panic!("it is not asked for its version")
        };
        assert!(options.is_published);
        assert_eq!(options.parts, Some("p".into()));
        assert_eq!(options.wasm_opt, ["w", "-Oz", "--a=b"]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        assert_eq!(read("--browser a.wasm").unwrap_err().to_string(), "--browser is not understood here");
        assert!(read("--target=web").is_err());
    }

    #[test]
    fn the_version_is_that_of_the_page() {
        let manifest = include_str!("../../../Cargo.toml");
        assert!(manifest.contains(&format!("\nwasm-bindgen = \"={VERSION}\"")), "{VERSION}");
    }
}
