//! `screenshots`: pictures of the page's states, made by the Playwright project of that name: all into
//! `out/screenshots`, the README's into `docs`.

use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::steps::Steps;

/// Builds and takes the pictures.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("screenshots", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run(project, &toolbox, &servers, output, &["screenshots"], &[])
    })?;
    println!("pictures are in {}", project.out().join("screenshots").display());
    Some(())
}
