//! `bench jobs`: every fault at every call of every provider, through the real job machine and protocols.

use std::fs;

use anyhow::{Context as _, ensure};

use crate::cargo;
use crate::process::capture;
use crate::project::Project;
use crate::steps::Steps;

/// Runs `examples/jobs.rs` and keeps its figures.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("bench jobs build", |output| {
        let mut build = cargo::command(project);
        build.args([
            "build",
            "--profile",
            "native",
            "--no-default-features",
            "--example",
            "jobs",
        ]);
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
    })
}
