//! What a press does with the tool in hand, and how a stroke or a shape goes on.

use leptos::prelude::*;

use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::core::mask::{Mask, StrokeMode, Sweep, shapes};
use crate::services::painter::Core;
use crate::services::painter::gesture::{Gesture, Press};
use crate::services::painter::work::{Selection, Wish};
use crate::state::PaintTool;

/// How near to the first corner of a polygon a click closes it, in CSS pixels.
const CLOSING_REACH: f64 = 10.0;

impl Core {
    /// What the tool in hand does where a pointer or the keyboard presses.
    pub(crate) fn press(&mut self, pointer_id: i32, sample: Sample, press: Press) -> Option<Wish> {
        if self.is_busy() {
            return None;
        }
        let tool = self.stage.tool.get_untracked();
        let is_erasing = tool == PaintTool::Eraser || press.is_right || (!tool.is_brush() && press.is_alt);
        let mode = if is_erasing { StrokeMode::Erase } else { StrokeMode::Paint };
        let point = self.view.image_from_canvas(sample.point_in_canvas);
        if tool.is_brush() {
            let hardness = (self.stage.hardness_percent.get_untracked() / 100.0) as f32;
            let from = self.last_point.filter(|_| press.is_shift);
            if let Some(mask) = self.mask() {
                mask.begin_stroke(mode, hardness);
            }
            self.gesture = Gesture::Stroke { pointer_id, is_pen: press.is_pen };
            if let Some(from) = from {
                let radius = (self.stage.brush_size_px.get_untracked() / 2.0) as f32;
                self.paint_to(from, radius);
            }
            self.follow(sample);
            return None;
        }
        match tool {
            PaintTool::Polygon => {
                self.add_corner(point, mode);
                None
            }
            PaintTool::Fill => self.pixel_at(point).map(|at| Wish::Fill { at, mode }),
            PaintTool::SelectColour => {
                let at = self.pixel_at(point)?;
                Some(Wish::Select(Selection { at, mode }))
            }
            _ => {
                self.gesture = Gesture::Shape { pointer_id, tool, mode, points: vec![point] };
                None
            }
        }
    }

    fn pixel_at(&self, point: Point) -> Option<(u32, u32)> {
        let (_, size) = self.active?;
        let is_inside = point.x >= 0.0
            && point.y >= 0.0
            && point.x < f64::from(size.width)
            && point.y < f64::from(size.height);
        is_inside.then_some((point.x as u32, point.y as u32))
    }

    /// Sets a corner of the polygon; near the first one, closes it.
    pub(crate) fn add_corner(&mut self, point: Point, mode: StrokeMode) {
        let canvas = |point| self.view.canvas_from_image(point);
        let is_near = |corner: &Point| canvas(*corner).distance(canvas(point)) < CLOSING_REACH;
        if self.corners.len() > 2 && self.corners.first().is_some_and(is_near) {
            self.close_polygon();
            return;
        }
        if self.corners.last().is_none_or(|last| last.distance(point) > 0.0) {
            self.corners.push(point);
        }
        self.corners_mode = mode;
        self.show_corners(None);
    }

    /// Paints or erases inside the corners; fewer than three are no shape.
    pub(crate) fn close_polygon(&mut self) {
        let corners = std::mem::take(&mut self.corners);
        self.show_corners(None);
        let mode = self.corners_mode;
        self.sweep(Sweep::Polygon(corners, mode));
    }

    /// Paints or erases what a tool spans between two points in picture pixels.
    pub(crate) fn span(&mut self, tool: PaintTool, one: Point, other: Point, mode: StrokeMode) {
        let corners = if tool == PaintTool::Rectangle {
            shapes::rectangle(one, other)
        } else {
            shapes::ellipse(one, other)
        };
        self.sweep(Sweep::Polygon(corners, mode));
    }

    /// Ends the stroke: one step.
    pub(crate) fn end_stroke(&mut self) {
        if let Some(mask) = self.mask() {
            mask.end_stroke();
        }
        self.tell();
        self.compact_later();
    }

    /// Takes back what is under way.
    pub(crate) fn abort(&mut self) {
        let is_stroke = matches!(std::mem::take(&mut self.gesture), Gesture::Stroke { .. });
        self.corners.clear();
        if let Some(elements) = &self.elements {
            elements.show_outline("");
        }
        if is_stroke && let Some(dirty) = self.mask().map(Mask::abort_stroke) {
            self.mark(dirty);
        }
    }

    /// Goes on with a stroke or a shape.
    pub(crate) fn follow(&mut self, sample: Sample) {
        let point = self.view.image_from_canvas(sample.point_in_canvas);
        match &mut self.gesture {
            Gesture::Stroke { is_pen, .. } => {
                let is_pen = *is_pen;
                let mut radius = (self.stage.brush_size_px.get_untracked() / 2.0) as f32;
                if is_pen && sample.pressure > 0.0 && self.stage.does_pressure_size.get_untracked() {
                    // Full pressure is the size that was chosen.
                    radius *= sample.pressure.clamp(0.05, 1.0);
                }
                self.paint_to(point, radius);
            }
            Gesture::Shape { tool, points, .. } => {
                points.push(point);
                let view = self.view;
                let path = super::outline::of_drag(*tool, points, view);
                if let Some(elements) = &self.elements {
                    elements.show_outline(&path);
                }
            }
            _ => (),
        }
    }

    fn paint_to(&mut self, point: Point, radius: f32) {
        let dirty = self.mask().map(|mask| mask.stroke_to(point, radius));
        self.last_point = Some(point);
        self.mark(dirty.unwrap_or_default());
    }
}
