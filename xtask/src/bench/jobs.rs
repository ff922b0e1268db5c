//! `bench jobs`: many jobs at once.

use anyhow::bail;

use crate::project::Project;
use crate::steps::Steps;

/// Not built yet; says so.
pub(crate) fn run(steps: &mut Steps, _project: &Project) -> Option<()> {
    steps.run("bench jobs", |_| bail!("this measurement is not built yet"))
}
