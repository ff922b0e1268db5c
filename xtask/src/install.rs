//! The per-user cache: a tool's folder is there as a whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::project::cache_folder;

/// The folder `<cache>/<name>`, made by `install` when it is missing.
///
/// `install` fills a temporary folder beside it, which is then renamed: an interrupted installation leaves
/// no half tool, and of two at the same time one wins.
///
/// # Errors
/// What `install` says; when the cache cannot be written.
pub(crate) fn once(name: &str, install: impl FnOnce(&Path) -> anyhow::Result<()>) -> anyhow::Result<PathBuf> {
    once_in(&cache_folder()?, name, install)
}

fn once_in(
    cache: &Path,
    name: &str,
    install: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let folder = cache.join(name);
    if folder.is_dir() {
        return Ok(folder);
    }
    let partial = cache.join(format!("partial-{name}-{}", std::process::id()));
    fs::create_dir_all(&partial).with_context(|| format!("cannot make {}", partial.display()))?;
    let placed = install(&partial).and_then(|()| match fs::rename(&partial, &folder) {
        Err(error) if !folder.is_dir() => {
            Err(error).with_context(|| format!("cannot make {}", folder.display()))
        }
        // Renamed, or another run was faster.
        _ => Ok(()),
    });
    // Gone already when it was renamed.
    let _ = fs::remove_dir_all(&partial);
    placed.map(|()| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_installation_leaves_nothing_and_a_good_one_is_kept() {
        let cache = std::env::temp_dir().join(format!("pentimento install {}", std::process::id()));
        let failed = once_in(&cache, "tool-1", |folder| {
            fs::write(folder.join("half"), "x")?;
            anyhow::bail!("interrupted")
        });
        assert_eq!(failed.unwrap_err().to_string(), "interrupted");
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 0);

        let fill = |folder: &Path| Ok(fs::write(folder.join("whole"), "x")?);
        let folder = once_in(&cache, "tool-1", fill).unwrap();
        assert!(folder.join("whole").is_file());
        let again = once_in(&cache, "tool-1", |_| anyhow::bail!("installed twice"));
        assert_eq!(again.unwrap(), folder);
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 1);
        fs::remove_dir_all(cache).unwrap();
    }
}
