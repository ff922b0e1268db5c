//! Note: a number where the pointer goes up, with words that are typed then.

use crate::browser::dom::log_error;
use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::core::markup::{Mark, Shape, Spot};
use crate::services::markup::tools::erase;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tools::Tool;

pub(super) static NOTE: Tool = Tool {
    name: "Note",
    key: "N",
    icon: "M9 2.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM7.500 7 9.300 5.800V12",
    hint: "Click to set a number. Name it in the prompt, or type words beside it.",
    press,
    press_at_cross: Some(|painter, point, _| {
        add(painter, point);
        None
    }),
    ..Tool::PLAIN
};

/// Set when the pointer goes up: by then the browser has given the focus to the picture, and the words can have it.
struct NoteDrag(Point);

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    if press.is_right {
        return erase::begin(painter, press);
    }
    let drag = NoteDrag(painter.view.image_from_canvas(press.sample.point_in_canvas));
    drag.show(painter);
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(drag) };
    None
}

impl NoteDrag {
    fn show(&self, painter: &mut PainterState) {
        let Some(mark) = note_at(painter, self.0) else { return };
        painter.on_stage(|elements| {
            if let Err(error) = elements.marks.draw(&mark) {
                log_error(&error.to_string());
            }
        });
    }
}

impl Drag for NoteDrag {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        self.0 = painter.view.image_from_canvas(sample.point_in_canvas);
        self.show(painter);
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        add(painter, self.0);
        None
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        painter.on_stage(|elements| elements.marks.end());
    }
}

fn note_at(painter: &mut PainterState, point: Point) -> Option<Mark> {
    let (colour, width_px) = painter.markup_pen();
    let number = painter.sketch()?.markup().next_number();
    let shape = Shape::Note { at: Spot::of(point), number, text: String::new() };
    Some(Mark { shape, colour, width_px })
}

fn add(painter: &mut PainterState, point: Point) {
    let Some(mark) = note_at(painter, point) else { return };
    if painter.add_mark(mark) {
        // Its words are typed next.
        painter.selected_mark = painter.sketch().map(|sketch| sketch.markup().marks.len() - 1);
        painter.show_markup();
    }
}
