//! Painting by the keyboard alone: a cross that the arrows move, and what Enter and Space do where it is.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::page_events;
use crate::browser::pointer::Sample;
use crate::core::geometry::Point;
use crate::core::mask::StrokeMode;
use crate::services::Inner;
use crate::services::painter::gesture::{Gesture, Press};
use crate::services::painter::outline::{of_corners, of_drag};
use crate::services::painter::work;
use crate::services::painter::work::Wish;
use crate::services::painter::{Core, Painter};
use crate::state::PaintTool;
use crate::state::stage::BRUSH_SIZE_PX;

/// The pointer that the keyboard stands for.
const KEYBOARD: i32 = -1;

/// Enter, or Space without a drag: closes the polygon, applies the selection, or presses where the cross is.
pub fn press(inner: &Rc<Inner>, is_shift: bool, is_alt: bool) {
    if inner.state.stage.has_preview.get_untracked() {
        inner.painter.apply_preview();
        return;
    }
    let wish = inner.painter.with(|core| core.press_key(is_shift, is_alt));
    if let Some(wish) = wish {
        work::perform(inner, wish);
    }
}

/// The picture has the focus: when it came by the keyboard, the cross shows.
pub fn focused(inner: &Rc<Inner>, event: &page_events::Event) {
    if page_events::is_focus_seen(event) {
        inner.painter.show_cross();
    }
}

impl Painter {
    /// The cross is there.
    pub fn has_cross(&self) -> bool {
        self.with(|core| core.cross.is_some())
    }

    /// Space was let go without having moved the picture.
    pub fn was_space_tapped(&self) -> bool {
        self.with(|core| core.is_space_held && !core.has_panned)
    }

    /// Moves the cross by so many picture pixels; the first time it comes up in the middle of what is seen.
    pub fn move_cross(&self, by_x: f64, by_y: f64) {
        self.with(|core| {
            let Some((_, size)) = core.active else { return };
            let at = core.cross.map_or_else(
                || core.view.image_from_canvas(core.middle()),
                |cross| Point::new(cross.x + by_x, cross.y + by_y),
            );
            // On pixel centres, so that a step is always a whole pixel.
            core.cross = Some(Point::new(
                at.x.floor().clamp(0.0, f64::from(size.width) - 1.0) + 0.5,
                at.y.floor().clamp(0.0, f64::from(size.height) - 1.0) + 0.5,
            ));
            core.place_cross();
        });
    }

    /// The focus came by the keyboard: the cross shows.
    pub fn show_cross(&self) {
        self.move_cross(0.0, 0.0);
    }

    /// The focus went: the cross goes with it.
    pub fn hide_cross(&self) {
        self.with(|core| {
            core.hide_cross();
            core.is_space_held = false;
        });
    }

    /// Takes a tool up; what was begun with another is given up.
    pub fn take_up(&self, tool: PaintTool) {
        self.cancel_preview();
        self.with(|core| {
            if core.stage.tool.get_untracked() != tool {
                if !matches!(core.gesture, Gesture::Stroke { .. } | Gesture::Shape { .. }) {
                    core.abort();
                }
                core.stage.tool.set(tool);
            }
        });
    }

    /// Esc: gives up what is under way, the nearest first.
    pub fn escape(&self) {
        self.cancel_work();
        self.cancel_preview();
        self.abort();
    }

    /// Takes the last corner of a polygon back; `false` when there is none.
    pub fn remove_corner(&self) -> bool {
        self.with(|core| {
            let is_there = core.corners.pop().is_some();
            core.show_corners(None);
            is_there
        })
    }

    /// Makes the brush larger or smaller by a factor.
    pub fn scale_brush(&self, factor: f64) {
        self.with(|core| core.scale_brush(factor));
    }

    /// Makes the brush harder or softer, in percent.
    pub fn harden_brush(&self, by_percent: f64) {
        self.with(|core| {
            let hardness = core.stage.hardness_percent.get_untracked() + by_percent;
            core.set_brush(core.stage.brush_size_px.get_untracked(), hardness.clamp(0.0, 100.0));
        });
    }
}

