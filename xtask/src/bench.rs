//! `bench`: measurements, one per file. Each prints a table and writes JSON into `out/bench`; none is part of
//! the tests, since the times of a shared machine are no verdict.

use anyhow::bail;

use crate::browsers::OtherBrowser;
use crate::project::Project;
use crate::steps::Steps;

mod chaos;
mod fill;
mod jobs;
mod paint;
mod results;
mod samples;
mod select;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bench {
    /// Strokes on large masks.
    Paint,
    /// A stroke on a large mask in another browser, as far as its driver tells.
    PaintIn(OtherBrowser),
    /// Local fill on the sample pictures.
    Fill,
    /// Time until the page can be used.
    Load,
    /// Many jobs at once.
    Jobs,
    /// Many results on the page.
    Results,
    /// The job runner in a million worlds.
    Chaos,
    /// Selecting by pointing on the sample pictures.
    Select,
}

impl Bench {
    /// The bench of a word on the command line.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "paint" => Some(Self::Paint),
            "fill" => Some(Self::Fill),
            "load" => Some(Self::Load),
            "jobs" => Some(Self::Jobs),
            "results" => Some(Self::Results),
            "chaos" => Some(Self::Chaos),
            "select" => Some(Self::Select),
            _ => None,
        }
    }
}

/// Runs one.
pub(crate) fn run(steps: &mut Steps, project: &Project, bench: Bench) -> Option<()> {
    match bench {
        Bench::Paint => paint::run(steps, project),
        Bench::PaintIn(browser) => paint::run_in(steps, project, browser),
        Bench::Fill => fill::run(steps, project),
        Bench::Load => steps.run("bench load", |_| bail!("this measurement is not built yet")),
        Bench::Jobs => jobs::run(steps, project),
        Bench::Results => results::run(steps, project),
        Bench::Chaos => chaos::run(steps, project),
        Bench::Select => select::run(steps, project),
    }
}
