//! `bench paint`: strokes on large pictures, on the real page and on two painters of the usual techniques; and
//! what a step costs the undo history, on the page's own raster.

use anyhow::Context as _;
use pentimento_mask::geometry::{Point, Size};
use pentimento_mask::{Mask, StrokeMode};

use crate::browsers::OtherBrowser;
use crate::playwright::{self, Servers};
use crate::project::Project;
use crate::steps::Steps;

/// Sides of the square pictures, in pixels.
const SIDES_PX: [u32; 3] = [2048, 4096, 8192];
/// Moves of a stroke, as in the browser.
const MOVES: u32 = 400;

/// Builds, measures, prints and writes `out/bench/paint.json`.
pub(crate) fn run(steps: &mut Steps, project: &Project) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    let bytes = steps.run("undo bytes", |output| {
        let text = undo_bytes();
        output.line(&text)?;
        Ok(text)
    })?;
    steps.run("bench paint", |output| {
        let servers = Servers::start(project, &dist, 1, output)?;
        playwright::run(
            project,
            &toolbox,
            &servers,
            output,
            &["bench"],
            &[("PENTIMENTO_BENCH_NATIVE", bytes.into())],
        )
    })?;
    println!("figures are in {}", project.out().join("bench").join("paint.json").display());
    Some(())
}

/// The same stroke in another browser, by its driver: prints and writes `out/bench/paint-<browser>.json`.
pub(crate) fn run_in(steps: &mut Steps, project: &Project, browser: OtherBrowser) -> Option<()> {
    let (toolbox, dist) = playwright::prepare(steps, project)?;
    steps.run("bench paint", |output| {
        let programs = browser
            .programs(&toolbox, output)?
            .with_context(|| format!("{} or its driver is not installed", browser.project()))?;
        let servers = Servers::start(project, &dist, 1, output)?;
        let bench = format!("bench-{}", browser.project());
        playwright::run(project, &toolbox, &servers, output, &[&bench], &programs)
    })
}

/// Bytes of the history after one stroke over the whole picture, over paint that is there, as JSON.
fn undo_bytes() -> String {
    let mut parts = Vec::new();
    for side in SIDES_PX {
        let of = |hardness: f32| {
            let mut mask = Mask::new(Size::new(side, side));
            stroke(&mut mask, side, hardness);
            while mask.compact(usize::MAX) {}
            let before = mask.history_bytes();
            stroke(&mut mask, side, hardness);
            while mask.compact(usize::MAX) {}
            mask.history_bytes() - before
        };
        parts.push(format!(r#""{side}":{{"hard":{},"soft":{}}}"#, of(1.0), of(0.0)));
    }
    format!("{{{}}}", parts.join(","))
}

fn stroke(mask: &mut Mask, side: u32, hardness: f32) {
    let side = f64::from(side);
    mask.begin_stroke(StrokeMode::Paint, hardness);
    for step in 0..=MOVES {
        let share = f64::from(step) / f64::from(MOVES);
        let x = 0.5 + 0.45 * (share * std::f64::consts::PI * 7.0).sin();
        let point = Point::new(x * side, (0.05 + 0.9 * share) * side);
        mask.stroke_to(point, (side / 25.6) as f32);
    }
    mask.end_stroke();
}
