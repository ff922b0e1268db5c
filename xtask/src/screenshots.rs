//! `screenshots`: pictures of the page's states, made by the Playwright project of that name: all into
//! `out/screenshots`, the README's into `docs`.

use crate::page;
use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::simulator;
use crate::steps::Steps;

/// Builds and takes the pictures.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let toolbox = page::set_up(steps, project)?;
    let dist = page::release(steps, project, toolbox.clone(), None)?;
    steps.run("simulator build", |output| simulator::build(project, output))?;
    steps.run("page tests' modules", |output| {
        playwright::install(project, &toolbox, output)
    })?;
    steps.run("screenshots", |output| {
        let servers = Servers::start(project, &dist, output)?;
        playwright::run(project, &toolbox, &servers, output, "screenshots")
    })?;
    println!("pictures are in {}", project.out().join("screenshots").display());
    Some(())
}
