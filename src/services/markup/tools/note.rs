//! Note: a number where it is clicked, with words that are typed then.

use crate::core::geometry::Point;
use crate::core::markup::{Mark, Shape, Spot};
use crate::services::markup::tools::erase;
use crate::services::painter::state::{Command, PainterState, Press};
use crate::services::painter::tools::Tool;

pub(super) static NOTE: Tool = Tool {
    name: "Note",
    key: "N",
    icon: "M9 2.500a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM7.500 7 9.300 5.800V12",
    hint: "Click to set a number. Name it in the prompt, or type words beside it.",
    is_clicked: true,
    press,
    press_at_cross: Some(|painter, point, _| add(painter, point)),
    ..Tool::PLAIN
};

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    if press.is_right {
        return erase::begin(painter, press);
    }
    add(painter, painter.view.image_from_canvas(press.sample.point_in_canvas))
}

fn add(painter: &mut PainterState, point: Point) -> Option<Command> {
    let (colour, width_px) = painter.markup_pen();
    let number = painter.sketch()?.markup().next_number();
    let shape = Shape::Note { at: Spot::of(point), number, text: String::new() };
    if painter.add_mark(Mark { shape, colour, width_px }) {
        // Its words are typed next.
        painter.selected_mark = painter.sketch().map(|sketch| sketch.markup().marks.len() - 1);
        painter.show_markup();
    }
    None
}
