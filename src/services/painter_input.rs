//! What a pointer, a wheel and the keys do to the painter.

use leptos::prelude::*;

use crate::browser::pointer::{self, PointerKind, Sample};
use crate::core::geometry::Point;
use crate::core::mask::{Mask, StrokeMode};
use crate::services::painter::{Core, Painter};
use crate::state::PaintTool;
use crate::state::stage::BRUSH_SIZE_PX;

/// Factor of one notch of the wheel.
const WHEEL_STEP: f64 = 1.15;

/// What the pointers are doing.
#[derive(Clone, Debug, Default)]
pub(super) enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// Painting along the way.
    Stroke { pointer_id: i32 },
    /// Drawing a shape, in picture pixels.
    Shape {
        pointer_id: i32,
        mode: StrokeMode,
        points: Vec<Point>,
    },
    /// Moving the picture.
    Pan { pointer_id: i32, last_in_canvas: Point },
    /// Two fingers: zoom and move.
    Pinch { fingers: [(i32, Point); 2] },
}

impl Painter {
    /// A button or a finger went down.
    pub fn pointer_down(&self, event: &pointer::PointerEvent) {
        self.with(|core| core.pointer_down(event));
    }

    /// A pointer moved.
    pub fn pointer_move(&self, event: &pointer::PointerEvent) {
        self.with(|core| core.pointer_move(event));
    }

    /// A button or a finger went up.
    pub fn pointer_up(&self, event: &pointer::PointerEvent) {
        self.with(|core| core.pointer_up(event));
    }

    /// The browser took the pointer away, or the window lost the focus: as if it had not been.
    pub fn abort(&self) {
        self.with(|core| {
            core.abort();
            core.is_space_held = false;
        });
    }

    /// The pointer left the stage.
    pub fn pointer_left(&self) {
        self.with(|core| {
            if let Some(elements) = &core.elements {
                elements.hide_ring();
            }
        });
    }

    /// The wheel turned: zoom at the pointer; with Alt the brush's size.
    pub fn wheel(&self, point_in_window: Point, delta_y: f64, is_alt: bool) {
        self.with(|core| {
            let Some(elements) = &core.elements else { return };
            let origin = elements.origin();
            let point = Point::new(point_in_window.x - origin.x, point_in_window.y - origin.y);
            if is_alt {
                core.scale_brush(if delta_y < 0.0 { 1.1 } else { 1.0 / 1.1 });
                core.show_ring(point);
            } else {
                core.zoom_at(point, WHEEL_STEP.powf((-delta_y / 100.0).clamp(-4.0, 4.0)));
            }
        });
    }

    /// The space bar went down or up: dragging moves the picture meanwhile.
    pub fn hold_space(&self, is_held: bool) {
        self.with(|core| {
            core.is_space_held = is_held;
            if let Some(elements) = &core.elements {
                elements.set_cursor(if is_held { "grab" } else { "" });
                if is_held {
                    elements.hide_ring();
                }
            }
        });
    }

    /// Makes the brush larger or smaller by a factor.
    pub fn scale_brush(&self, factor: f64) {
        self.with(|core| core.scale_brush(factor));
    }
}

impl Core {
    fn pointer_down(&mut self, event: &pointer::PointerEvent) {
        if self.active.is_none() {
            return;
        }
        let Some(elements) = self.elements.clone() else {
            return;
        };
        pointer::capture(elements.host(), event);
        let sample = pointer::sample_of(event, elements.origin());
        let pointer_id = event.pointer_id();
        if pointer::kind_of(event) == PointerKind::Touch {
            let other = match &self.gesture {
                Gesture::Stroke { pointer_id } | Gesture::Shape { pointer_id, .. } => {
                    Some((*pointer_id, self.last_touch()))
                }
                Gesture::Pan {
                    pointer_id,
                    last_in_canvas,
                } => Some((*pointer_id, *last_in_canvas)),
                _ => None,
            };
            if let Some((other_id, other_point)) = other {
                // A second finger: the first one's stroke was the beginning of a pinch.
                self.abort();
                self.gesture = Gesture::Pinch {
                    fingers: [(other_id, other_point), (pointer_id, sample.point_in_canvas)],
                };
                return;
            }
        }
        if !matches!(self.gesture, Gesture::None) {
            return;
        }
        self.last_touch_in_canvas.set(sample.point_in_canvas);
        let is_right = event.button() == 2;
        if event.button() == 1 || self.is_space_held {
            self.gesture = Gesture::Pan {
                pointer_id,
                last_in_canvas: sample.point_in_canvas,
            };
            return;
        }
        let tool = self.stage.tool.get_untracked();
        let is_erasing = tool == PaintTool::Eraser || is_right || (!tool.is_brush() && event.alt_key());
        let mode = if is_erasing {
            StrokeMode::Erase
        } else {
            StrokeMode::Paint
        };
        if tool.is_brush() {
            let hardness = (self.stage.hardness_percent.get_untracked() / 100.0) as f32;
            if let Some(mask) = self.mask() {
                mask.begin_stroke(mode, hardness);
            }
            self.gesture = Gesture::Stroke { pointer_id };
            self.stroke_to(event, sample);
        } else {
            let point = self.view.image_from_canvas(sample.point_in_canvas);
            self.gesture = Gesture::Shape {
                pointer_id,
                mode,
                points: vec![point],
            };
        }
    }

