//! The build's tools, by exact version: found on `PATH`, else in the cache, else installed there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::install;
use crate::process::{Output, capture, find_program};

/// A tool that `cargo install` builds.
#[derive(Debug)]
struct CargoTool {
    /// The package's name.
    package: &'static str,
    /// Exact version.
    version: &'static str,
    /// What it installs; the first tells its version.
    programs: &'static [&'static str],
    /// How it is built.
    options: &'static [&'static str],
    /// It states its version; otherwise only ours in the cache is trusted.
    tells_version: bool,
}

/// Builds the page. It only ever works offline here: it is built without TLS, which needs a C compiler.
const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    version: "0.21.14",
    programs: &["trunk"],
    options: &["--no-default-features"],
    tells_version: true,
};

/// Must be the version of the `wasm-bindgen` library in `Cargo.lock`.
const WASM_BINDGEN: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
    options: &[],
    tells_version: true,
};

/// Splits the page's wasm; reads what the library `wasm_split_helpers` of the same line marks.
const WASM_SPLIT: CargoTool = CargoTool {
    package: "wasm_split_cli_support",
    version: "0.2.4",
    programs: &["wasm-split-cli"],
    options: &["--features", "build-binary"],
    tells_version: false,
};

/// Version of the npm package `binaryen`, of which we use `wasm-opt`.
const BINARYEN: &str = "132.0.0";

/// What `wasm-opt --version` says for it.
const WASM_OPT_VERSION: &str = "132";

/// Where programs are looked for: `PATH`, after the folders of our own tools.
#[derive(Clone, Debug)]
pub(crate) struct Toolbox {
    search_path: OsString,
}

impl Toolbox {
    /// Nothing but `PATH`.
    pub(crate) fn from_environment() -> Self {
        Self { search_path: std::env::var_os("PATH").unwrap_or_default() }
    }

    /// Trunk, wasm-bindgen and the splitter, installed where they are missing.
    ///
    /// # Errors
    /// When an installation fails.
    pub(crate) fn for_build(output: &Output) -> anyhow::Result<Self> {
        let mut toolbox = Self::from_environment();
        for tool in [&TRUNK, &WASM_BINDGEN, &WASM_SPLIT] {
            toolbox.require(tool, output)?;
        }
        Ok(toolbox)
    }

    /// Adds wasm-opt, from `PATH` or from npm. False when it cannot be had; the page is only larger then.
    pub(crate) fn add_wasm_opt(&mut self, output: &Output) -> anyhow::Result<bool> {
        if self.version_of("wasm-opt", 2).as_deref() == Some(WASM_OPT_VERSION) {
            return Ok(true);
        }
        if self.find("node").is_none() || self.find("npm").is_none() {
            output.line(&format!(
                "no wasm-opt {WASM_OPT_VERSION} and no Node to get it with: the page is built without, about a tenth larger"
            ))?;
            return Ok(false);
        }
        let folder = install::once(&format!("binaryen-{BINARYEN}"), |folder| {
            output.line(&format!("installing binaryen {BINARYEN} for wasm-opt, once on this machine"))?;
            let mut npm = self.command("npm")?;
            npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts"])
                .arg("--prefix")
                .arg(folder)
                .arg(format!("binaryen@{BINARYEN}"))
                .current_dir(folder);
            output.run(&mut npm)
        })?;
        self.put_first(&folder.join("node_modules").join(".bin"))?;
        Ok(true)
    }

    /// A program of this toolbox, with the same search path for what it starts in turn.
    ///
    /// # Errors
    /// When there is none of this name.
    pub(crate) fn command(&self, name: &str) -> anyhow::Result<Command> {
        let program = self.find(name).with_context(|| format!("{name} is not on PATH"))?;
        let mut command = Command::new(program);
        command.env("PATH", &self.search_path);
        Ok(command)
    }

    /// Where a program is.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        find_program(&self.search_path, name)
    }

    /// The search path, in the form of `PATH`.
    pub(crate) fn search_path(&self) -> &OsString {
        &self.search_path
    }

    fn require(&mut self, tool: &CargoTool, output: &Output) -> anyhow::Result<()> {
        let [first, ..] = tool.programs else { return Ok(()) };
        let all_found = tool.programs.iter().all(|program| self.find(program).is_some());
        if tool.tells_version && all_found && self.version_of(first, 1).as_deref() == Some(tool.version) {
            return Ok(());
        }
        let folder = install::once(&format!("{}-{}", tool.package, tool.version), |folder| {
            output.line(&format!(
                "installing {} {}, once on this machine: some minutes",
                tool.package, tool.version
            ))?;
            cargo_install(tool, folder, output)
        })?;
        self.put_first(&folder.join("bin"))
    }

    /// The version that a program states as the `position`th word, from 0, of its first line.
    fn version_of(&self, name: &str, position: usize) -> Option<String> {
        let text = capture(self.command(name).ok()?.arg("--version"))?;
        text.split_whitespace().nth(position).map(str::to_owned)
    }

    fn put_first(&mut self, folder: &Path) -> anyhow::Result<()> {
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&self.search_path));
        self.search_path = std::env::join_paths(folders)
            .with_context(|| format!("{} cannot stand in PATH", folder.display()))?;
        Ok(())
    }
}

/// Builds a tool into `folder`, in which nothing else is left.
fn cargo_install(tool: &CargoTool, folder: &Path, output: &Output) -> anyhow::Result<()> {
    let target = folder.join("target");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["install", "--locked", tool.package])
        .arg("--version")
        .arg(format!("={}", tool.version))
        .args(tool.options)
        .arg("--root")
        .arg(folder)
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        // Away from the project, whose settings are for the page.
        .current_dir(folder);
    output.run(&mut cargo)?;
    std::fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project_file(name: &str) -> String {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        std::fs::read_to_string(root.join(name)).unwrap()
    }

    #[track_caller]
    fn check(file: &str, line: &str) {
        assert!(project_file(file).lines().any(|found| found.trim() == line), "{file} has no line {line}");
    }

    #[test]
    fn the_same_versions_are_pinned_everywhere() {
        check("Trunk.toml", &format!("wasm_bindgen = \"{}\"", WASM_BINDGEN.version));
        check("Trunk.toml", &format!("wasm_opt = \"version_{WASM_OPT_VERSION}\""));
        check("Trunk.toml", &format!("trunk-version = \"={}\"", TRUNK.version));
        check("Cargo.toml", &format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version));
        assert!(BINARYEN.starts_with(WASM_OPT_VERSION));
    }
}
