//! `bench fill`: Local fill on the sample pictures.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};

use crate::cargo;
use crate::process::{Output, capture};
use crate::project::Project;
use crate::steps::Steps;

/// Times `examples/fill.rs` on the sample pictures, and says what is not measured.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("fill build", |output| {
        let mut build = cargo::command(project);
        build.args(["build", "--profile", "native", "--example", "fill"]);
        output.run(&mut build)
    })?;
    steps.run("bench fill: time", |output| time_fill(project, output))?;
    steps.run("bench fill: quality", |_| {
        bail!("not built yet: examples/fill.rs has no membrane to compare with")
    })
}

fn time_fill(project: &Project, output: &Output) -> anyhow::Result<()> {
    let out = project.out().join("bench");
    fs::create_dir_all(&out)?;
    let program = format!("fill{}", std::env::consts::EXE_SUFFIX);
    let program = project.target().join("native").join("examples").join(program);
    let mut lines = Vec::new();
    for (picture, mask) in samples(&project.root().join("public").join("samples"))? {
        let name = picture
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let mut command = std::process::Command::new(&program);
        command.arg("--image").arg(&picture).arg("--mask").arg(mask);
        command.arg("--out").arg(out.join(format!("{name}.png")));
        let printed = capture(&mut command).with_context(|| format!("the example failed on {name}"))?;
        // Its last line is the time, as a JSON object.
        let time = printed.lines().last().unwrap_or_default().trim().to_owned();
        ensure!(time.starts_with('{'), "the example told no time for {name}");
        output.line(&format!("{name:<20} {time}"))?;
        lines.push(format!("  {name:?}: {time}"));
    }
    ensure!(!lines.is_empty(), "public/samples has no picture with a mask");
    fs::write(out.join("fill.json"), format!("{{\n{}\n}}\n", lines.join(",\n")))?;
    Ok(())
}

/// The pictures of a folder that have a mask beside them: `<name>.jpg`, `<name>-mask.png`.
fn samples(folder: &Path) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let picture = entry?.path();
        let name = picture.file_stem().unwrap_or_default().to_string_lossy();
        let mask = folder.join(format!("{name}-mask.png"));
        if mask.is_file() {
            found.push((picture, mask));
        }
    }
    found.sort();
    Ok(found)
}
