//! The simulator of the providers: built for speed, since it makes real edits, and run.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;

use crate::cargo;
use crate::process::{Background, Output};
use crate::project::Project;
use crate::steps::Steps;

/// How long it may take from its start to its address.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// In the foreground, for a person; it prints its addresses and keys itself.
pub(crate) fn run(steps: &mut Steps, project: &Project, arguments: &[String]) -> Option<()> {
    steps.run("simulator build", |output| build(project, output))?;
    steps.run("simulator", |output| output.run(Command::new(program(project)).args(arguments)))
}

/// Builds it.
///
/// # Errors
/// When cargo fails.
pub(crate) fn build(project: &Project, output: &Output) -> anyhow::Result<()> {
    let mut build = cargo::command(project);
    build.args(["build", "--profile", "native", "--package", "simulator"]);
    output.run(&mut build)
}

/// Starts the built one on a free port; it and its address without a slash at the end.
///
/// # Errors
/// When it does not start or prints no address.
pub(crate) fn start(project: &Project, output: &Output) -> anyhow::Result<(Background, String)> {
    // The program itself rather than `cargo run`: ending cargo would leave it running on Windows.
    let mut command = Command::new(program(project));
    command.args(["--port", "0", "--stop-with-stdin"]);
    let (background, line) = Background::start(&mut command, output, START_TIMEOUT)?;
    let address = address_in(&line).with_context(|| format!("the simulator's first line is {line:?}"))?;
    Ok((background, address.to_owned()))
}

fn program(project: &Project) -> PathBuf {
    let name = format!("simulator{}", std::env::consts::EXE_SUFFIX);
    project.target().join("native").join(name)
}

fn address_in(line: &str) -> Option<&str> {
    let address = line.strip_prefix("listening on ")?.trim().trim_end_matches('/');
    address.starts_with("http://127.0.0.1:").then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_first_line() {
        assert_eq!(address_in("listening on http://127.0.0.1:4000"), Some("http://127.0.0.1:4000"));
        assert_eq!(address_in("listening on http://127.0.0.1:4000/ "), Some("http://127.0.0.1:4000"));
        assert_eq!(address_in("listening on http://0.0.0.0:4000"), None);
        assert_eq!(address_in("hello"), None);
    }
}
