//! Move marks: selects the mark that is pressed and moves it with the drag.

use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::core::markup::Spot;
use crate::services::markup::tools::erase;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tools::Tool;

pub(crate) static PICK: Tool = Tool {
    name: "Move marks",
    key: "V",
    icon: "M5 2.500 14 9l-4 .8-2 4z",
    hint: "Click a mark to change it, drag to move it. Delete removes it.",
    press,
    press_at_cross: Some(|painter, point, _| {
        select(painter, point);
        None
    }),
    ..Tool::PLAIN
};

struct PickDrag {
    at: usize,
    from: Point,
    by: Point,
}

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    if press.is_right {
        return erase::begin(painter, press);
    }
    let from = painter.view.image_from_canvas(press.sample.point_in_canvas);
    if let Some(at) = select(painter, from) {
        let drag = PickDrag { at, from, by: Point::default() };
        painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(drag) };
    }
    None
}

/// Selects the mark at a point, or none; its colour and width are in the hand then.
fn select(painter: &mut PainterState, point: Point) -> Option<usize> {
    let reach = painter.markup_reach_px();
    let at = painter.sketch()?.markup().mark_at(point, reach);
    painter.selected_mark = at;
    let mark = at.and_then(|at| painter.sketch()?.markup().marks.get(at).cloned());
    painter.show_markup();
    if let Some(mark) = mark {
        painter.stage.take_markup_pen(mark.colour, mark.width_px);
    }
    at
}

impl Drag for PickDrag {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        let point = painter.view.image_from_canvas(sample.point_in_canvas);
        self.by = Point::new(point.x - self.from.x, point.y - self.from.y);
        painter.show_outline("");
        painter.on_stage(|elements| elements.marks.shift(self.at, self.by));
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        if let Some(sketch) = painter.sketch() {
            sketch.shift(self.at, Spot::of(self.by));
        }
        painter.show_markup();
        None
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        painter.on_stage(|elements| elements.marks.shift(self.at, Point::default()));
    }
}
