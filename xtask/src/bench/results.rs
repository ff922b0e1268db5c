//! `bench results`: Protect on large pictures, comparing and scrolling, the page with a thousand results, exports
//! and imports, on the real page.

use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/results.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench results", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run(project, &toolbox, &servers, output, &["bench-results"], &[])
    })?;
    println!("figures are in {}", project.out().join("bench").join("results.json").display());
    Some(())
}
