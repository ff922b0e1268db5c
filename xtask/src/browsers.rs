//! The browsers and their drivers, for tests only.

use std::ffi::OsString;
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

/// The browsers that the flows of `tests/browser/engines` run in beside Chromium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OtherBrowser {
    /// Speaks `WebDriver` by itself.
    Firefox,
    /// The small browser of the GTK port, with its driver, on a screen of Xvfb.
    WebKit,
}

impl OtherBrowser {
    /// Its project in `tests/browser/playwright.config.ts`.
    pub(crate) const fn project(self) -> &'static str {
        match self {
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// The browser of a word on the command line.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::Firefox, Self::WebKit].into_iter().find(|browser| browser.project() == word)
    }

    /// Debian's packages of it.
    const fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Firefox => &["firefox-esr"],
            Self::WebKit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// Its programs, each under the variable that the flows read.
    fn find(self, toolbox: &Toolbox) -> Option<Vec<(&'static str, OsString)>> {
        let first = |names: &[&str]| names.iter().find_map(|name| toolbox.find(name));
        let programs = match self {
            Self::Firefox => {
                let places = FIREFOX_PLACES.iter().map(PathBuf::from);
                let program = first(&["firefox-esr", "firefox"]);
                vec![("FIREFOX", program.or_else(|| places.into_iter().find(|path| path.is_file()))?)]
            }
            Self::WebKit => vec![
                ("WEBKIT_DRIVER", first(&["WebKitWebDriver"])?),
                ("WEBKIT_BROWSER", first(&["MiniBrowser"]).or_else(mini_browser)?),
                ("XVFB", first(&["Xvfb"])?),
            ],
        };
        Some(programs.into_iter().map(|(name, path)| (name, path.into())).collect())
    }

    /// Its programs; installed by apt on Debian as root. `None` elsewhere, when it is not there.
    ///
    /// # Errors
    /// When apt fails, or what it installed is not found.
    pub(crate) fn programs(
        self,
        toolbox: &Toolbox,
        output: &Output,
    ) -> anyhow::Result<Option<Vec<(&'static str, OsString)>>> {
        if let Some(programs) = self.find(toolbox) {
            return Ok(Some(programs));
        }
        if !installs_by_itself() {
            return Ok(None);
        }
        for package in self.packages() {
            install_from_apt(toolbox, output, package)?;
        }
        self.find(toolbox)
            .map(Some)
            .with_context(|| format!("apt installed {:?}, in an unknown place", self.packages()))
    }
}

/// Where the installers of macOS and Windows put Firefox.
const FIREFOX_PLACES: [&str; 2] =
    ["/Applications/Firefox.app/Contents/MacOS/firefox", r"C:\Program Files\Mozilla Firefox\firefox.exe"];

/// The GTK port's browser lies beside its libraries, in a folder of its version.
fn mini_browser() -> Option<PathBuf> {
    let architecture = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let folders = [architecture.as_str(), "/usr/libexec", "/usr/lib", "/usr/lib64"];
    let versions = ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"];
    let places = folders.iter().flat_map(|folder| versions.map(|version| Path::new(folder).join(version)));
    places.map(|place| place.join("MiniBrowser")).find(|path| path.is_file())
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

/// Whether what is missing is installed by apt: on Debian as root only.
fn installs_by_itself() -> bool {
    Path::new("/etc/debian_version").is_file() && runs_as_root()
}

fn install_from_apt(toolbox: &Toolbox, output: &Output, package: &str) -> anyhow::Result<()> {
    if !installs_by_itself() {
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
