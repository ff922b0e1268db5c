//! The project's commands: `cargo xtask <command>`.
//!
//! They do the same on a developer's machine and in CI, need rustup (and Node for the browser tests) and
//! put what else is missing into a per-user cache. Nothing here is part of the page.

mod bench;
mod browsers;
mod bundle;
mod cargo;
mod check;
mod command_line;
mod conformance;
mod dependencies;
mod install;
mod offline;
mod page;
mod playwright;
mod policy;
mod process;
mod project;
mod screenshots;
mod serve;
mod simulator;
mod size;
mod static_server;
mod steps;
mod test_run;
mod tools;

use std::process::ExitCode;

use command_line::Command;
use project::Project;
use steps::{Show, Steps};

fn main() -> ExitCode {
    let command = match command_line::parse(std::env::args().skip(1)) {
        Ok(Command::Help) => {
            println!("{}", command_line::USAGE);
            return ExitCode::SUCCESS;
        }
        Ok(command) => command,
        Err(message) => {
            eprintln!("{message}\n\n{}", command_line::USAGE);
            return ExitCode::from(2);
        }
    };
    match Project::find().and_then(|project| run(&project, command)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command to its end; `Err` only for what fails before the first step.
fn run(project: &Project, command: Command) -> anyhow::Result<ExitCode> {
    let show = match command {
        Command::Test | Command::Check => Show::OnFailure,
        _ => Show::Live,
    };
    let mut steps = Steps::new(show, project.logs(), step_count(&command))?;
    // `None` says that a step has failed; the steps know which and why.
    let _ended: Option<()> = match command {
        Command::Help => Some(()),
        Command::Serve { port, watch } => serve::run(&mut steps, project, port, watch),
        Command::Build { public_url } => page::build(&mut steps, project, public_url.as_deref()).map(|_| ()),
        Command::Test => {
            test_run::run(&mut steps, project);
            Some(())
        }
        Command::Check => {
            check::run(&mut steps, project);
            Some(())
        }
        Command::Size => size::run(&mut steps, project),
        Command::Simulator { arguments } => simulator::run(&mut steps, project, &arguments),
        Command::Bench { name } => bench::run(&mut steps, project, name),
        Command::Conformance => conformance::run(&mut steps, project),
        Command::Screenshots => screenshots::run(&mut steps, project),
    };
    Ok(steps.finish())
}

/// How many steps a command has, where a person waits for it.
fn step_count(command: &Command) -> Option<usize> {
    match command {
        Command::Serve { watch: false, .. } => Some(page::STEPS + 1),
        Command::Serve { watch: true, .. } => Some(page::SET_UP_STEPS + 2),
        Command::Build { .. } => Some(page::STEPS),
        Command::Size => Some(page::STEPS + 2),
        Command::Check => Some(check::STEPS),
        Command::Test => Some(test_run::STEPS),
        _ => None,
    }
}
