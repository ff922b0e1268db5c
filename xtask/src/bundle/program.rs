//! Makes what cargo compiled fit to publish: wasm-bindgen's module, the page's parts, wasm-opt.

use std::path::{Path, PathBuf};

use super::template::{Asset, Program, Template};
use super::{empty, read_text};
use crate::cargo::WASM_TARGET;
use crate::process::Output;
use crate::project::Project;
use crate::tools::Toolbox;

/// What programs are made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Maker<'a> {
    pub(crate) project: &'a Project,
    pub(crate) toolbox: &'a Toolbox,
    pub(crate) output: &'a Output,
    /// Makes wasm smaller; without it the page works as well.
    pub(crate) wasm_opt: Option<&'a Path>,
}

impl Maker<'_> {
    /// Lets wasm-bindgen write a program's module and wasm into a folder of its own, and makes the wasm small. The
    /// page is split; its parts go into a folder beside.
    ///
    /// # Errors
    /// When a tool fails.
    pub(crate) fn make(&self, program: &Program) -> anyhow::Result<()> {
        let target = self.project.target();
        let made = folder(self.project, program);
        empty(&made)?;
        let name = format!("{}.wasm", program.name);
        let mut bindgen = self.toolbox.command("wasm-bindgen")?;
        bindgen
            .arg("--published")
            .arg(format!("--target={}", if program.is_worker { "no-modules" } else { "web" }))
            .arg(format!("--out-dir={}", made.display()))
            .arg(format!("--out-name={}", program.name));
        if !program.is_worker {
            bindgen.arg(format!("--parts={}", split_folder(self.project).display()));
        }
        if let Some(wasm_opt) = self.wasm_opt {
            bindgen.arg(format!("--wasm-opt={}", wasm_opt.display()));
            bindgen.args(program.wasm_opt_options.iter().map(|option| format!("--wasm-opt={option}")));
        }
        self.output.run(bindgen.arg(target.join(WASM_TARGET).join(&program.profile).join(name)))
    }
}

/// The programs that `index.html` asks for.
///
/// # Errors
/// When it cannot be read or is not understood.
pub(crate) fn read_programs(project: &Project) -> anyhow::Result<Vec<Program>> {
    let assets = Template::read(&read_text(&project.root().join("index.html"))?)?.assets;
    Ok(assets
        .into_iter()
        .filter_map(|asset| if let Asset::Program(program) = asset { Some(program) } else { None })
        .collect())
}

/// Where a program is made.
pub(super) fn folder(project: &Project, program: &Program) -> PathBuf {
    project.target().join("bundle").join(&program.name)
}

/// Where the page's parts are made.
pub(super) fn parts_folder(project: &Project) -> PathBuf {
    split_folder(project).join("parts")
}

fn split_folder(project: &Project) -> PathBuf {
    project.target().join("page-parts")
}

/// A program's wasm in a folder.
pub(super) fn wasm_of(folder: &Path, program: &Program) -> PathBuf {
    folder.join(format!("{}_bg.wasm", program.name))
}
