//! `bench jobs`: on the real page, from the provider's word to the picture on the screen, and uploads against bare
//! PUTs. What every fault does to a job is a test: `tests/runs/`.

use std::fs;

use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::steps::Steps;

/// Builds the page and measures on it.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench jobs: page", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run(project, &toolbox, &servers, output, &["bench-jobs"], &[])?;
        let figures = fs::read_to_string(project.out().join("bench").join("jobs-page.json"))?;
        println!("{figures}");
        Ok(())
    })
}
