//! `bench chaos`: a million worlds of `tests/runs/`, built for speed; prints how many of them a second, and each seed at
//! which a promise is broken.

use crate::cargo;
use crate::project::Project;
use crate::steps::Steps;

/// Worlds, unless `SEEDS` says otherwise.
const WORLDS: &str = "1000000";

/// Builds the tests and runs them.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    steps.run("bench chaos", |output| {
        let worlds = std::env::var("SEEDS").unwrap_or_else(|_| WORLDS.to_owned());
        let mut command = cargo::command(project);
        command.args(["test", "--profile", "native", "--test", "runs", "no_promise", "--", "--nocapture"]);
        output.run(command.env("SEEDS", worlds))
    })
}
