//! `bench paint`: strokes on large masks.

use anyhow::bail;

use crate::project::Project;
use crate::steps::Steps;

/// Not built yet; says so.
pub(crate) fn run(steps: &mut Steps, _project: &Project) -> Option<()> {
    steps.run("bench paint", |_| bail!("this measurement is not built yet"))
}
