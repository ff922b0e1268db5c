//! Chromium and its driver, for tests only.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::process::{Output, capture};
use crate::tools::Toolbox;

/// The names under which Chromium or Chrome is found on `PATH`.
const BROWSER_NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where the installers of macOS and Windows put it.
const BROWSER_PLACES: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];

/// Chromium's program: `CHROMIUM`, then `PATH`, then the usual places, then apt on Debian as root.
///
/// # Errors
/// When there is none; says how to get it.
pub(crate) fn require_chromium(toolbox: &Toolbox, output: &Output) -> anyhow::Result<PathBuf> {
    if let Some(program) = named_by("CHROMIUM")? {
        return Ok(program);
    }
    let find = || {
        let on_path = BROWSER_NAMES.iter().find_map(|name| toolbox.find(name));
        on_path.or_else(|| BROWSER_PLACES.iter().map(PathBuf::from).find(|path| path.is_file()))
    };
    if let Some(program) = find() {
        return Ok(program);
    }
    install_from_apt(toolbox, output, "chromium").context(
        "no Chromium or Chrome was found: install it (Debian, Ubuntu: apt-get install chromium; macOS: \
         brew install --cask chromium; Windows: winget install Google.Chrome) or name its program in CHROMIUM",
    )?;
    find().context("apt installed chromium, but no program of that name is on PATH")
}

/// The driver that goes with it: `CHROMEDRIVER`, then `PATH`, then apt on Debian as root.
///
/// # Errors
/// When there is none; says how to get it.
pub(crate) fn require_driver(toolbox: &Toolbox, output: &Output) -> anyhow::Result<PathBuf> {
    if let Some(program) = named_by("CHROMEDRIVER")? {
        return Ok(program);
    }
    let find = || toolbox.find("chromedriver");
    if let Some(program) = find() {
        return Ok(program);
    }
    install_from_apt(toolbox, output, "chromium-driver").context(
        "no chromedriver was found: install the one of your Chromium's version (Debian, Ubuntu: apt-get \
         install chromium-driver; macOS: brew install --cask chromedriver) or name its program in CHROMEDRIVER",
    )?;
    find().context("apt installed chromium-driver, but chromedriver is not on PATH")
}

/// Whether programs here run as root, where Chromium's own sandbox cannot work.
pub(crate) fn runs_as_root() -> bool {
    cfg!(unix) && capture(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn named_by(variable: &str) -> anyhow::Result<Option<PathBuf>> {
    let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let program = PathBuf::from(value);
    if !program.is_file() {
        bail!("{variable} is {}, which is no file", program.display());
    }
    Ok(Some(program))
}

fn install_from_apt(toolbox: &Toolbox, output: &Output, package: &str) -> anyhow::Result<()> {
    if !Path::new("/etc/debian_version").is_file() || !runs_as_root() {
        bail!("{package} is not installed by itself here: that is done on Debian as root only");
    }
    output.run(toolbox.command("apt-get")?.arg("update"))?;
    output.run(
        toolbox
            .command("apt-get")?
            .args(["install", "--yes", "--no-install-recommends", package])
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
