//! `check`: formatting and lints, for every way the code is built.

use crate::cargo::{self, WASM_TARGET};
use crate::dependencies;
use crate::project::Project;
use crate::steps::Steps;

/// Steps of [`lints`].
pub(crate) const LINT_STEPS: usize = 5;
/// Steps of [`run`].
pub(crate) const STEPS: usize = LINT_STEPS + 2;

/// The checks in order; they need no build tools but the compiler's own.
pub(crate) fn run(steps: &mut Steps, project: &Project) {
    if steps.run("wasm32 target", |output| cargo::require_wasm_target(project, output)).is_none() {
        return;
    }
    steps.run("lock file", |output| cargo::fetch(project, output, true));
    lints(steps, project);
}

/// Formatting, then clippy as the native tests, the page and the worker see the code.
pub(crate) fn lints(steps: &mut Steps, project: &Project) {
    let runs: [(&str, &[&str]); LINT_STEPS - 1] = [
        ("format", &["fmt", "--all", "--check"]),
        ("lints: native", &["clippy", "--workspace", "--all-targets"]),
        (
            "lints: page",
            &["clippy", "--target", WASM_TARGET, "--features", "split", "--lib", "--bin", "pentimento"],
        ),
        (
            "lints: worker",
            &[
                "clippy",
                "--target",
                WASM_TARGET,
                "--no-default-features",
                "--features",
                "worker",
                "--lib",
                "--bin",
                "worker",
                "--test",
                "browser_room",
                "--test",
                "fill_bytes",
                "--test",
                "mask_bytes",
                "--test",
                "select_bytes",
            ],
        ),
    ];
    steps.run("licences of dependencies", |output| dependencies::check(project, output));
    for (name, arguments) in runs {
        steps.run(name, |output| {
            let mut command = cargo::command(project);
            command.args(arguments);
            if arguments.first() == Some(&"clippy") {
                command.args(["--", "--deny", "warnings"]);
            }
            output.run(&mut command)
        });
    }
}
