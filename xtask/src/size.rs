//! `size`: bytes of every published file, and the budget of the first load.

use std::cmp::Reverse;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::page;
use crate::process::Output;
use crate::project::Project;
use crate::steps::Steps;

/// Most bytes of the first load (HTML, CSS, the page's JavaScript and wasm) after gzip.
///
const FIRST_LOAD_LIMIT_BYTES: usize = 170_000;

/// Builds, prints the table and checks the budget.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let dist = page::build(steps, project, None)?;
    let table = steps.run("size", |_| Table::measure(&dist))?;
    println!("\n{}", table.text());
    steps.run("size limit", |_| table.check_limit())
}

/// The step of the test run: prints the first load into the step's output and checks the budget.
pub(crate) fn check(dist: &Path, output: &Output) -> anyhow::Result<String> {
    let table = Table::measure(dist)?;
    output.line(&table.text())?;
    table.check_limit()?;
    Ok(table.text())
}

/// Bytes of a file or a sum of files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Bytes {
    raw: usize,
    gzip: usize,
}

impl Bytes {
    fn of(content: &[u8]) -> anyhow::Result<Self> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(content)?;
        Ok(Self { raw: content.len(), gzip: gzip.finish()?.len() })
    }

    fn sum<'a>(files: impl Iterator<Item = &'a File>) -> Self {
        files.fold(Self::default(), |sum, file| Self {
            raw: sum.raw + file.bytes.raw,
            gzip: sum.gzip + file.bytes.gzip,
        })
    }
}

#[derive(Debug)]
struct File {
    /// Path in the published folder, with `/`.
    name: String,
    /// Needed before the page is there.
    is_first_load: bool,
    bytes: Bytes,
}

#[derive(Debug)]
struct Table {
    files: Vec<File>,
}

impl Table {
    /// # Errors
    /// When the folder cannot be read.
    fn measure(dist: &Path) -> anyhow::Result<Self> {
        let html =
            fs::read_to_string(dist.join("index.html")).context("the published folder has no index.html")?;
        let asked: Vec<String> = page::referenced_files(&html)
            .iter()
            .map(|file| file.trim_start_matches("./").to_owned())
            .collect();
        let mut files = Vec::new();
        for path in files_below(dist)? {
            let name = path
                .strip_prefix(dist)?
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            files.push(File {
                is_first_load: name == "index.html" || (is_code(&path) && asked.contains(&name)),
                bytes: Bytes::of(&fs::read(&path)?)?,
                name,
            });
        }
        files.sort_by_key(|file| Reverse((file.is_first_load, file.bytes.gzip)));
        Ok(Self { files })
    }

    fn first_load(&self) -> Bytes {
        Bytes::sum(self.files.iter().filter(|file| file.is_first_load))
    }

    /// # Errors
    /// When the first load is over the limit.
    fn check_limit(&self) -> anyhow::Result<()> {
        let gzip = self.first_load().gzip;
        if gzip > FIRST_LOAD_LIMIT_BYTES {
            bail!("first load is {gzip} bytes after gzip, the limit is {FIRST_LOAD_LIMIT_BYTES} bytes");
        }
        Ok(())
    }

    fn text(&self) -> String {
        let width = self.files.iter().map(|file| file.name.len()).max().unwrap_or(0).max(18);
        let row = |name: &str, bytes: Bytes| format!("{name:<width$} {:>10} {:>10}\n", bytes.raw, bytes.gzip);
        let mut text = format!("{:<width$} {:>10} {:>10}\n", "bytes", "raw", "gzip");
        for (title, is_first_load) in [("= first load", true), ("= the rest", false)] {
            let part = || self.files.iter().filter(move |file| file.is_first_load == is_first_load);
            for file in part() {
                text.push_str(&row(&file.name, file.bytes));
            }
            text.push_str(&row(title, Bytes::sum(part())));
            text.push('\n');
        }
        text + &format!("limit of the first load: {FIRST_LOAD_LIMIT_BYTES} bytes after gzip")
    }
}

fn is_code(path: &Path) -> bool {
    path.extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ["html", "css", "js", "wasm"].contains(&ending))
}

fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_is_what_the_html_asks_for() {
        let dist = std::env::temp_dir().join(format!("pentimento-size-{}", std::process::id()));
        fs::create_dir_all(dist.join("samples")).unwrap();
        let html = r#"<link href="./a.css"><link href="./icon.svg">import x from './page.js'"#;
        for (name, content) in [
            ("index.html", html),
            ("a.css", "b{}"),
            ("page.js", "1"),
            ("icon.svg", "<svg/>"),
            ("worker.js", "2"),
            ("samples/a.jpg", "x"),
        ] {
            fs::write(dist.join(name), content).unwrap();
        }
        let table = Table::measure(&dist).unwrap();
        fs::remove_dir_all(&dist).unwrap();
        let mut first: Vec<_> = table.files.iter().filter(|file| file.is_first_load).collect();
        first.sort_by(|a, b| a.name.cmp(&b.name));
        let names: Vec<_> = first.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["a.css", "index.html", "page.js"]);
        assert_eq!(table.first_load().raw, html.len() + 4);
        assert_eq!(table.files.len(), 6);
        assert!(table.check_limit().is_ok());
    }

    #[test]
    fn compression_is_real_and_the_limit_bites() {
        let bytes = Bytes::of(&vec![7; 100_000]).unwrap();
        assert!(bytes.raw == 100_000 && bytes.gzip < 300, "{bytes:?}");
        let file =
            |gzip| File { name: "index.html".to_owned(), is_first_load: true, bytes: Bytes { raw: 0, gzip } };
        let check = |gzip| Table { files: vec![file(gzip)] }.check_limit().map_err(|error| error.to_string());
        assert_eq!(check(FIRST_LOAD_LIMIT_BYTES), Ok(()));
        let over = FIRST_LOAD_LIMIT_BYTES + 1;
        let message =
            format!("first load is {over} bytes after gzip, the limit is {FIRST_LOAD_LIMIT_BYTES} bytes");
        assert_eq!(check(over), Err(message));
    }
}
