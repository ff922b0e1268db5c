//! Makes wasm files small, for hosts that send them after gzip.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::{Context as _, bail, ensure};

use crate::sections::{with_function_names, without_names};

/// Makes each file small, one on each core.
///
/// # Errors
/// When wasm-opt (the program, then what it is told; nothing = without) fails on one.
pub(crate) fn make_small(paths: &[PathBuf], wasm_opt: &[String]) -> anyhow::Result<()> {
    let left = Mutex::new(paths.iter());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        let work = || std::iter::from_fn(next).try_for_each(|path| make_one_small(path, wasm_opt));
        let working: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        for done in working {
            done.join().unwrap_or_else(|_| bail!("a part was left"))?;
        }
        Ok(())
    })
}

/// Lets wasm-opt rewrite the file, and takes the names out. Functions are sorted by their names before: instances of
/// one function stand together then, and gzip finds in one what was in the last.
fn make_one_small(path: &Path, wasm_opt: &[String]) -> anyhow::Result<()> {
    let read = || fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let write =
        |content| fs::write(path, content).with_context(|| format!("cannot write {}", path.display()));
    let whole = read()?;
    let Some((program, arguments)) = wasm_opt.split_first() else {
        return write(without_names(&whole));
    };
    write(with_function_names(&whole))?;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .args(["--debuginfo", "--reorder-functions-by-name"])
        .arg(path)
        .arg("-o")
        .arg(path);
    let status = command.status().context("cannot run wasm-opt")?;
    ensure!(status.success(), "wasm-opt failed on {} ({status})", path.display());
    write(without_names(&read()?))
}
