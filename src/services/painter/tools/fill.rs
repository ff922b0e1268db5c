//! Fill: marks the connected area round a pixel, up to what is marked.

use crate::core::geometry::Rect;
use crate::core::mask::StrokeMode;
use crate::services::painter::state::{Command, PainterState, Press};
use crate::services::painter::tool::Tool;
use crate::worker::MaskChange;

pub(super) static FILL: Tool = Tool {
    name: "Fill",
    key: "G",
    icon: "M8 3 3.500 7.500a1.500 1.500 0 0 0 0 2l4 4a1.500 1.500 0 0 0 2 0L14 9zM6 1.500 8 3M15 11c1 1.500 1 3 0 3s-1-1.500 0-3z",
    hint: "Click inside an outline. Hold Alt to subtract.",
    is_clicked: true,
    press,
    ..Tool::PLAIN
};

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    let (x, y) = painter.pixel_at(press.sample)?;
    let change = MaskChange::Flood { x, y, is_erasing: press.mode() == StrokeMode::Erase };
    Some(Command::new("Filling…", move |lease| {
        let whole = Rect::of_size(lease.size);
        lease.change(whole, change)
    }))
}
