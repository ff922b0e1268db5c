//! `bench`: measurements. Each prints a table and writes JSON into `out/bench`; none is part of the tests,
//! since a shared machine's times are no verdict.

use std::fs;

use anyhow::bail;

use crate::cargo;
use crate::page;
use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::simulator;
use crate::steps::Steps;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bench {
    /// Strokes on large masks.
    Paint,
    /// Local fill against a plain membrane.
    Fill,
    /// Time until the page can be used.
    Load,
    /// Many jobs at once.
    Jobs,
}

impl Bench {
    /// The bench of a word on the command line.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "paint" => Some(Self::Paint),
            "fill" => Some(Self::Fill),
            "load" => Some(Self::Load),
            "jobs" => Some(Self::Jobs),
            _ => None,
        }
    }
}

/// Runs one.
pub(crate) fn run(steps: &mut Steps, project: &Project, bench: Bench) -> Option<()> {
    match bench {
        Bench::Fill => steps.run("bench fill", |output| {
            if !project.root().join("examples").join("fill.rs").is_file() {
                bail!("there is no examples/fill.rs to measure with");
            }
            let out = project.out().join("bench");
            fs::create_dir_all(&out)?;
            let mut example = cargo::command(project);
            example
                .args(["run", "--profile", "native", "--example", "fill", "--", "bench"])
                .arg(project.root().join("public").join("samples"))
                .arg(out.join("fill.json"));
            output.run(&mut example)
        }),
        Bench::Load => load(steps, project),
        Bench::Paint => steps.run("bench paint", |_| bail!("this measurement is not built yet")),
        Bench::Jobs => steps.run("bench jobs", |_| bail!("this measurement is not built yet")),
    }
}

fn load(steps: &mut Steps, project: &Project) -> Option<()> {
    let toolbox = page::set_up(steps, project)?;
    let dist = page::release(steps, project, toolbox.clone(), None)?;
    steps.run("simulator build", |output| simulator::build(project, output))?;
    steps.run("browser tests' modules", |output| {
        playwright::install(project, &toolbox, output)
    })?;
    steps.run("bench load", |output| {
        let out = project.out().join("bench");
        fs::create_dir_all(&out)?;
        let servers = Servers::start(project, &dist, output)?;
        playwright::run(
            project,
            &toolbox,
            &servers,
            output,
            "load",
            &[("BENCH_FOLDER", out.as_path())],
        )
    })
}
