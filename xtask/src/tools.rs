//! The build's tools, by exact version: found on `PATH`, else in the cache, else installed there.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::cargo;
use crate::install;
use crate::process::{Output, capture, find_program};
use crate::project::Project;

/// A program that `cargo install` builds.
#[derive(Debug)]
struct CargoTool {
    /// The package's name.
    package: &'static str,
    /// Exact version.
    version: &'static str,
    /// The program that we need of it.
    program: &'static str,
    /// Whether a version found on this machine will do.
    accepts: fn(found: &str) -> bool,
}

/// Bundles the page. Built without TLS, which needs a C compiler: it downloads nothing here.
const TRUNK: CargoTool = CargoTool {
    package: "trunk",
    version: "0.21.14",
    program: "trunk",
    accepts: |found| found.starts_with("0.21."),
};

/// Runs the tests of `src/browser`; must be of the version of the `wasm-bindgen` library in `Cargo.lock`.
const TEST_RUNNER: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    version: "0.2.129",
    program: "wasm-bindgen-test-runner",
    accepts: |found| found == TEST_RUNNER.version,
};

/// Version of the npm package `binaryen`, of which we use `wasm-opt`.
const BINARYEN: &str = "132.0.0";

/// What `wasm-opt --version` says for it.
const WASM_OPT_VERSION: &str = "132";

/// Settings of cargo under which a tool is built in a third of the time.
const QUICKLY_BUILT: [(&str, &str); 5] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "false"),
    ("CARGO_PROFILE_RELEASE_STRIP", "true"),
];

/// Where programs are looked for: `PATH`, after the folders of our own tools.
#[derive(Clone, Debug)]
pub(crate) struct Toolbox {
    search_path: OsString,
}

impl Toolbox {
    /// `PATH`, and where cargo puts what a person installs.
    pub(crate) fn from_environment() -> Self {
        let mut search_path = std::env::var_os("PATH").unwrap_or_default();
        let home = |name: &str| std::env::var_os(name).map(PathBuf::from);
        if let Some(cargo) = home("CARGO_HOME").or_else(|| Some(home("HOME")?.join(".cargo")))
            && let Ok(longer) =
                std::env::join_paths(std::env::split_paths(&search_path).chain([cargo.join("bin")]))
        {
            search_path = longer;
        }
        Self { search_path }
    }

    /// Our own `wasm-bindgen`, which is built.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) fn for_build(project: &Project, output: &Output) -> anyhow::Result<Self> {
        let mut toolbox = Self::from_environment();
        toolbox.add_bindgen(project, output)?;
        Ok(toolbox)
    }

    /// The same, and Trunk, built where it is missing: to watch.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) fn for_watch(project: &Project, output: &Output) -> anyhow::Result<Self> {
        let mut toolbox = Self::from_environment();
        toolbox.require(&TRUNK, output)?;
        // Last, so that Trunk finds it first.
        toolbox.add_bindgen(project, output)?;
        Ok(toolbox)
    }

    fn add_bindgen(&mut self, project: &Project, output: &Output) -> anyhow::Result<()> {
        // Needed last.
        let mut build = cargo::yielding(project, 10);
        build.args(["build", "--quiet", "--package", "page-bindgen", "--profile", "tools"]);
        output.run(&mut build)?;
        self.put_first(&project.target().join("tools"))
    }

    /// What runs WebAssembly tests in a browser, built where it is missing.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) fn for_browser_tests(output: &Output) -> anyhow::Result<Self> {
        let mut toolbox = Self::from_environment();
        toolbox.require(&TEST_RUNNER, output)?;
        Ok(toolbox)
    }

    /// wasm-opt, from `PATH` or from npm. `None` when it cannot be had; the page is only larger then.
    ///
    /// # Errors
    /// When npm fails.
    pub(crate) fn wasm_opt(&mut self, output: &Output) -> anyhow::Result<Option<PathBuf>> {
        if self.version_of("wasm-opt", 2).as_deref() != Some(WASM_OPT_VERSION) {
            if self.find("node").is_none() || self.find("npm").is_none() {
                output.line(&format!(
                    "no wasm-opt {WASM_OPT_VERSION} and no Node to get it with: the page is built without, about a tenth larger"
                ))?;
                return Ok(None);
            }
            let folder = install::once(&format!("binaryen-{BINARYEN}"), |folder| {
                output.line(&format!("installing binaryen {BINARYEN} for wasm-opt, once on this machine"))?;
                let mut npm = self.command("npm")?;
                npm.args(["install", "--silent", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts"])
                    .arg("--prefix")
                    .arg(folder)
                    .arg(format!("binaryen@{BINARYEN}"))
                    .current_dir(folder);
                output.run(&mut npm)
            })?;
            self.put_first(&folder.join("node_modules").join(".bin"))?;
        }
        Ok(self.find("wasm-opt"))
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
        if self.version_of(tool.program, 1).is_some_and(|found| (tool.accepts)(&found)) {
            return Ok(());
        }
        let folder = install::once(&format!("{}-{}", tool.program, tool.version), |folder| {
            output.line(&format!("installing {} {}, once on this machine", tool.program, tool.version))?;
            self.binstall(tool, folder).map_or_else(|| cargo_install(tool, folder, output), Ok)
        })?;
        self.put_first(&folder.join("bin"))
    }

    /// The finished program by cargo-binstall, where a person has that. `None` when it has to be built.
    fn binstall(&self, tool: &CargoTool, folder: &Path) -> Option<()> {
        let mut binstall = self.command("cargo-binstall").ok()?;
        binstall.args(["binstall", "--no-confirm", "--disable-strategies", "compile", "--root"]).arg(folder);
        capture(binstall.arg(format!("{}@{}", tool.package, tool.version)))?;
        let program = format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX);
        folder.join("bin").join(program).is_file().then_some(())
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

/// Builds a tool into `folder`, in which nothing else is left. It runs for seconds, so the time to optimise it
/// would never come back.
fn cargo_install(tool: &CargoTool, folder: &Path, output: &Output) -> anyhow::Result<()> {
    let target = folder.join("target");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args(["install", "--quiet", "--locked", "--no-default-features", "--no-track", tool.package])
        .arg("--version")
        .arg(format!("={}", tool.version))
        .args(["--bin", tool.program, "--root"])
        .arg(folder)
        .envs(QUICKLY_BUILT)
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
        check("Trunk.toml", &format!("wasm_bindgen = \"{}\"", TEST_RUNNER.version));
        check("Trunk.toml", &format!("wasm_opt = \"version_{WASM_OPT_VERSION}\""));
        check("Trunk.toml", &format!("trunk-version = \"^{}\"", TRUNK.version));
        check("Cargo.toml", &format!("wasm-bindgen = \"={}\"", TEST_RUNNER.version));
        assert!(BINARYEN.starts_with(WASM_OPT_VERSION));
        assert!((TRUNK.accepts)(TRUNK.version) && (TEST_RUNNER.accepts)(TEST_RUNNER.version));
    }
}
