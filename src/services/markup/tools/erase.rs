//! Erase markup: removes the marks that the drag touches, as one step.

use std::collections::BTreeSet;

use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tools::Tool;

pub(super) static ERASE: Tool = Tool {
    name: "Erase markup",
    key: "E",
    icon: "M7 14.500 3.200 10.700l7-7 4.600 4.600-6.200 6.200zM6.600 7.300l4.600 4.600M7 14.500h8",
    hint: "Drag across marks to remove them.",
    press: begin,
    press_at_cross: Some(|painter, point, _| {
        let reach = painter.markup_reach_px();
        let met = painter.sketch()?.markup().mark_at(point, reach)?;
        painter.selected_mark = None;
        painter.sketch()?.remove(&[met]);
        painter.show_markup();
        None
    }),
    ..Tool::PLAIN
};

struct EraseDrag {
    last: Point,
    met: BTreeSet<usize>,
}

/// Begins to erase; the right button does so with any tool.
pub(super) fn begin(painter: &mut PainterState, press: Press) -> Option<Command> {
    let last = painter.view.image_from_canvas(press.sample.point_in_canvas);
    let mut drag = EraseDrag { last, met: BTreeSet::new() };
    drag.meet(painter, last);
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(drag) };
    None
}

impl EraseDrag {
    fn meet(&mut self, painter: &mut PainterState, point: Point) {
        let from = std::mem::replace(&mut self.last, point);
        let reach = painter.markup_reach_px();
        let met = painter.sketch().map(|sketch| sketch.markup().marks_along(from, point, reach));
        for at in met.unwrap_or_default() {
            if self.met.insert(at) {
                painter.on_stage(|elements| elements.marks.hide(at, true));
            }
        }
    }
}

impl Drag for EraseDrag {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        self.meet(painter, painter.view.image_from_canvas(sample.point_in_canvas));
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        painter.selected_mark = None;
        let met: Vec<usize> = self.met.into_iter().collect();
        if let Some(sketch) = painter.sketch() {
            sketch.remove(&met);
        }
        painter.show_markup();
        None
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        for at in self.met {
            painter.on_stage(|elements| elements.marks.hide(at, false));
        }
    }
}
