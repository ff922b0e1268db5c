//! Brush: marks along the pointer's way.

use leptos::prelude::*;

use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::core::mask::StrokeMode;
use crate::services::painter::state::{Command, Drag, Gesture, PainterState, Press};
use crate::services::painter::tool::{Setting, Tool};
use crate::state::stage::BRUSH_SIZE_PX;

pub(super) static BRUSH: Tool = Tool {
    name: "Brush",
    key: "B",
    icon: "M3 15c2.2 0 3.2-1 3.2-2.6 0-1-.8-1.8-1.8-1.8C3 10.600 3.400 13 3 15zM15 3 7.500 10.500",
    settings: &SETTINGS,
    has_ring: true,
    press: |painter, press| {
        begin(painter, press, if press.is_right { StrokeMode::Erase } else { StrokeMode::Paint })
    },
    ..Tool::PLAIN
};

/// Of whatever paints along the pointer's way.
pub(super) const SETTINGS: [Setting; 2] = [
    Setting::LogarithmicSlider("Size", "px", |stage| stage.brush_size_px, BRUSH_SIZE_PX),
    Setting::Slider("Hardness", "%", |stage| stage.hardness_percent, (0.0, 100.0)),
];

/// A stroke that is being drawn.
struct Stroke {
    is_pen: bool,
    mode: StrokeMode,
}

/// Begins a stroke; with Shift it comes from where the last one ended.
pub(super) fn begin(painter: &mut PainterState, press: Press, mode: StrokeMode) -> Option<Command> {
    let hardness = (painter.stage.hardness_percent.get_untracked() / 100.0) as f32;
    if let Some(mask) = painter.mask() {
        mask.begin_stroke(mode, hardness);
    }
    if let Some(from) = painter.last_point.filter(|_| press.is_shift) {
        paint_to(painter, from, radius_px(painter));
    }
    let mut stroke = Stroke { is_pen: press.is_pen, mode };
    stroke.follow(painter, press.sample);
    painter.gesture = Gesture::Drag { pointer_id: press.pointer_id, drag: Box::new(stroke) };
    None
}

impl Drag for Stroke {
    fn follow(&mut self, painter: &mut PainterState, sample: Sample) {
        let mut radius = radius_px(painter);
        if self.is_pen && sample.pressure > 0.0 && painter.stage.pressure_sizes.get_untracked() {
            // Full pressure is the size that was chosen.
            radius *= sample.pressure.clamp(0.05, 1.0);
        }
        paint_to(painter, painter.view.image_from_canvas(sample.point_in_canvas), radius);
    }

    fn end(self: Box<Self>, painter: &mut PainterState) -> Option<Command> {
        painter.end_step();
        if self.mode == StrokeMode::Paint && painter.stage.is_quick.get_untracked() {
            painter.stage.strokes.update(|strokes| *strokes += 1);
        }
        None
    }

    fn abort(self: Box<Self>, painter: &mut PainterState) {
        painter.abort_step();
    }
}

fn radius_px(painter: &PainterState) -> f32 {
    (painter.stage.brush_size_px.get_untracked() / 2.0) as f32
}

fn paint_to(painter: &mut PainterState, point: Point, radius_px: f32) {
    let dirty = painter.mask().map(|mask| mask.stroke_to(point, radius_px));
    painter.last_point = Some(point);
    painter.mark(dirty.unwrap_or_default());
}
