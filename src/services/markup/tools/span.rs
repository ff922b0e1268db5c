//! Arrow, Line, Circle, Box: from where the drag begins to where it ends.

use crate::browser::dom::log_error;
use crate::browser::pointer::Sample;
use crate::core::geometry::{Point, View};
use crate::core::markup::strokes::{ellipse, push_line, rectangle};
use crate::core::markup::{Colour, Mark, Shape, Spot, evened};
use crate::services::markup::tools::erase;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tools::Tool;

/// Of less than so many CSS pixels nothing was meant: a click.
const LEAST: f64 = 4.0;

pub(super) static ARROW: Tool = Tool {
    name: "Arrow",
    key: "A",
    icon: "M4 14 13.500 4.500M7 4.500h6.500V11",
    hint: "Drag towards what you mean. Hold Shift for straight angles.",
    press: |painter, press| begin(painter, press, Shape::Arrow, true),
    press_at_cross: Some(|painter, point, _| span_at_cross(painter, point, Shape::Arrow)),
    outline: line_outline,
    ..Tool::PLAIN
};

pub(super) static LINE: Tool = Tool {
    name: "Line",
    key: "L",
    icon: "M4 14 14 4",
    hint: "Drag from end to end. Hold Shift for straight angles.",
    press: |painter, press| begin(painter, press, Shape::Line, true),
    press_at_cross: Some(|painter, point, _| span_at_cross(painter, point, Shape::Line)),
    outline: line_outline,
    ..Tool::PLAIN
};

pub(super) static CIRCLE: Tool = Tool {
    name: "Circle",
    key: "C",
    icon: "M9 3a6 6 0 1 0 0 12A6 6 0 0 0 9 3z",
    hint: "Drag across what you mean. Hold Shift for a round one.",
    press: |painter, press| begin(painter, press, Shape::Circle, false),
    press_at_cross: Some(|painter, point, _| span_at_cross(painter, point, Shape::Circle)),
    outline: |points, view| spanned_outline(points, view, ellipse),
    ..Tool::PLAIN
};

pub(super) static BOX: Tool = Tool {
    name: "Box",
    key: "B",
    icon: "M3 4.500h12v9H3z",
    hint: "Drag across what you mean. Hold Shift for a square.",
    press: |painter, press| begin(painter, press, Shape::Box, false),
    press_at_cross: Some(|painter, point, _| span_at_cross(painter, point, Shape::Box)),
    outline: |points, view| spanned_outline(points, view, rectangle),
    ..Tool::PLAIN
};

type MakeShape = fn(Spot, Spot) -> Shape;

struct SpanDrag {
    from: Point,
    to: Point,
    make: MakeShape,
    is_line: bool,
    is_even: bool,
    colour: Colour,
    width_px: u16,
}

impl SpanDrag {
    fn mark(&self) -> Mark {
        let to = if self.is_even { evened(self.from, self.to, self.is_line) } else { self.to };
        let shape = (self.make)(Spot::of(self.from), Spot::of(to));
        Mark { shape, colour: self.colour, width_px: self.width_px }
    }
}

fn begin(painter: &mut PainterState, press: Press, make: MakeShape, is_line: bool) -> Option<Command> {
    if press.is_right {
        return erase::begin(painter, press);
    }
    let from = painter.view.image_from_canvas(press.sample.point_in_canvas);
    let (colour, width_px) = painter.markup_pen();
    let drag = SpanDrag { from, to: from, make, is_line, is_even: press.is_shift, colour, width_px };
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(drag) };
    None
}

impl Drag for SpanDrag {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        self.to = painter.view.image_from_canvas(sample.point_in_canvas);
        painter.on_stage(|elements| {
            if let Err(error) = elements.marks.draw(&self.mark()) {
                log_error(&error.to_string());
            }
        });
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        if self.from.distance(self.to) * painter.view.scale >= LEAST {
            painter.add_mark(self.mark());
        } else {
            self.abort(painter);
        }
        None
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        painter.on_stage(|elements| elements.marks.end());
    }
}

/// Sets an end with the keyboard; the second one makes the mark.
fn span_at_cross(painter: &mut PainterState, point: Point, make: MakeShape) -> Option<Command> {
    match painter.corners.pop() {
        None => painter.corners.push(point),
        Some(first) if first.distance(point) > 0.0 => {
            let (colour, width_px) = painter.markup_pen();
            painter.add_mark(Mark { shape: make(Spot::of(first), Spot::of(point)), colour, width_px });
        }
        Some(_) => (),
    }
    painter.show_corners(None);
    None
}

fn line_outline(points: &[Point], view: View) -> String {
    spanned_outline(points, view, |from, to| vec![from.point(), to.point()])
}

/// What the first and the last of some points span.
fn spanned_outline(points: &[Point], view: View, corners: fn(Spot, Spot) -> Vec<Point>) -> String {
    let mut path = String::new();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let placed = corners(Spot::of(*first), Spot::of(*last));
        let placed: Vec<Point> = placed.into_iter().map(|corner| view.canvas_from_image(corner)).collect();
        push_line(&mut path, &placed);
    }
    path
}
