//! `bench select`: selecting by pointing on the sample pictures, natively and in the page's worker. The pictures and the
//! answers of both stay in `out/bench/select`.

use anyhow::{Context as _, ensure};

use crate::cargo;
use crate::playwright::{self, Servers};
use crate::process::capture;
use crate::project::Project;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/select.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench select build", |output| {
        let mut build = cargo::command(project);
        build.args(["bench", "--no-default-features", "--bench", "select", "--no-run"]);
        output.run(&mut build)
    })?;
    let native = steps.run("bench select: native", |output| {
        let mut command = cargo::command(project);
        command
            .args(["bench", "--no-default-features", "--bench", "select", "--"])
            .arg(project.root().join("public").join("samples"))
            .arg(project.out().join("bench").join("select"));
        let printed = capture(&mut command).context("the bench failed")?;
        let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with('{')).collect();
        ensure!(!lines.is_empty(), "public/samples has no picture with a mask");
        output.line(&format!("{} cases", lines.len()))?;
        Ok(format!("[{}]", lines.join(",")))
    })?;
    steps.run("bench select: in the browser", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run_with(
            project,
            &toolbox,
            &servers,
            output,
            "bench-select",
            &[("PENTIMENTO_BENCH_NATIVE", &native)],
        )
    })?;
    println!("figures are in {}", project.out().join("bench").join("select.json").display());
    Some(())
}
