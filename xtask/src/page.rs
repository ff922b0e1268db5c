//! Builds the page into the folder to publish and looks that folder over.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::cargo;
use crate::offline;
use crate::policy;
use crate::process::Output;
use crate::project::Project;
use crate::split;
use crate::steps::Steps;
use crate::tools::Toolbox;

/// Files of the worker: they keep their names, since the page names them at run time.
pub(crate) const WORKER_FILES: [&str; 3] = ["worker-loader.js", "worker.js", "worker_bg.wasm"];

/// Sets up what is missing and builds for publishing; the folder.
pub(crate) fn build(steps: &mut Steps, project: &Project, public_url: Option<&str>) -> Option<PathBuf> {
    let toolbox = set_up(steps, project)?;
    release(steps, project, toolbox, public_url)
}

/// Everything that a build needs; afterwards it needs no network.
pub(crate) fn set_up(steps: &mut Steps, project: &Project) -> Option<Toolbox> {
    steps.run("wasm32 target", |output| cargo::require_wasm_target(project, output))?;
    let toolbox = steps.run("build tools", Toolbox::for_build)?;
    steps.run("dependencies", |output| cargo::fetch(project, output, false))?;
    Some(toolbox)
}

/// The release build alone; the folder.
pub(crate) fn release(
    steps: &mut Steps,
    project: &Project,
    mut toolbox: Toolbox,
    public_url: Option<&str>,
) -> Option<PathBuf> {
    let wasm_opt = steps.run("wasm-opt", |output| toolbox.add_wasm_opt(output))?;
    steps.run("release build", |output| {
        run_trunk(project, &toolbox, output, wasm_opt, public_url)?;
        verify(&project.dist(), public_url.is_none())?;
        policy::write(&project.dist().join("index.html"))?;
        offline::write(&project.dist())?;
        Ok(project.dist())
    })
}

fn run_trunk(
    project: &Project,
    toolbox: &Toolbox,
    output: &Output,
    wasm_opt: bool,
    public_url: Option<&str>,
) -> anyhow::Result<()> {
    let mut trunk = trunk(project, toolbox, wasm_opt)?;
    trunk.arg("build");
    if wasm_opt {
        trunk.arg("--release");
    } else {
        // Trunk's own release mode insists on wasm-opt; cargo's profile alone is the same without it.
        trunk.args(["--cargo-profile", "page"]);
    }
    if let Some(address) = public_url {
        trunk.arg("--public-url").arg(address);
    }
    output.run(&mut trunk)
}

/// Trunk in the project's folder, without a command yet; `Trunk.toml` keeps it offline. With `wasm_opt`, the
/// page's parts are made small.
///
/// # Errors
/// When a tool is not in the toolbox.
pub(crate) fn trunk(
    project: &Project,
    toolbox: &Toolbox,
    wasm_opt: bool,
) -> anyhow::Result<std::process::Command> {
    let mut trunk = toolbox.command("trunk")?;
    trunk
        .current_dir(project.root())
        // Trunk 0.21 reads it as a flag of its own and takes `true` and `false` only.
        .env_remove("NO_COLOR");
    cargo::keep_own_flags(&mut trunk);
    split::prepare(&mut trunk, project, toolbox, wasm_opt)?;
    Ok(trunk)
}

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
