//! `bench select`: selecting by pointing on the sample pictures, natively and in the page's worker. The pictures and the
//! answers of both stay in `out/bench/select`.

use super::samples;
use crate::project::Project;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/select.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    samples::run(steps, project, "select")
}