impl Core {
    fn press_key(&mut self, is_shift: bool, is_alt: bool) -> Option<Wish> {
        let tool = self.stage.tool.get_untracked();
        let Some(point) = self.cross else {
            if tool == PaintTool::Polygon {
                self.close_polygon();
            }
            return None;
        };
        let mode = if is_alt { StrokeMode::Erase } else { StrokeMode::Paint };
        match tool {
            PaintTool::Rectangle | PaintTool::Ellipse => {
                // From a pixel's outer edge to the other one's, whichever way the corners lie.
                match self.corners.pop() {
                    None => self.corners.push(point),
                    Some(first) => {
                        let outer = |one: f64, other: f64| if one <= other { one - 0.5 } else { one + 0.5 };
                        let one = Point::new(outer(first.x, point.x), outer(first.y, point.y));
                        let other = Point::new(point.x + (first.x - one.x), point.y + (first.y - one.y));
                        self.span(tool, one, other, mode);
                    }
                }
                self.show_corners(None);
                None
            }
            PaintTool::Polygon | PaintTool::Lasso => {
                if self.corners.last() == Some(&point) {
                    self.close_polygon();
                } else {
                    self.add_corner(point, mode);
                }
                None
            }
            _ => {
                let sample = Sample { point_in_canvas: self.view.canvas_from_image(point), pressure: 0.5 };
                let press = Press { is_right: tool.is_brush() && is_alt, is_alt, is_shift, is_pen: false };
                let wish = self.press(KEYBOARD, sample, press);
                if matches!(self.gesture, Gesture::Stroke { pointer_id: KEYBOARD, .. }) {
                    self.gesture = Gesture::None;
                    self.end_stroke();
                }
                wish
            }
        }
    }

    /// Shows the corners that are set, and the line to where the pointer or the cross is.
    pub(crate) fn show_corners(&self, pointer: Option<Point>) {
        let Some(elements) = &self.elements else { return };
        let mut corners = self.corners.clone();
        if !corners.is_empty() {
            corners.extend(pointer.or(self.cross));
        }
        let tool = self.stage.tool.get_untracked();
        let path = if matches!(tool, PaintTool::Rectangle | PaintTool::Ellipse) {
            of_drag(tool, &corners, self.view)
        } else {
            of_corners(&corners, self.view)
        };
        elements.show_outline(&path);
    }

    /// Brings the cross, its ring and its words to where it is; the view follows it to the edge.
    pub(crate) fn place_cross(&mut self) {
        let (Some(cross), Some(elements)) = (self.cross, self.elements.clone()) else {
            return;
        };
        let mut point = self.view.canvas_from_image(cross);
        let (width, height) = elements.size();
        let (by_x, by_y) = (point.x.clamp(0.0, width) - point.x, point.y.clamp(0.0, height) - point.y);
        if by_x.abs() > 0.0 || by_y.abs() > 0.0 {
            self.set_view(self.view.panned(by_x, by_y));
            point = self.view.canvas_from_image(cross);
        }
        elements.show_cross(Some(point));
        elements.tell_position(cross);
        self.show_ring(point);
        if !self.corners.is_empty() {
            self.show_corners(None);
        }
    }

    pub(crate) fn hide_cross(&mut self) {
        self.cross = None;
        if let Some(elements) = &self.elements {
            elements.show_cross(None);
            elements.hide_ring();
        }
    }

    pub(crate) fn scale_brush(&self, factor: f64) {
        let size = self.stage.brush_size_px.get_untracked();
        let scaled = (size * factor).round();
        let scaled =
            if (scaled - size).abs() < 1.0 { size + if factor > 1.0 { 1.0 } else { -1.0 } } else { scaled };
        self.set_brush(scaled, self.stage.hardness_percent.get_untracked());
    }

    /// Sets size, in picture pixels, and hardness; a ring that shows follows.
    pub(crate) fn set_brush(&self, size_px: f64, hardness_percent: f64) {
        let size = size_px.round().clamp(BRUSH_SIZE_PX.0, BRUSH_SIZE_PX.1);
        self.stage.brush_size_px.set(size);
        self.stage.hardness_percent.set(hardness_percent);
        if let Some(cross) = self.cross {
            self.show_ring(self.view.canvas_from_image(cross));
        } else if let Some(centre) = self.ring_in_canvas.get() {
            self.show_ring(centre);
        }
    }

    pub(crate) fn show_ring(&self, centre_in_canvas: Point) {
        let Some(elements) = &self.elements else { return };
        if self.stage.tool.get_untracked().is_brush() && self.active.is_some() {
            self.ring_in_canvas.set(Some(centre_in_canvas));
            elements.show_ring(centre_in_canvas, self.stage.brush_size_px.get_untracked() * self.view.scale);
        } else {
            elements.hide_ring();
        }
    }
}
