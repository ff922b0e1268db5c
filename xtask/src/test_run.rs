//! `test`: everything that CI runs, in order. A failing step does not stop those that do not need it.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::browsers::{self, OtherBrowser};
use crate::cargo::{self, WASM_TARGET};
use crate::check;
use crate::conformance;
use crate::page;
use crate::playwright::{self, Servers};
use crate::process::Output;
use crate::project::Project;
use crate::simulator;
use crate::size;
use crate::steps::Steps;
use crate::tools::Toolbox;

/// More page tests at once need more memory than machines commonly have.
const MOST_SIDE_BY_SIDE: usize = 4;

const SET_UP_FAILED: &str = "the set-up failed";

/// Steps of [`run`].
pub(crate) const STEPS: usize = 1 + page::STEPS + check::LINT_STEPS + 10;

/// Runs all steps. What is published is compiled beside the lints and native tests: linking it keeps one core busy.
pub(crate) fn run(steps: &mut Steps, project: &Project) {
    steps.run("lock file", |output| cargo::fetch(project, output, true));
    let set_up = page::set_up(steps, project);
    let (compiled, simulator) = std::thread::scope(|scope| {
        let compiled =
            set_up.map(|()| steps.start(scope, page::COMPILE, |output| page::compile(project, output)));
        check::lints(steps, project);
        steps.run("native tests", |output| native_tests(project, output));
        let simulator = steps.run("simulator build", |output| simulator::build(project, output));
        let compiled = if let Some(compiled) = compiled {
            steps.wait_for(compiled)
        } else {
            steps.not_run(page::COMPILE, SET_UP_FAILED);
            None
        };
        (compiled, simulator)
    });
    // In the profile in which it is built anyway.
    steps.run("build tool tests", |output| {
        output.run(cargo::command(project).args(["test", "--profile", "tools", "--package", "page-bindgen"]))
    });
    match set_up.and_then(|()| steps.run("browser test runner", Toolbox::for_browser_tests)) {
        Some(runner) => {
            steps.run("browser room tests", |output| browser_room_tests(project, &runner, output));
        }
        None => steps.not_run("browser room tests", SET_UP_FAILED),
    }
    let toolbox = Toolbox::from_environment();
    let dist = if compiled.is_some() {
        page::bundle(steps, project, None)
    } else {
        steps.not_run("bundle to publish", "the release build failed");
        None
    };
    match simulator {
        Some(()) => {
            steps.run("conformance", |output| conformance::check(project, output));
        }
        None => steps.not_run("conformance", "the simulator build failed"),
    }
    let modules = steps.run("page tests' modules", |output| playwright::install(project, &toolbox, output));
    if modules.is_some() {
        steps.run("page tests' types", |output| playwright::check_types(project, &toolbox, output));
    } else {
        steps.not_run("page tests' types", "their modules are missing");
    }
    match (&dist, simulator, modules) {
        (Some(dist), Some(()), Some(())) => in_browsers(steps, project, &toolbox, dist),
        _ => steps.not_run(IN_BROWSERS, "what they need failed"),
    }
    match dist {
        Some(dist) => {
            if let Some(table) = steps.run("size limit", |output| size::check(&dist, output)) {
                println!("\n{table}");
            }
        }
        None => steps.not_run("size limit", "the release build failed"),
    }
}

const IN_BROWSERS: &str = "page tests, and flows in all browsers";

/// The page tests on the published folder, and what must work in every browser, the flows of `tests/browser/engines`:
/// together, since a flow mostly waits for its driver.
fn in_browsers(steps: &mut Steps, project: &Project, toolbox: &Toolbox, dist: &Path) {
    let others = [("flows in Firefox", OtherBrowser::Firefox), ("flows in WebKitGTK", OtherBrowser::WebKit)];
    let (mut projects, mut environment) = (vec!["pages", "chromium"], Vec::new());
    for (name, browser) in others {
        let log = Output::Kept(project.logs().join("browser-programs.log"));
        match browser.programs(toolbox, &log) {
            Ok(Some(programs)) => {
                projects.push(browser.project());
                environment.extend(programs);
            }
            Ok(None) => steps.leave_out(name, "that browser or its driver is not installed"),
            Err(error) => drop(steps.run::<()>(name, |_| Err(error))),
        }
    }
    steps.run(IN_BROWSERS, |output| {
        environment.push(("CHROMEDRIVER", browsers::require_driver(toolbox, output)?.into()));
        let servers = Servers::start(project, dist, side_by_side(), output)?;
        playwright::run(project, toolbox, &servers, output, &projects, &environment)
    });
}

/// The tests of the whole workspace, with cargo-nextest where it is installed.
fn native_tests(project: &Project, output: &Output) -> anyhow::Result<()> {
    let mut command = cargo::command(project);
    if Toolbox::from_environment().find("cargo-nextest").is_some() {
        command.args(["nextest", "run", "--workspace", "--exclude", "page-bindgen", "--no-fail-fast"]);
    } else {
        // All targets but the benches, which want to know where to write.
        let targets = ["--lib", "--bins", "--tests", "--examples"];
        command.args(["test", "--workspace", "--exclude", "page-bindgen", "--no-fail-fast"]).args(targets);
    }
    output.run(&mut command)
}

/// The tests of `src/browser` and those of bytes, in headless Chromium. What they test knows no Leptos, so they are
/// built without.
fn browser_room_tests(project: &Project, toolbox: &Toolbox, output: &Output) -> anyhow::Result<()> {
    let tests = ["browser_room", "fill_bytes", "mask_bytes", "select_bytes"];
    let chromium = browsers::require_chromium(toolbox, output)?;
    let driver = browsers::require_driver(toolbox, output)?;
    let settings = project.logs().join("webdriver.json");
    fs::write(&settings, webdriver_settings(&chromium, browsers::runs_as_root()))
        .with_context(|| format!("cannot write {}", settings.display()))?;
    let mut command = cargo::command(project);
    command
        .args(["test", "--target", WASM_TARGET, "--no-default-features"])
        .args(tests.iter().flat_map(|test| ["--test", test]))
        // By name, found on the search path: cargo splits this value at spaces.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("PATH", toolbox.search_path())
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings);
    output.run(&mut command)
}

/// Which browser the driver starts, and how.
fn webdriver_settings(chromium: &Path, as_root: bool) -> String {
    let sandbox = if as_root { r#", "--no-sandbox""# } else { "" };
    // Rust's way to write a string is also JSON's for what a path can hold here: `\\`, `\"`.
    let binary = format!("{:?}", chromium.to_string_lossy());
    format!(
        r#"{{"goog:chromeOptions": {{"args": ["--headless", "--disable-dev-shm-usage"{sandbox}], "binary": {binary}}}}}"#
    )
}

/// How many page tests run at once: one for each core. A test waits as long as it works.
fn side_by_side() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    cores.clamp(1, MOST_SIDE_BY_SIDE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_is_left_out_for_root_only() {
        let program = Path::new(r"C:\Program Files\chrome.exe");
        assert_eq!(
            webdriver_settings(program, false),
            r#"{"goog:chromeOptions": {"args": ["--headless", "--disable-dev-shm-usage"], "binary": "C:\\Program Files\\chrome.exe"}}"#
        );
        assert!(webdriver_settings(program, true).contains(r#""--no-sandbox""#));
    }
}
