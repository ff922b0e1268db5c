//! Cargo and the compiler: how they are called, the wasm32 target, the dependencies' sources.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process::{Output, capture};
use crate::project::Project;

/// The target of the page and the worker.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The cargo that runs us, in the project's folder.
pub(crate) fn command(project: &Project) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(project.root());
    keep_own_flags(&mut command);
    command
}

/// The same, giving way to what keeps a person waiting longer: by so many degrees of niceness, where systems have that.
pub(crate) fn yielding(project: &Project, degrees: u8) -> Command {
    let cargo = command(project);
    if !cfg!(unix) {
        return cargo;
    }
    let mut command = Command::new("nice");
    command.arg("-n").arg(degrees.to_string()).arg(cargo.get_program()).current_dir(project.root());
    keep_own_flags(&mut command);
    command
}

/// Takes the flags of the surroundings away: they would replace those of `.cargo/config.toml`, SIMD among
/// them, instead of adding to them.
pub(crate) fn keep_own_flags(command: &mut Command) {
    command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
}

/// Makes sure that the compiler can build for wasm32.
///
/// # Errors
/// When the target is missing and there is no rustup to add it.
pub(crate) fn require_wasm_target(project: &Project, output: &Output) -> anyhow::Result<()> {
    if has_wasm_target(project.root()) {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", WASM_TARGET]).current_dir(project.root());
    output.run(&mut rustup).with_context(|| {
        format!(
            "the compiler has no {WASM_TARGET} library: `rustup target add {WASM_TARGET}` adds it, \
             without rustup the system's package for it"
        )
    })?;
    if !has_wasm_target(project.root()) {
        bail!(
            "rustup added {WASM_TARGET}, but the compiler in use does not have it: is its rustc first on PATH?"
        );
    }
    Ok(())
}

fn has_wasm_target(root: &Path) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]).current_dir(root);
    capture(&mut rustc)
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .is_some_and(|mut files| files.next().is_some())
}

/// Downloads the sources of all dependencies, so that everything after it can work without the network.
/// With `locked`, `Cargo.lock` must be up to date.
pub(crate) fn fetch(project: &Project, output: &Output, locked: bool) -> anyhow::Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV").current_dir(project.root());
    let version = capture(&mut rustc).context("rustc does not tell its version")?;
    let host = version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("rustc does not tell its host")?;
    let mut fetch = command(project);
    fetch.args(["fetch", "--target", WASM_TARGET, "--target", host]);
    if locked {
        fetch.arg("--locked");
    }
    output.run(&mut fetch)
}
