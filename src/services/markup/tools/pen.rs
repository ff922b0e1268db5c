//! Pen: a line along the drag; by the keyboard from corner to corner.

use crate::browser::dom::log_error;
use crate::browser::pointer::Sample;
use crate::core::geometry::{Point, View};
use crate::core::markup::{Colour, Mark, Shape, Spot, simplified};
use crate::core::mask::StrokeMode;
use crate::services::markup::tools::erase;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tools::Tool;

/// How far the saved line may lie from the hand's, in CSS pixels.
const TOLERANCE: f64 = 0.3;

pub(super) static PEN: Tool = Tool {
    name: "Pen",
    key: "P",
    icon: "M3.500 14.500l.7-3 7.300-7.300 2.300 2.300-7.300 7.300zM10 5.700 12.300 8",
    hint: "Draw freely. A closed line can become a mask.",
    press,
    press_at_cross: Some(corner_at_cross),
    outline: open_outline,
    close: Some(|painter, corners, _| {
        add(painter, corners.into_iter().map(Spot::of).collect());
        None
    }),
    ..Tool::PLAIN
};

struct PenDrag {
    spots: Vec<Spot>,
    last: Point,
    colour: Colour,
    width_px: u16,
}

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    if press.is_right {
        return erase::begin(painter, press);
    }
    let last = painter.view.image_from_canvas(press.sample.point_in_canvas);
    let (colour, width_px) = painter.markup_pen();
    painter.on_stage(|elements| {
        let begun = elements.marks.begin_line(colour, width_px);
        if let Err(error) = begun.and_then(|()| elements.marks.extend_line(last, last)) {
            log_error(&error.to_string());
        }
    });
    let drag = PenDrag { spots: vec![Spot::of(last)], last, colour, width_px };
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(drag) };
    None
}

impl Drag for PenDrag {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        let point = painter.view.image_from_canvas(sample.point_in_canvas);
        let spot = Spot::of(point);
        if self.spots.last() == Some(&spot) {
            return;
        }
        self.spots.push(spot);
        let from = std::mem::replace(&mut self.last, point);
        painter.on_stage(|elements| {
            if let Err(error) = elements.marks.extend_line(from, point) {
                log_error(&error.to_string());
            }
        });
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        let spots = simplified(&self.spots, TOLERANCE / painter.view.scale);
        painter.add_mark(Mark { shape: Shape::Pen(spots), colour: self.colour, width_px: self.width_px });
        None
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        painter.on_stage(|elements| elements.marks.end());
    }
}

fn add(painter: &mut PainterState, spots: Vec<Spot>) {
    if !spots.is_empty() {
        let (colour, width_px) = painter.markup_pen();
        painter.add_mark(Mark { shape: Shape::Pen(spots), colour, width_px });
    }
}

/// Sets a corner with the keyboard; the same once more ends the line.
fn corner_at_cross(painter: &mut PainterState, point: Point, _: StrokeMode) -> Option<Command> {
    if painter.corners.last() == Some(&point) {
        return painter.close_corners();
    }
    painter.corners.push(point);
    painter.show_corners(None);
    None
}

fn open_outline(corners: &[Point], view: View) -> String {
    let mut path = String::new();
    let placed: Vec<Point> = corners.iter().map(|corner| view.canvas_from_image(*corner)).collect();
    crate::core::markup::strokes::push_line(&mut path, &placed);
    path
}
