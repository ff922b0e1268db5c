//! `bench fill`: Local fill on the sample pictures, natively and in the page's worker, beside the membrane and the
//! figures of the release before (`docs/fill-figures.json`, which a release replaces by `out/bench/fill.json`).
//! The pictures of both stay in `out/bench/fill`.

use anyhow::{Context as _, ensure};

use crate::cargo;
use crate::playwright::{self, Servers};
use crate::process::capture;
use crate::project::Project;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/fill.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench fill build", |output| {
        let mut build = cargo::command(project);
        build.args(["bench", "--no-default-features", "--bench", "fill", "--no-run"]);
        output.run(&mut build)
    })?;
    let native = steps.run("bench fill: native", |output| {
        let mut command = cargo::command(project);
        command
            .args(["bench", "--no-default-features", "--bench", "fill", "--"])
            .arg(project.root().join("public").join("samples"))
            .arg(project.out().join("bench").join("fill"));
        let printed = capture(&mut command).context("the bench failed")?;
        let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with('{')).collect();
        ensure!(!lines.is_empty(), "public/samples has no picture with a mask");
        output.line(&format!("{} cases", lines.len()))?;
        Ok(format!("[{}]", lines.join(",")))
    })?;
    steps.run("bench fill: in the browser", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run_with(
            project,
            &toolbox,
            &servers,
            output,
            "bench-fill",
            &[("PENTIMENTO_BENCH_NATIVE", &native)],
        )
    })?;
    println!("figures are in {}", project.out().join("bench").join("fill.json").display());
    Some(())
}
