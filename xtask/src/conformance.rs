//! `conformance`: the providers' official clients, unchanged, against the simulator.
//!
//! Each set of clients is installed once per version into the per-user cache, outside the checkout; the scripts
//! that drive them are in `tests/conformance`.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::install;
use crate::process::Output;
use crate::project::Project;
use crate::simulator;
use crate::steps::Steps;
use crate::tools::Toolbox;

/// The official Python clients.
const PYTHON_CLIENTS: [&str; 3] = ["modelrunner_ai==0.6.0", "fal-client==1.0.3", "openai==3.57.0"];
/// The official JavaScript clients.
const JAVASCRIPT_CLIENTS: [&str; 2] = ["@fal-ai/client@1.10.1", "openai@7.59.0"];

/// Builds the simulator, then as [`check`].
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("simulator build", |output| simulator::build(project, output))?;
    steps.run("conformance", |output| check(project, output))
}

/// Runs the clients against a simulator that is built.
///
/// # Errors
/// When a client cannot be installed, or does not get through.
pub(crate) fn check(project: &Project, output: &Output) -> anyhow::Result<()> {
    let toolbox = Toolbox::from_environment();
    let (_simulator, address) = simulator::start(project, output)?;
    let scripts = project.root().join("tests").join("conformance");
    let picture = project.root().join("public").join("samples").join("coffee-mask.png");

    let python = ["python3", "python"].into_iter().find(|name| toolbox.find(name).is_some());
    let python = python.context("the conformance tests need Python 3 with pip")?;
    let packages = install::once(&folder_name("clients-python", &PYTHON_CLIENTS), |folder| {
        let mut pip = toolbox.command(python)?;
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"])
            .arg(folder)
            .args(PYTHON_CLIENTS);
        output.run(&mut pip)
    })?;
    let mut clients = toolbox.command(python)?;
    clients.env("PYTHONPATH", &packages).arg(scripts.join("clients.py"));
    output.run(with(&mut clients, &address, &picture))?;

    let modules = install::once(&folder_name("clients-javascript", &JAVASCRIPT_CLIENTS), |folder| {
        fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
        let mut npm = toolbox.command("npm")?;
        npm.args(["install", "--silent", "--no-audit", "--no-fund"])
            .args(JAVASCRIPT_CLIENTS)
            .current_dir(folder);
        output.run(&mut npm)
    })?;
    // Node looks for modules beside the script, so the script goes to them.
    let script = modules.join("clients.mjs");
    fs::copy(scripts.join("clients.mjs"), &script)
        .with_context(|| format!("cannot write {}", script.display()))?;
    let mut clients = toolbox.command("node")?;
    clients.arg(script);
    output.run(with(&mut clients, &address, &picture))
}

fn with<'a>(command: &'a mut Command, address: &str, picture: &Path) -> &'a mut Command {
    command.arg(address).arg(picture)
}

/// A folder's name with every version in it: another version is another folder.
fn folder_name(kind: &str, packages: &[&str]) -> String {
    let versions: Vec<&str> =
        packages.iter().filter_map(|package| package.rsplit(['=', '@']).next()).collect();
    format!("{kind}-{}", versions.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_another_folder() {
        assert_eq!(folder_name("clients-python", &PYTHON_CLIENTS), "clients-python-0.6.0-1.0.3-3.57.0");
        assert_eq!(
            folder_name("clients-javascript", &JAVASCRIPT_CLIENTS),
            "clients-javascript-1.10.1-7.59.0"
        );
    }
}
