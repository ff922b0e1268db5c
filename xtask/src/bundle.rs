//! Puts the published folder together from what cargo compiled: `index.html` with names that change with their
//! content, one style sheet, the programs with their modules, and the files beside them.
//!
//! Trunk does the same while one develops (`cargo xtask serve --watch`, or by itself). A build to publish does
//! without: building Trunk takes longer than building the page, and it has no place for what is done here to the
//! wasm and the style sheets.

mod style_sheet;
mod template;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256, Sha384};

use crate::cargo::WASM_TARGET;
use crate::process::Output;
use crate::project::Project;
use crate::tools::Toolbox;
use template::{Asset, Program, Template};

/// What the folder is made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bundle<'a> {
    pub(crate) project: &'a Project,
    pub(crate) toolbox: &'a Toolbox,
    pub(crate) output: &'a Output,
    /// Makes wasm smaller; without it the page works as well.
    pub(crate) wasm_opt: Option<&'a Path>,
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
        let tags = self.add_programs(&programs)?;
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

    /// All programs, side by side: each keeps one core busy. The tags that start the page.
    fn add_programs(&self, programs: &[Program]) -> anyhow::Result<String> {
        std::thread::scope(|scope| {
            let running: Vec<_> = programs
                .iter()
                .map(|program| {
                    scope.spawn(move || {
                        if program.is_worker {
                            self.add_worker(program).map(|()| String::new())
                        } else {
                            self.add_page(program)
                        }
                    })
                })
                .collect();
            running
                .into_iter()
                .map(|program| program.join().unwrap_or_else(|_| bail!("bundling a program ended early")))
                .collect()
        })
    }

    /// The page's program under names of its content, and the tags that start it.
    fn add_page(&self, program: &Program) -> anyhow::Result<String> {
        let parts = self.project.target().join("page-parts");
        let made = self.generate(program, Some(&parts))?;
        let (module, wasm) = (made.join(format!("{}.js", program.name)), wasm_of(&made, program));
        let hash = short_hash(&[read(&module)?, read(&wasm)?].concat());
        let (module_name, wasm_name) =
            (format!("{}-{hash}.js", program.name), format!("{}-{hash}_bg.wasm", program.name));
        let dist = self.project.dist();
        copy(&module, &dist.join(&module_name))?;
        copy(&wasm, &dist.join(&wasm_name))?;
        copy_folder(&made.join("snippets"), &dist.join("snippets"))?;
        copy_folder(&parts.join("parts"), &dist.join("parts"))?;
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
        let made = self.generate(program, None)?;
        let dist = self.project.dist();
        let name = format!("{}.js", program.name);
        copy(&made.join(&name), &dist.join(&name))?;
        copy(&wasm_of(&made, program), &wasm_of(&dist, program))
    }

    /// Lets wasm-bindgen write a program's module and wasm into a folder of its own, and makes the wasm small. The
    /// page is split; its parts go into a folder beside.
    fn generate(&self, program: &Program, parts: Option<&Path>) -> anyhow::Result<PathBuf> {
        let target = self.project.target();
        let made = target.join("bundle").join(&program.name);
        empty(&made)?;
        let name = format!("{}.wasm", program.name);
        let mut bindgen = self.toolbox.command("wasm-bindgen")?;
        bindgen
            .arg("--published")
            .arg(format!("--target={}", if program.is_worker { "no-modules" } else { "web" }))
            .arg(format!("--out-dir={}", made.display()))
            .arg(format!("--out-name={}", program.name));
        if let Some(parts) = parts {
            bindgen.arg(format!("--parts={}", parts.display()));
        }
        if let Some(wasm_opt) = self.wasm_opt {
            bindgen.arg(format!("--wasm-opt={}", wasm_opt.display()));
            bindgen.args(program.wasm_opt_options.iter().map(|option| format!("--wasm-opt={option}")));
        }
        self.output.run(bindgen.arg(target.join(WASM_TARGET).join(&program.profile).join(name)))?;
        if self.wasm_opt.is_some() {
            let wasm = wasm_of(&made, program);
            let mut wasm_opt = self.toolbox.command("wasm-opt")?;
            self.output.run(wasm_opt.args(&program.wasm_opt_options).arg(&wasm).arg("-o").arg(&wasm))?;
        }
        Ok(made)
    }

    /// A file or folder of the sources, under its own name.
    fn copy(&self, path: &str) -> anyhow::Result<()> {
        let from = self.project.root().join(path);
        let name = from.file_name().with_context(|| format!("{path} names no file"))?;
        let to = self.project.dist().join(name);
        if from.is_dir() { copy_folder(&from, &to) } else { copy(&from, &to) }
    }
}

fn wasm_of(made: &Path, program: &Program) -> PathBuf {
    made.join(format!("{}_bg.wasm", program.name))
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
