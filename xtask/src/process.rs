//! Running other programs: found on a search path, their output shown or kept, ended with us.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, bail};

/// Where the output of a step's programs goes.
#[derive(Clone, Debug)]
pub(crate) enum Output {
    /// To the terminal, as it comes.
    Shown,
    /// Appended to this file.
    Kept(PathBuf),
}

impl Output {
    /// Writes a line of our own among the programs' output.
    pub(crate) fn line(&self, text: &str) -> anyhow::Result<()> {
        match self {
            Self::Shown => println!("  {text}"),
            Self::Kept(path) => writeln!(append_to(path)?, "{text}")?,
        }
        Ok(())
    }

    /// Runs a program to its end.
    ///
    /// # Errors
    /// When it cannot be started or ends with another code than 0.
    pub(crate) fn run(&self, command: &mut Command) -> anyhow::Result<()> {
        let shown = describe(command);
        command.stdin(Stdio::null());
        if let Self::Kept(path) = self {
            let mut log = append_to(path)?;
            writeln!(log, "$ {shown}")?;
            // One file for both, so that lines stay in order.
            command.stdout(log.try_clone()?).stderr(log);
        }
        let status = command.status().with_context(|| format!("cannot run {shown}"))?;
        if !status.success() {
            bail!("{shown} failed ({status})");
        }
        Ok(())
    }
}

fn append_to(path: &Path) -> anyhow::Result<File> {
    File::options()
        .create(true)
        .append(true)
        .open(path)
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The command as a person would type it, without the folders of its program.
pub(crate) fn describe(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_stem().unwrap_or(command.get_program());
    let mut text = name.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// What a short program printed, `None` when it is missing or failed.
pub(crate) fn capture(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first program of this name on a search path (the form of `PATH`).
pub(crate) fn find_program(search_path: &OsStr, name: &str) -> Option<PathBuf> {
    // npm's programs are `.cmd` files on Windows.
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd"] } else { &[""] };
    std::env::split_paths(search_path)
        .filter(|folder| folder.is_absolute())
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))))
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// A server in the background; ended when dropped. Its standard input ends with this program, however that
/// ends.
#[derive(Debug)]
pub(crate) struct Background {
    child: Child,
}

impl Background {
    /// Starts a server and waits for its first line, which it gives back.
    ///
    /// # Errors
    /// When it cannot be started, ends, or prints nothing within `timeout`.
    pub(crate) fn start(
        command: &mut Command,
        output: &Output,
        timeout: Duration,
    ) -> anyhow::Result<(Self, String)> {
        let shown = describe(command);
        if let Output::Kept(path) = output {
            command.stderr(append_to(path)?);
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {shown}"))?;
        let lines = child.stdout.take().context("the server has no output")?;
        let background = Self { child };
        let (sender, first_line) = mpsc::channel();
        let output = output.clone();
        // Reads to the end: a server whose pipe is full would stand still.
        std::thread::spawn(move || {
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                let _ = output.line(&line);
                let _ = sender.send(line);
            }
        });
        let line = first_line
            .recv_timeout(timeout)
            .with_context(|| format!("{shown} printed no address within {} s", timeout.as_secs()))?;
        Ok((background, line))
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_described_without_folders() {
        let mut command = Command::new("/some folder/trunk");
        command.args(["build", "--release"]);
        assert_eq!(describe(&command), "trunk build --release");
    }

    #[test]
    fn only_programs_in_absolute_folders_are_found() {
        let cargo = std::env::var_os("PATH").and_then(|path| find_program(&path, "cargo"));
        assert!(cargo.is_some_and(|path| path.is_absolute()));
        assert_eq!(find_program(OsStr::new("."), "cargo"), None);
        assert_eq!(find_program(OsStr::new(""), "cargo"), None);
    }
}