    fn pointer_move(&mut self, event: &pointer::PointerEvent) {
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let origin = elements.origin();
        let here = pointer::sample_of(event, origin);
        if pointer::kind_of(event) != PointerKind::Touch && !self.is_space_held {
            self.show_ring(here.point_in_canvas);
        }
        let moved_id = event.pointer_id();
        match &mut self.gesture {
            Gesture::Stroke { pointer_id } if *pointer_id == moved_id => {
                self.last_touch_in_canvas.set(here.point_in_canvas);
                for sample in pointer::samples_of(event, origin) {
                    self.stroke_to(event, sample);
                }
            }
            Gesture::Shape {
                pointer_id, points, ..
            } if *pointer_id == moved_id => {
                self.last_touch_in_canvas.set(here.point_in_canvas);
                for sample in pointer::samples_of(event, origin) {
                    points.push(self.view.image_from_canvas(sample.point_in_canvas));
                }
            }
            Gesture::Pan {
                pointer_id,
                last_in_canvas,
            } if *pointer_id == moved_id => {
                let (by_x, by_y) = (
                    here.point_in_canvas.x - last_in_canvas.x,
                    here.point_in_canvas.y - last_in_canvas.y,
                );
                *last_in_canvas = here.point_in_canvas;
                self.set_view(self.view.panned(by_x, by_y));
            }
            Gesture::Pinch { fingers } => {
                let before = *fingers;
                for finger in fingers.iter_mut().filter(|finger| finger.0 == moved_id) {
                    finger.1 = here.point_in_canvas;
                }
                let after = *fingers;
                self.pinch(before.map(|finger| finger.1), after.map(|finger| finger.1));
            }
            _ => (),
        }
    }

    fn pointer_up(&mut self, event: &pointer::PointerEvent) {
        let id = event.pointer_id();
        match std::mem::take(&mut self.gesture) {
            Gesture::Stroke { pointer_id } if pointer_id == id => {
                if let Some(mask) = self.mask() {
                    mask.end_stroke();
                }
                self.tell();
                self.compact_later();
            }
            Gesture::Shape {
                pointer_id,
                mode,
                points,
            } if pointer_id == id => {
                let tool = self.stage.tool.get_untracked();
                let (Some(&first), Some(&last)) = (points.first(), points.last()) else {
                    return;
                };
                let dirty = self.mask().map(|mask| match tool {
                    PaintTool::Rectangle => mask.fill_rect(first, last, mode),
                    PaintTool::Ellipse => mask.fill_ellipse(first, last, mode),
                    _ => mask.fill_polygon(&points, mode),
                });
                self.mark(dirty.unwrap_or_default());
                self.tell();
                self.compact_later();
            }
            Gesture::Pan { pointer_id, .. } if pointer_id == id => (),
            // One finger up: the other goes on moving the picture.
            Gesture::Pinch { fingers } => {
                if let Some(&(pointer_id, last_in_canvas)) = fingers.iter().find(|finger| finger.0 != id) {
                    self.gesture = Gesture::Pan {
                        pointer_id,
                        last_in_canvas,
                    };
                }
            }
            other => self.gesture = other,
        }
    }

    /// Takes back what is under way.
    pub(super) fn abort(&mut self) {
        let is_stroke = matches!(std::mem::take(&mut self.gesture), Gesture::Stroke { .. });
        if let Some(dirty) = self.mask().map(Mask::abort_stroke).filter(|_| is_stroke) {
            self.mark(dirty);
        }
    }

    fn stroke_to(&mut self, event: &pointer::PointerEvent, sample: Sample) {
        let point = self.view.image_from_canvas(sample.point_in_canvas);
        let mut radius = (self.stage.brush_size_px.get_untracked() / 2.0) as f32;
        if pointer::kind_of(event) == PointerKind::Pen && sample.pressure > 0.0 {
            // Half pressure is the size that was chosen.
            radius *= (sample.pressure * 2.0).clamp(0.1, 2.0);
        }
        let dirty = self
            .mask()
            .map(|mask| mask.stroke_to(point, radius))
            .unwrap_or_default();
        self.mark(dirty);
    }

    fn pinch(&mut self, before: [Point; 2], after: [Point; 2]) {
        let middle = |[one, other]: [Point; 2]| {
            Point::new(f64::midpoint(one.x, other.x), f64::midpoint(one.y, other.y))
        };
        let spread = |[one, other]: [Point; 2]| one.distance(other).max(1.0);
        let (from, to) = (middle(before), middle(after));
        let view = self.view.panned(to.x - from.x, to.y - from.y);
        self.set_view(view.zoomed_at(to, spread(after) / spread(before)));
    }

    fn scale_brush(&self, factor: f64) {
        let size = self.stage.brush_size_px.get_untracked();
        let scaled = (size * factor).round();
        let scaled = if (scaled - size).abs() < 1.0 {
            size + if factor > 1.0 { 1.0 } else { -1.0 }
        } else {
            scaled
        };
        self.stage
            .brush_size_px
            .set(scaled.clamp(BRUSH_SIZE_PX.0, BRUSH_SIZE_PX.1));
    }

    fn show_ring(&self, centre_in_canvas: Point) {
        let Some(elements) = &self.elements else { return };
        if self.stage.tool.get_untracked().is_brush() && self.active.is_some() {
            elements.show_ring(
                centre_in_canvas,
                self.stage.brush_size_px.get_untracked() * self.view.scale,
            );
        } else {
            elements.hide_ring();
        }
    }

    fn last_touch(&self) -> Point {
        self.last_touch_in_canvas.get()
    }
}
