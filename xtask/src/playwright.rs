//! The Playwright package in `tests/browser`: its modules, and its projects run against real servers.
//!
//! What the tests get in their environment is listed in CONTRIBUTING.md.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};

use crate::browsers;
use crate::process::{Background, Output};
use crate::project::Project;
use crate::serve::listen_near;
use crate::simulator;
use crate::static_server::StaticServer;
use crate::tools::Toolbox;

/// Below which path the second server has the same folder.
const SUB_PATH: &str = "/some/sub/path/";

/// The published folder at two addresses and the simulator; all end when dropped.
#[derive(Debug)]
pub(crate) struct Servers {
    at_root: StaticServer,
    at_sub_path: StaticServer,
    simulator_address: String,
    _simulator: Background,
}

impl Servers {
    /// Starts all three on free ports.
    ///
    /// # Errors
    /// When one does not start.
    pub(crate) fn start(project: &Project, dist: &Path, output: &Output) -> anyhow::Result<Self> {
        let serve = |prefix| {
            StaticServer::start(dist, prefix, listen_near(0)?)
                .with_context(|| format!("cannot serve {prefix}"))
        };
        let (at_root, at_sub_path) = (serve("/")?, serve(SUB_PATH)?);
        let (background, simulator_address) = simulator::start(project, output)?;
        Ok(Self {
            at_root,
            at_sub_path,
            simulator_address,
            _simulator: background,
        })
    }
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

/// Runs one Playwright project, with more variables for it.
///
/// # Errors
/// When a test fails.
pub(crate) fn run(
    project: &Project,
    toolbox: &Toolbox,
    servers: &Servers,
    output: &Output,
    playwright_project: &str,
    more: &[(&str, &Path)],
) -> anyhow::Result<()> {
    let chromium = browsers::require_chromium(toolbox, output)?;
    let package = project.browser_tests();
    // The program itself, not `npx`: no shell, no download.
    let cli = package
        .join("node_modules")
        .join("@playwright")
        .join("test")
        .join("cli.js");
    let mut node = toolbox.command("node")?;
    node.arg(cli)
        .arg("test")
        .arg(format!("--project={playwright_project}"))
        .env("PENTIMENTO_URL", servers.at_root.address())
        .env("PENTIMENTO_SUBPATH_URL", servers.at_sub_path.address())
        .env("SIMULATOR_URL", &servers.simulator_address)
        .env("CHROMIUM", chromium)
        .envs(more.iter().copied())
        .current_dir(&package);
    output.run(&mut node)
}
