//! `bench jobs`: every fault at every call of every provider, through the real job machine and protocols; then
//! on the real page, from the provider's word to the picture on the screen, and uploads against bare PUTs.

use std::fs;

use anyhow::{Context as _, ensure};

use crate::cargo;
use crate::playwright::{self, Servers};
use crate::process::capture;
use crate::project::Project;
use crate::steps::Steps;

/// Runs `examples/jobs`, then the page's part, and keeps their figures.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("bench jobs build", |output| {
        let mut build = cargo::command(project);
        build.args(["build", "--profile", "native", "--no-default-features", "--example", "jobs"]);
        output.run(&mut build)
    })?;
    steps.run("bench jobs: faults", |output| {
        let program = format!("jobs{}", std::env::consts::EXE_SUFFIX);
        let program = project.target().join("native").join("examples").join(program);
        let printed = capture(&mut std::process::Command::new(program)).context("a fault ended wrong")?;
        for line in printed.lines() {
            output.line(line)?;
        }
        let figures = printed.lines().last().unwrap_or_default().trim();
        ensure!(figures.starts_with('{'), "the example told no figures");
        let out = project.out().join("bench");
        fs::create_dir_all(&out)?;
        fs::write(out.join("jobs.json"), format!("{figures}\n"))?;
        Ok(())
    })?;
    on_the_page(steps, project)
}

/// Builds the page and measures on it.
fn on_the_page(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench jobs: page", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run(project, &toolbox, &servers, output, "bench-jobs")?;
        let figures = fs::read_to_string(project.out().join("bench").join("jobs-page.json"))?;
        println!("{figures}");
        Ok(())
    })
}
