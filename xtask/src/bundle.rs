//! Puts the published folder together from what cargo compiled: `index.html` with names that change with their
//! content, one style sheet, the programs with their modules, and the files beside them.
//!
//! Trunk does the same while one develops (`cargo xtask serve --watch`, or by itself). A build to publish does
//! without: building Trunk takes longer than building the page, and it has no place for what is done here to the
//! wasm and the style sheets.

mod program;
mod style_sheet;
mod template;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256, Sha384};

use crate::project::Project;
use program::wasm_of;
pub(crate) use program::{Maker, read_programs};
pub(crate) use template::Program;
use template::{Asset, Template};

/// What the folder is made of; its programs were made before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bundle<'a> {
    pub(crate) project: &'a Project,
    /// What the page's own addresses begin with, with a slash at its end.
    pub(crate) public_url: &'a str,
}

impl Bundle<'_> {
    /// Writes the folder anew.
    ///
    /// # Errors
    /// When a file is missing, a program fails, or `index.html` asks for what is not known here.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        let dist = self.project.dist();
        empty(&dist)?;
        let source = read_text(&self.project.root().join("index.html"))?;
        let Template { html, assets } = Template::read(&source)?;
        let (mut sheets, mut programs) = (Vec::new(), Vec::new());
        for asset in assets {
            match asset {
                Asset::StyleSheet(path) => sheets.push(read_text(&self.project.root().join(path))?),
                Asset::File(path) | Asset::Folder(path) => self.copy(&path)?,
                Asset::Program(program) => programs.push(program),
            }
        }
        let mut tags = String::new();
        for program in &programs {
            if program.is_worker {
                self.add_worker(program)?;
            } else {
                tags.push_str(&self.add_page(program)?);
            }
        }
        let sheet = style_sheet::join(sheets.iter().map(String::as_str));
        let name = format!("page-{}.css", short_hash(sheet.as_bytes()));
        write(&dist.join(&name), sheet.as_bytes())?;
        let link = format!(
            "<link rel=stylesheet href={}{name} integrity={}>",
            self.public_url,
            integrity(sheet.as_bytes())
        );
        let (before, after) = html.split_once("</head>").context("index.html has no </head>")?;
        write(&dist.join("index.html"), format!("{before}{link}{tags}</head>{after}").as_bytes())
    }

    /// The page's program under names of its content, and the tags that start it.
    fn add_page(&self, program: &Program) -> anyhow::Result<String> {
        let (made, parts) = (program::folder(self.project, program), program::parts_folder(self.project));
        let (module, wasm) = (made.join(format!("{}.js", program.name)), wasm_of(&made, program));
        let hash = short_hash(&[read(&module)?, read(&wasm)?].concat());
        let (module_name, wasm_name) =
            (format!("{}-{hash}.js", program.name), format!("{}-{hash}_bg.wasm", program.name));
        let dist = self.project.dist();
        copy(&module, &dist.join(&module_name))?;
        copy(&wasm, &dist.join(&wasm_name))?;
        copy_folder(&made.join("snippets"), &dist.join("snippets"))?;
        copy_folder(&parts, &dist.join("parts"))?;
        let url = self.public_url;
        let mut tags = vec![format!(
            "<script type=module>import init from '{url}{module_name}';\
             await init({{ module_or_path: '{url}{wasm_name}' }});</script>"
        )];
        let mut modules = vec![module_name];
        for path in files_below(&dist.join("snippets"))? {
            modules.push(path.strip_prefix(&dist)?.to_string_lossy().replace('\\', "/"));
        }
        for name in modules {
            let integrity = integrity(&read(&dist.join(&name))?);
            tags.push(format!("<link rel=modulepreload crossorigin href={url}{name} integrity={integrity}>"));
        }
        let integrity = integrity(&read(&dist.join(&wasm_name))?);
        tags.push(format!(
            "<link rel=preload as=fetch type=application/wasm crossorigin href={url}{wasm_name} integrity={integrity}>"
        ));
        Ok(tags.concat())
    }

    /// A worker's program: the page names its files at run time.
    fn add_worker(&self, program: &Program) -> anyhow::Result<()> {
        let made = program::folder(self.project, program);
        let dist = self.project.dist();
        let name = format!("{}.js", program.name);
        copy(&made.join(&name), &dist.join(&name))?;
        copy(&wasm_of(&made, program), &wasm_of(&dist, program))
    }

    /// A file or folder of the sources, under its own name.
    fn copy(&self, path: &str) -> anyhow::Result<()> {
        let from = self.project.root().join(path);
        let name = from.file_name().with_context(|| format!("{path} names no file"))?;
        let to = self.project.dist().join(name);
        if from.is_dir() { copy_folder(&from, &to) } else { copy(&from, &to) }
    }
}

/// An empty folder, whatever was there.
fn empty(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn write(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

/// Copies all files below a folder.
fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    for path in files_below(from)? {
        let target = to.join(path.strip_prefix(from)?);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        copy(&path, &target)?;
    }
    Ok(())
}

/// In the order of their names.
fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Subresource integrity of a file.
fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", BASE64.encode(Sha384::digest(content)))
}

/// Enough of a hash to tell versions of a file apart, in hexadecimal digits.
fn short_hash(content: &[u8]) -> String {
    let start = Sha256::digest(content).iter().take(8).fold(0, |bits, &byte| bits << 8 | u64::from(byte));
    format!("{start:016x}")
}
