//! `bench results`: Protect on large pictures, comparing and scrolling, the page with a thousand results, exports
//! and imports, on the real page.

use crate::page;
use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::simulator;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/results.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let toolbox = page::set_up(steps, project)?;
    let dist = page::release(steps, project, toolbox.clone(), None)?;
    steps.run("simulator build", |output| simulator::build(project, output))?;
    steps.run("page tests' modules", |output| {
        playwright::install(project, &toolbox, output)
    })?;
    steps.run("bench results", |output| {
        let servers = Servers::start(project, &dist, output)?;
        playwright::run(project, &toolbox, &servers, output, "bench-results")
    })?;
    println!(
        "figures are in {}",
        project.out().join("bench").join("results.json").display()
    );
    Some(())
}
