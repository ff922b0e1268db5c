//! `bench chaos`: a million worlds of `tests/runs/`, built for speed; prints how many of them a second, and each seed at
//! which a promise is broken. Then the real page: the browser's own process is killed in the middle of 60 runs.

use std::fs;

use crate::cargo;
use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::steps::Steps;

/// Worlds, unless `SEEDS` says otherwise.
const WORLDS: &str = "1000000";

/// Builds the tests and runs them, then the page and kills it.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("bench chaos: worlds", |output| {
        let worlds = std::env::var("SEEDS").unwrap_or_else(|_| WORLDS.to_owned());
        let mut command = cargo::command(project);
        command.args(["test", "--profile", "native", "--test", "runs", "no_promise", "--", "--nocapture"]);
        output.run(command.env("SEEDS", worlds))
    })?;
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench chaos: killed browsers", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run(project, &toolbox, &servers, output, &["bench-chaos"], &[])?;
        println!("{}", fs::read_to_string(project.out().join("bench").join("chaos-page.json"))?);
        Ok(())
    })
}
