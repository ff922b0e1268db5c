//! Painting by the keyboard alone: a cross that the arrows move, and what Enter and Space do where it is.

use leptos::prelude::*;

use super::Painter;
use super::state::{Command, Gesture, PainterState, Press};
use super::tool::Role;
use super::tools;
use crate::browser::page_events;
use crate::browser::pointer::Sample;
use crate::browser::stage::StageElements;
use crate::core::geometry::Point;
use crate::core::mask::{StrokeMode, Sweep};
use crate::state::Layer;
use crate::state::stage::BRUSH_SIZE_PX;

/// The pointer that the keyboard stands for.
const KEYBOARD: i32 = -1;

impl Painter {
    /// Enter, or Space without a drag: applies the selection, closes the polygon, or presses where the cross is.
    pub fn press_at_cross(self, is_shift: bool, is_alt: bool) {
        if self.with(|state| state.is_apply_meant()) {
            self.apply_preview();
        } else if let Some(command) = self.with(|state| state.press_at_cross(is_shift, is_alt)) {
            self.perform(command);
        }
    }

    /// The picture has the focus: when it came by the keyboard, the cross shows.
    pub fn focused(self, event: &page_events::Event) {
        if page_events::is_focus_seen(event) {
            self.move_cross(0.0, 0.0);
        }
    }

    /// Moves the cross, in picture pixels; the first time it appears in the middle of what is seen.
    pub fn move_cross(self, by_x: f64, by_y: f64) {
        self.with(|state| {
            let Some((_, size)) = state.active else { return };
            let at = state.cross.map_or_else(
                || state.view.image_from_canvas(state.middle()),
                |cross| Point::new(cross.x + by_x, cross.y + by_y),
            );
            // On pixel centres, so that a step is always a whole pixel.
            state.cross = Some(Point::new(
                at.x.floor().clamp(0.0, f64::from(size.width) - 1.0) + 0.5,
                at.y.floor().clamp(0.0, f64::from(size.height) - 1.0) + 0.5,
            ));
            state.place_cross();
            state.selecting.has_moved_cross = true;
        });
    }

    /// The focus left the picture: the cross goes with it.
    pub fn hide_cross(self) {
        self.with(|state| {
            state.hide_cross();
            state.is_space_held = false;
        });
    }

    /// Selects a tool; what was begun with another is given up.
    pub fn select_tool(self, tool: &tools::Tool) {
        self.stage.show_mask();
        self.with(|state| {
            state.leave_selection();
            let hand = match state.stage.layer.get_untracked() {
                Layer::Mask => state.stage.tool,
                Layer::Markup => state.stage.markup_tool,
            };
            if hand.get_untracked() != tool.name {
                if !matches!(state.gesture, Gesture::Drag { .. }) {
                    state.abort();
                }
                hand.set(tool.name);
            }
            (tool.on_chosen)(state);
        });
    }

    /// Esc: cancels the command that runs, the selection that is shown, what the hand is doing.
    pub fn escape(self) {
        self.cancel_command();
        self.cancel_preview();
        self.abort();
    }

    /// Takes the last corner of a polygon back; `false` when there is none.
    pub fn remove_corner(self) -> bool {
        self.with(|state| {
            let is_there = state.corners.pop().is_some();
            state.show_corners(None);
            is_there
        })
    }

    /// Makes the brush larger or smaller by a factor.
    pub fn scale_brush(self, factor: f64) {
        self.with(|state| state.scale_brush(factor));
    }

    /// Makes the brush harder or softer, in percent.
    pub fn harden_brush(self, by_percent: f64) {
        self.with(|state| {
            let hardness = state.stage.hardness_percent.get_untracked() + by_percent;
            state.set_brush(state.stage.brush_size_px.get_untracked(), hardness.clamp(0.0, 100.0));
        });
    }
}

impl PainterState {
    fn press_at_cross(&mut self, is_shift: bool, is_alt: bool) -> Option<Command> {
        let Some(point) = self.cross else {
            return self.close_corners();
        };
        if let Some(press) = self.tool().press_at_cross {
            return press(self, point, if is_alt { StrokeMode::Erase } else { StrokeMode::Paint });
        }
        let command = self.press(Press {
            pointer_id: KEYBOARD,
            sample: Sample { point_in_canvas: self.view.canvas_from_image(point), pressure: 0.5 },
            is_right: is_alt,
            is_alt,
            is_shift,
            is_pen: false,
        });
        match std::mem::take(&mut self.gesture) {
            Gesture::Drag { pointer_id: KEYBOARD, drag } => return drag.end(self),
            other => self.gesture = other,
        }
        command
    }

    /// Paints or erases inside the corners; fewer than three are no shape.
    pub(crate) fn close_corners(&mut self) -> Option<Command> {
        let corners = std::mem::take(&mut self.corners);
        self.hovered = None;
        self.show_corners(None);
        if let Some(close) = self.tool().close {
            return close(self, corners, self.corners_mode);
        }
        if !corners.is_empty() {
            self.sweep(Sweep::Polygon(corners, self.corners_mode));
        }
        None
    }

    /// Whether Enter applies the selection that is shown: not where the cross was moved to point again.
    fn is_apply_meant(&self) -> bool {
        let points_again = self.tool().role == Role::PointsAtObject
            && self.cross.is_some()
            && self.selecting.has_moved_cross;
        self.stage.has_preview.get_untracked() && !points_again
    }

    /// Shows the corners that are set, and the line to where the pointer or the cross is.
    pub(crate) fn show_corners(&mut self, pointer: Option<Point>) {
        if let Some(shown) = self.tool().shown {
            let path = shown(self, pointer.or(self.cross));
            self.show_outline(&path);
            return;
        }
        let mut corners = self.corners.clone();
        if !corners.is_empty() {
            corners.extend(pointer.or(self.cross));
        }
        self.show_outline(&(self.tool().outline)(&corners, self.view));
    }

    /// Draws an outline over the picture, an SVG path in CSS pixels of the stage; an empty one is none.
    pub(crate) fn show_outline(&self, path: &str) {
        self.on_stage(|elements| elements.show_outline(path));
    }

    /// Brings the cross, its ring and its position's text to where it is; the view follows it to the edge.
    fn place_cross(&mut self) {
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
        elements.show_position(cross);
        self.show_ring(point);
        if !self.corners.is_empty() {
            self.show_corners(None);
        }
    }

    pub(crate) fn hide_cross(&mut self) {
        self.cross = None;
        self.on_stage(|elements| elements.show_cross(None));
        self.on_stage(StageElements::hide_ring);
    }

    pub(crate) fn scale_brush(&mut self, factor: f64) {
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

    /// Shows the brush's ring, when the tool has one.
    pub(crate) fn show_ring(&self, centre_in_canvas: Point) {
        let Some(elements) = &self.elements else { return };
        if self.tool().has_ring && self.active.is_some() {
            self.ring_in_canvas.set(Some(centre_in_canvas));
            elements.show_ring(centre_in_canvas, self.stage.brush_size_px.get_untracked() * self.view.scale);
        } else {
            elements.hide_ring();
        }
    }
}
