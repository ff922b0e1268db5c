//! The Playwright package in `tests/browser`: its modules, and its projects run against real servers.
//!
//! What the tests get in their environment is listed in CONTRIBUTING.md.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::browsers;
use crate::page;
use crate::process::{Background, Output};
use crate::project::Project;
use crate::serve::listen_near;
use crate::simulator;
use crate::static_server::StaticServer;
use crate::steps::Steps;
use crate::tools::Toolbox;

/// Below which path the second server has the same folder.
const SUB_PATH: &str = "/some/sub/path/";

/// The published folder at two addresses and simulators; all end when dropped.
#[derive(Debug)]
pub(crate) struct Servers {
    at_root: StaticServer,
    at_sub_path: StaticServer,
    simulators: Vec<(Background, String)>,
}

impl Servers {
    /// Starts all on free ports, with a simulator for each of so many tests side by side.
    ///
    /// # Errors
    /// When one does not start.
    pub(crate) fn start(
        project: &Project,
        dist: &Path,
        side_by_side: usize,
        output: &Output,
    ) -> anyhow::Result<Self> {
        let serve = |prefix| {
            StaticServer::start(dist, prefix, listen_near(0)?)
                .with_context(|| format!("cannot serve {prefix}"))
        };
        let (at_root, at_sub_path) = (serve("/")?, serve(SUB_PATH)?);
        let simulators = (0..side_by_side).map(|_| simulator::start(project, output));
        Ok(Self { at_root, at_sub_path, simulators: simulators.collect::<anyhow::Result<_>>()? })
    }

    /// The simulators' addresses, apart by blanks.
    fn simulator_addresses(&self) -> String {
        let addresses = self.simulators.iter().map(|(_, address)| address.as_str());
        addresses.collect::<Vec<_>>().join(" ")
    }
}

/// Builds what a project of the package runs on: the page and the simulator; the tools and the published folder.
pub(crate) fn prepare(steps: &mut Steps, project: &Project) -> Option<(Toolbox, PathBuf)> {
    let toolbox = Toolbox::from_environment();
    let dist = page::build(steps, project, None)?;
    steps.run("simulator build", |output| simulator::build(project, output))?;
    steps.run("page tests' modules", |output| install(project, &toolbox, output))?;
    Some((toolbox, dist))
}

/// Installs the package's modules when its lock file has changed since.
///
/// # Errors
/// When Node is missing or npm fails.
pub(crate) fn install(project: &Project, toolbox: &Toolbox, output: &Output) -> anyhow::Result<()> {
    if toolbox.find("node").is_none() || toolbox.find("npm").is_none() {
        bail!("the browser tests need Node with npm, and neither PATH nor the cache has it: see nodejs.org");
    }
    let package = project.browser_tests();
    let lock =
        fs::read(package.join("package-lock.json")).context("tests/browser has no package-lock.json")?;
    // A copy of the lock file inside node_modules tells what they were installed from.
    let stamp = package.join("node_modules").join(".installed-from.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = toolbox.command("npm")?;
    npm.args(["ci", "--no-audit", "--no-fund"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .current_dir(&package);
    output.run(&mut npm)?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

/// Checks the types of the tests' TypeScript, which Playwright itself takes no notice of.
///
/// # Errors
/// When a type is wrong.
pub(crate) fn check_types(project: &Project, toolbox: &Toolbox, output: &Output) -> anyhow::Result<()> {
    output.run(node(project, toolbox, &["typescript", "bin", "tsc"])?.arg("--noEmit"))
}

/// Runs Playwright projects, with more in their environment: as many tests side by side as there are simulators.
///
/// # Errors
/// When a test fails.
pub(crate) fn run(
    project: &Project,
    toolbox: &Toolbox,
    servers: &Servers,
    output: &Output,
    projects: &[&str],
    environment: &[(&str, OsString)],
) -> anyhow::Result<()> {
    let chromium = browsers::require_chromium(toolbox, output)?;
    let mut playwright = node(project, toolbox, &["@playwright", "test", "cli.js"])?;
    playwright
        .arg("test")
        .args(projects.iter().map(|name| format!("--project={name}")))
        .env("PENTIMENTO_URL", servers.at_root.address())
        .env("PENTIMENTO_SUBPATH_URL", servers.at_sub_path.address())
        .env("SIMULATOR_URL", servers.simulator_addresses())
        .env("CHROMIUM", chromium)
        .envs(environment.iter().map(|(name, value)| (name, value)));
    output.run(&mut playwright)
}

/// Node with a program of the package's modules: no `npx`, so no shell and no download.
fn node(project: &Project, toolbox: &Toolbox, program: &[&str]) -> anyhow::Result<Command> {
    let package = project.browser_tests();
    let mut node = toolbox.command("node")?;
    node.arg(package.join("node_modules").join(program.iter().collect::<PathBuf>())).current_dir(package);
    Ok(node)
}
