//! What the benches of the sample pictures share: natively first, then the same in the page's worker, which is given the
//! native figures.

use anyhow::{Context as _, ensure};

use crate::cargo;
use crate::playwright::{self, Servers};
use crate::process::capture;
use crate::project::Project;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/<name>.json`. The name is that of cargo's bench.
pub(super) fn run(steps: &mut Steps, project: &Project, name: &str) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run(&format!("bench {name} build"), |output| {
        let mut build = cargo::command(project);
        build.args(["bench", "--no-default-features", "--bench", name, "--no-run"]);
        output.run(&mut build)
    })?;
    let native = steps.run(&format!("bench {name}: native"), |output| {
        let mut command = cargo::command(project);
        command
            .args(["bench", "--no-default-features", "--bench", name, "--"])
            .arg(project.root().join("public").join("samples"))
            .arg(project.out().join("bench").join(name));
        let printed = capture(&mut command).context("the bench failed")?;
        let lines: Vec<&str> = printed.lines().filter(|line| line.starts_with('{')).collect();
        ensure!(!lines.is_empty(), "public/samples has no picture with a mask");
        output.line(&format!("{} cases", lines.len()))?;
        Ok(format!("[{}]", lines.join(",")))
    })?;
    steps.run(&format!("bench {name}: in the browser"), |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        let figures = [("PENTIMENTO_BENCH_NATIVE", native.into())];
        playwright::run(project, &toolbox, &servers, output, &[&format!("bench-{name}")], &figures)
    })?;
    println!("figures are in {}", project.out().join("bench").join(format!("{name}.json")).display());
    Some(())
}
