//! `bench fill`: Local fill on the sample pictures, natively and in the page's worker, beside the membrane and the
//! figures of the release before (`docs/fill-figures.json`, which a release replaces by `out/bench/fill.json`).
//! The pictures of both stay in `out/bench/fill`.

use super::samples;
use crate::project::Project;
use crate::steps::Steps;

/// Builds, measures, prints and writes `out/bench/fill.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    samples::run(steps, project, "fill")
}
