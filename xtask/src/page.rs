//! Builds the page into the folder to publish and looks that folder over.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::bundle::{Bundle, Maker, Program, read_programs};
use crate::cargo;
use crate::offline;
use crate::policy;
use crate::process::Output;
use crate::project::Project;
use crate::steps::Steps;
use crate::tools::Toolbox;

/// Files of the worker: they keep their names, since the page names them at run time.
pub(crate) const WORKER_FILES: [&str; 3] = ["worker-loader.js", "worker.js", "worker_bg.wasm"];

/// Steps of [`set_up`].
pub(crate) const SET_UP_STEPS: usize = 2;
/// Steps of [`build`].
pub(crate) const STEPS: usize = SET_UP_STEPS + 2;

/// Sets up what is missing and builds for publishing; the folder.
pub(crate) fn build(steps: &mut Steps, project: &Project, public_url: Option<&str>) -> Option<PathBuf> {
    set_up(steps, project)?;
    release(steps, project, public_url)
}

/// What any build of the page needs: the compiler's target and the dependencies' sources.
pub(crate) fn set_up(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("the compiler's WebAssembly target", |output| cargo::require_wasm_target(project, output))?;
    steps.run("sources of the dependencies", |output| cargo::fetch(project, output, false))
}

/// The release build alone; the folder.
fn release(steps: &mut Steps, project: &Project, public_url: Option<&str>) -> Option<PathBuf> {
    steps.run(COMPILE, |output| compile(project, output))?;
    bundle(steps, project, public_url)
}

/// The step of [`compile`].
pub(crate) const COMPILE: &str = "build tools, page and worker";

/// Makes the published folder of what [`compile`] left; the folder.
pub(crate) fn bundle(steps: &mut Steps, project: &Project, public_url: Option<&str>) -> Option<PathBuf> {
    steps.run("bundle to publish", |_| {
        let public_url = &in_folder_form(public_url.unwrap_or("./"));
        Bundle { project, public_url }.write()?;
        verify(&project.dist(), public_url.starts_with('.'))?;
        policy::write(&project.dist().join("index.html"))?;
        offline::write(&project.dist())?;
        Ok(project.dist())
    })
}

/// An address to which names of files can be appended.
fn in_folder_form(address: &str) -> String {
    format!("{}/", address.trim_end_matches('/'))
}

/// Builds tools, page and worker at the same time: linking one of them keeps only one core busy for minutes. The page
/// takes longest, so it goes first wherever two want the same core.
pub(crate) fn compile(project: &Project, output: &Output) -> anyhow::Result<()> {
    let programs = read_programs(project)?;
    let build = |program: &Program| {
        let arguments: &[&str] = if program.is_worker { &WORKER_FEATURES } else { &PAGE_FEATURES };
        let mut build = if program.is_worker { cargo::yielding(project, 3) } else { cargo::command(project) };
        build.args(["build", "--target", cargo::WASM_TARGET, "--profile", &program.profile]);
        output.run(build.args(["--bin", &program.name]).args(arguments))
    };
    std::thread::scope(|scope| {
        let tools = scope.spawn(|| {
            let mut toolbox = Toolbox::for_build(project, output)?;
            let wasm_opt = toolbox.wasm_opt(output)?;
            Ok((toolbox, wasm_opt))
        });
        let compiling: Vec<_> =
            programs.iter().map(|program| (program, scope.spawn(|| build(program)))).collect();
        let (toolbox, wasm_opt) = joined(tools)?;
        let maker = Maker { project, toolbox: &toolbox, output, wasm_opt: wasm_opt.as_deref() };
        // The worker is there first.
        for (program, compiled) in compiling.into_iter().rev() {
            joined(compiled)?;
            maker.make(program)?;
        }
        Ok(())
    })
}

fn joined<T>(work: std::thread::ScopedJoinHandle<'_, anyhow::Result<T>>) -> anyhow::Result<T> {
    work.join().unwrap_or_else(|_| bail!("a part of the build ended early"))
}

const PAGE_FEATURES: [&str; 2] = ["--features", "split"];
const WORKER_FEATURES: [&str; 3] = ["--no-default-features", "--features", "worker"];

/// Checks that the folder has what the page asks for, and no address that breaks under a sub-path.
fn verify(dist: &Path, any_path: bool) -> anyhow::Result<()> {
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("cannot read {}", index.display()))?;
    for name in WORKER_FILES {
        if !dist.join(name).is_file() {
            bail!("the published folder has no {name}");
        }
    }
    for file in referenced_files(&html) {
        let path = file.trim_start_matches("./");
        if any_path && path.starts_with('/') {
            bail!("index.html asks for {file}: an absolute path works at the root of a host only");
        }
        if any_path && !dist.join(path).is_file() {
            bail!("index.html asks for {file}, which is not in the published folder");
        }
    }
    Ok(())
}

/// The page's own files that the HTML names in `href`, `src`, `from` and `module_or_path`, as written.
pub(crate) fn referenced_files(html: &str) -> Vec<String> {
    let mut files: Vec<String> = Vec::new();
    for marker in ["href=", "src=", "from ", "module_or_path: "] {
        for (start, _) in html.match_indices(marker) {
            if let Some(file) = value_at(html.get(start + marker.len()..).unwrap_or_default()) {
                let is_own = !file.is_empty() && !file.starts_with('#') && !file.contains(':');
                if is_own && !files.iter().any(|known| known == file) {
                    files.push(file.to_owned());
                }
            }
        }
    }
    files
}

/// The quoted or bare (minified HTML) value at the start of `text`.
fn value_at(text: &str) -> Option<&str> {
    match text.chars().next()? {
        quote @ ('"' | '\'') => text.get(1..)?.split(quote).next(),
        _ => text.split([' ', '>', '\n', '\t']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = r##"<html><head><link rel="stylesheet" href="./tokens-1.css">
<link rel=stylesheet href=./base-2.css><link rel="icon" href="data:image/png;base64,x"><a href="#main">x</a>
<link rel="modulepreload" href="./pentimento-3.js"><script type="module">
import init from './pentimento-3.js'; await init({ module_or_path: './pentimento-3_bg.wasm' });</script>"##;

    #[test]
    fn own_files_are_found_quoted_and_bare() {
        assert_eq!(
            referenced_files(HTML),
            ["./tokens-1.css", "./base-2.css", "./pentimento-3.js", "./pentimento-3_bg.wasm"]
        );
    }

    #[track_caller]
    fn check(html: &str, files: &[&str], expected: Result<(), &str>) {
        let folder = std::env::temp_dir().join(format!("pentimento-page-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), html).unwrap();
        for file in files {
            fs::write(folder.join(file), "x").unwrap();
        }
        let result = verify(&folder, true).map_err(|error| error.to_string());
        fs::remove_dir_all(folder).unwrap();
        assert_eq!(result, expected.map_err(str::to_owned));
    }

    #[test]
    fn a_broken_folder_is_refused() {
        let worker = WORKER_FILES;
        check("", &worker, Ok(()));
        check("", &worker[..2], Err("the published folder has no worker_bg.wasm"));
        check(
            r#"<link href="./gone.css">"#,
            &worker,
            Err("index.html asks for ./gone.css, which is not in the published folder"),
        );
        check(
            r#"<link href="/icon.svg">"#,
            &worker,
            Err("index.html asks for /icon.svg: an absolute path works at the root of a host only"),
        );
    }
}
