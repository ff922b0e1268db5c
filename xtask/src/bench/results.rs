//! `bench results`: many results on the page.

use anyhow::bail;

use crate::project::Project;
use crate::steps::Steps;

/// Not built yet; says so.
pub(crate) fn run(steps: &mut Steps, _project: &Project) -> Option<()> {
    steps.run("bench results", |_| bail!("this measurement is not built yet"))
}
