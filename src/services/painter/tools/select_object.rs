//! Select object: a loose box round it or a stroke over it is enough. Further strokes add and take away.

use leptos::prelude::*;

use super::shape::{polygon_outline, spanned};
use crate::browser::pointer::Sample;
use crate::core::geometry::{Point, Rect};
use crate::core::mask::{StrokeMode, shapes};
use crate::core::select::{Pointed, Stroke};
use crate::services::painter::commands::series::Aim;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tool::{Role, Setting, Tool};
use crate::state::stage::{BY_BOX, BY_STROKE, COMBINATIONS, EDGE_SOFTNESS, MASK_VIEWS};

/// Half the width of a stroke, in CSS pixels.
const STROKE_RADIUS: f64 = 5.0;
/// A drag that is shorter is a click, in CSS pixels.
const CLICK_REACH: f64 = 4.0;

pub(super) static SELECT_OBJECT: Tool = Tool {
    name: "Select object",
    key: "S",
    icon: "M3 6V3h3M12 3h3v3M15 12v3h-3M6 15H3v-3M9 5.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 1 1 0-7M9 9h.01",
    hint: "Draw around it or over it. Hold Alt to take away.",
    settings: &[
        Setting::Choice("Select by", &[BY_BOX, BY_STROKE], |stage| stage.select_by),
        Setting::Slider("Edge softness", "", |stage| stage.edge_softness, EDGE_SOFTNESS),
        Setting::List("View", &MASK_VIEWS, |stage| stage.mask_view, false),
        Setting::List("Mask", &COMBINATIONS, |stage| stage.combine, true),
    ],
    press,
    press_at_cross: Some(press_at_cross),
    outline: |points, view| polygon_outline(&spanned(points, shapes::rectangle), view),
    role: Role::PointsAtObject,
    on_chosen: PainterState::prepare_selecting,
    ..Tool::PLAIN
};

fn is_by_box(painter: &PainterState) -> bool {
    painter.stage.select_by.get_untracked() == BY_BOX
}

fn press(painter: &mut PainterState, press: Press) -> Option<Command> {
    let point = painter.view.image_from_canvas(press.sample.point_in_canvas);
    // A box that the keyboard began is given up.
    painter.corners.clear();
    let mut points = vec![point];
    if !is_by_box(painter) {
        points.splice(0..0, painter.last_point.filter(|_| press.is_shift));
    }
    let pointing = Pointing { is_box: is_by_box(painter), mode: press.mode(), points };
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(pointing) };
    None
}

/// Enter sets a corner of the box, then the other; or a dab.
fn press_at_cross(painter: &mut PainterState, point: Point, mode: StrokeMode) -> Option<Command> {
    if !is_by_box(painter) {
        let pointing = Pointing { is_box: false, mode, points: vec![point] };
        return Box::new(pointing).end(painter);
    }
    let first = painter.corners.pop();
    let command = match first {
        None => {
            painter.corners.push(point);
            None
        }
        Some(first) => {
            let pointing = Pointing { is_box: true, mode, points: vec![first, point] };
            Box::new(pointing).end(painter)
        }
    };
    painter.show_corners(None);
    command
}

/// A box or a stroke while it is drawn.
struct Pointing {
    is_box: bool,
    mode: StrokeMode,
    /// Where the pointer was, in picture pixels.
    points: Vec<Point>,
}

impl Pointing {
    /// What is pointed at so far; a click is a dab.
    fn aim(&self, painter: &PainterState) -> Option<Aim> {
        let (first, last) = self.points.first().zip(self.points.last())?;
        let is_box = self.is_box && first.distance(*last) * painter.view.scale >= CLICK_REACH;
        let pointed = if is_box {
            let whole = |value: f64| value.round().max(0.0) as u32;
            Pointed::Box(Rect::new(
                whole(first.x.min(last.x)),
                whole(first.y.min(last.y)),
                whole(first.x.max(last.x)),
                whole(first.y.max(last.y)),
            ))
        } else {
            let points = if self.is_box { vec![*last] } else { self.points.clone() };
            let radius_px = (STROKE_RADIUS / painter.view.scale).max(1.0);
            Pointed::Stroke(Stroke {
                adds: self.mode == StrokeMode::Paint,
                radius_px,
                points_in_image: points,
            })
        };
        Some(Aim { pointed, mode: self.mode })
    }

    fn show(&self, painter: &PainterState) {
        let path = if self.is_box {
            polygon_outline(&spanned(&self.points, shapes::rectangle), painter.view)
        } else {
            // An open line.
            polygon_outline(&self.points, painter.view).trim_end_matches('Z').to_owned()
        };
        painter.show_outline(&path);
    }
}

impl Drag for Pointing {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        let point = painter.view.image_from_canvas(sample.point_in_canvas);
        let step = STROKE_RADIUS / 2.0 / painter.view.scale;
        if self.points.last().is_some_and(|last| last.distance(point) < step) {
            return;
        }
        if self.is_box {
            self.points.truncate(1);
        }
        self.points.push(point);
        self.show(painter);
        if let Some(aim) = self.aim(painter) {
            painter.ask_preview(aim);
        }
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        painter.show_outline("");
        painter.last_point = self.points.last().copied();
        let aim = self.aim(painter)?;
        painter.aim(aim)
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        painter.selecting.preview.clear();
        painter.selecting.wanted = None;
        painter.show_selection();
    }
}
