//! `screenshots`: pictures of the page's states, made by the Playwright project of that name.

use std::fs;

use anyhow::Context as _;

use crate::page;
use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::simulator;
use crate::steps::Steps;

/// The picture that becomes the README's.
const README_SOURCE: &str = "editing-wide-dark.png";
/// The README's picture, in `docs`.
const README_PICTURE: &str = "screenshot-wide-dark.png";

/// Builds, takes the pictures and puts the README's into its place.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let toolbox = page::set_up(steps, project)?;
    let dist = page::release(steps, project, toolbox.clone(), None)?;
    steps.run("simulator build", |output| simulator::build(project, output))?;
    steps.run("browser tests' modules", |output| {
        playwright::install(project, &toolbox, output)
    })?;
    let folder = project.out().join("screenshots");
    steps.run("screenshots", |output| {
        let servers = Servers::start(project, &dist, output)?;
        let folder_variable = [("SCREENSHOT_FOLDER", folder.as_path())];
        playwright::run(
            project,
            &toolbox,
            &servers,
            output,
            "screenshots",
            &folder_variable,
        )
    })?;
    steps.run("README picture", |output| {
        let docs = project.root().join("docs");
        fs::create_dir_all(&docs)?;
        fs::copy(folder.join(README_SOURCE), docs.join(README_PICTURE))
            .with_context(|| format!("no {README_SOURCE} was taken"))?;
        output.line(&format!("pictures are in {}", folder.display()))
    })
}
