//! Select by colour: what is like the pixel that is clicked, shown before it is applied.

use leptos::prelude::*;

use crate::services::painter::state::{Command, PainterState, Press};
use crate::services::painter::tool::{Setting, Tool};
use crate::worker::{Progress, SelectColour};

pub(super) static SELECT_COLOUR: Tool = Tool {
    name: "Select by colour",
    key: "W",
    icon: "M3 15 10 8M12 2v3M12 9v2M8.500 6h2M14 6h2M14.500 3.500l-1 1M9.500 3.500l1 1M14.500 8.500l-1-1",
    hint: "Click a colour.",
    settings: &[
        Setting::Slider("Tolerance", "%", |stage| stage.tolerance_percent, (0.0, 100.0)),
        Setting::Switch("Connected", |stage| stage.is_contiguous),
    ],
    is_clicked: true,
    press,
    ..Tool::PLAIN
};

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    let (x, y) = painter.pixel_at(press.sample)?;
    let mode = press.mode();
    Some(Command::selection("Selecting…", move |lease| async move {
        let stage = lease.painter.stage;
        let task = SelectColour {
            picture: lease.picture().await?.into(),
            key: lease.key,
            x,
            y,
            tolerance: (stage.tolerance_percent.get_untracked() * 2.55).round() as u8,
            is_contiguous: stage.is_contiguous.get_untracked(),
        };
        if let Some(selected) = lease.call(task, |Progress(fraction)| fraction).await? {
            lease.preview(&selected, Some(mode)).await;
        }
        Ok(())
    }))
}
