//! Where things are: the project's folders and the per-user cache.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The project's folders. Paths may hold spaces; none goes through a shell.
#[derive(Debug)]
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// Finds the project from this program's own place and package.
    ///
    /// # Errors
    /// When the program was started by hand from a place that tells nothing.
    pub(crate) fn find() -> anyhow::Result<Self> {
        // Cargo tells where the package is now; the compiled-in place may be that of another clone.
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("the xtask package lies in no project")?;
        // <target>/<profile>/xtask: right under any setting of the target folder.
        let program = std::env::current_exe().context("this program's place is not known")?;
        let target = program.ancestors().nth(2).context("this program lies in no target folder")?;
        Ok(Self { root: root.to_owned(), target: target.to_owned() })
    }

    /// The folder of `Cargo.toml`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The published folder.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// Cargo's output.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// What steps printed, a file each.
    pub(crate) fn logs(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The Playwright package.
    pub(crate) fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// Measurements and pictures; not kept in the repository.
    pub(crate) fn out(&self) -> PathBuf {
        self.root.join("out")
    }
}

/// The folder of installed tools, one per user and machine.
///
/// # Errors
/// When the environment names no home.
pub(crate) fn cache_folder() -> anyhow::Result<PathBuf> {
    cache_folder_from(std::env::consts::OS, |name| std::env::var_os(name).filter(|value| !value.is_empty()))
        .context("no folder for tools is known: set PENTIMENTO_CACHE to one")
}

fn cache_folder_from(system: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(folder) = variable("PENTIMENTO_CACHE") {
        return std::path::absolute(folder).ok();
    }
    let parent = match system {
        "windows" => PathBuf::from(variable("LOCALAPPDATA")?),
        "macos" => PathBuf::from(variable("HOME")?).join("Library").join("Caches"),
        _ => match variable("XDG_CACHE_HOME") {
            Some(folder) => PathBuf::from(folder),
            None => PathBuf::from(variable("HOME")?).join(".cache"),
        },
    };
    Some(parent.join("pentimento"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(system: &str, environment: &[(&str, &str)], expected: Option<&str>) {
        let folder = cache_folder_from(system, |name| {
            let (_, value) = environment.iter().find(|(key, _)| *key == name)?;
            Some(OsString::from(value))
        });
        assert_eq!(folder, expected.map(PathBuf::from), "{system} {environment:?}");
    }

    #[test]
    #[cfg(unix)]
    fn each_system_has_its_cache() {
        check("linux", &[("HOME", "/h")], Some("/h/.cache/pentimento"));
        check("linux", &[("HOME", "/h"), ("XDG_CACHE_HOME", "/c")], Some("/c/pentimento"));
        check("macos", &[("HOME", "/h")], Some("/h/Library/Caches/pentimento"));
        check("windows", &[("LOCALAPPDATA", "/l")], Some("/l/pentimento"));
        check("linux", &[("HOME", "/h"), ("PENTIMENTO_CACHE", "/my tools")], Some("/my tools"));
        check("linux", &[], None);
    }
}
