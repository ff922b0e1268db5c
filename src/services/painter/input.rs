//! What pointers and the wheel do to the painter.
//!
//! A finger waits a moment before it paints, since a second one makes it a pinch. Once a pen was seen, fingers
//! pan. What a press does is decided when it begins: choosing another tool meanwhile changes nothing of it.

use leptos::prelude::*;

use super::Painter;
use super::state::{Command, Gesture, PainterState, Press};
use super::tool::Role;
use crate::browser::pointer::{self, PointerEvent, PointerKind, Sample};
use crate::browser::stage::StageElements;
use crate::browser::time::now_millis;
use crate::core::geometry::Point;

/// Factor of one notch of the wheel.
const WHEEL_STEP: f64 = 1.15;
/// How long a finger may wait for a second one, in milliseconds.
const TOUCH_MILLIS: u32 = 60;
/// How far a finger may move before it paints, in CSS pixels.
const TOUCH_REACH: f64 = 8.0;
/// Longest tap of two fingers, in milliseconds.
const TAP_MILLIS: f64 = 350.0;

impl Painter {
    /// A button or a finger went down.
    pub fn pointer_down(self, event: &PointerEvent) {
        if let Some(command) = self.with(|state| state.pointer_down(event)) {
            self.perform(command);
        }
    }

    /// A pointer moved.
    pub fn pointer_move(self, event: &PointerEvent) {
        self.with(|state| state.pointer_move(event));
    }

    /// A button or a finger went up.
    pub fn pointer_up(self, event: &PointerEvent) {
        if let Some(command) = self.with(|state| state.pointer_up(event)) {
            self.perform(command);
        }
    }

    /// The page was scrolled.
    pub fn scrolled(self) {
        self.with(|state| state.origin = None);
    }

    /// The browser took a pointer away: what that one did is as if it had not been. A palm that is rejected takes
    /// nothing from the pen.
    pub fn pointer_cancelled(self, event: &PointerEvent) {
        self.with(|state| {
            if state.gesture.has_pointer(event.pointer_id()) {
                state.abort();
            }
        });
    }

    /// The window lost the focus: what the hand was doing is as if it had not been.
    pub fn abort(self) {
        self.with(|state| {
            state.abort();
            state.is_space_held = false;
        });
    }

    /// The pointer left the stage.
    pub fn pointer_left(self) {
        self.with(|state| state.on_stage(StageElements::hide_ring));
    }

    /// The wheel turned: zoom at the pointer, or move the picture when the person wants that; with Alt the
    /// brush's size. With Ctrl it always zooms: so a trackpad's pinch arrives.
    pub fn wheel(self, point_in_window: Point, delta_x: f64, delta_y: f64, is_alt: bool, is_ctrl: bool) {
        self.with(|state| {
            let Some(elements) = &state.elements else { return };
            let origin = elements.origin();
            let point = Point::new(point_in_window.x - origin.x, point_in_window.y - origin.y);
            if is_alt {
                // Some browsers turn the wheel sideways with Alt.
                let delta = if delta_y.abs() > 0.0 { delta_y } else { delta_x };
                state.scale_brush(if delta < 0.0 { 1.1 } else { 1.0 / 1.1 });
                state.show_ring(point);
            } else if state.stage.wheel_pans.get_untracked() && !is_ctrl {
                state.set_view(state.view.panned(-delta_x, -delta_y));
            } else {
                state.zoom_at(point, WHEEL_STEP.powf((-delta_y / 100.0).clamp(-4.0, 4.0)));
            }
        });
    }

    /// The space bar went down: dragging pans meanwhile.
    pub fn hold_space(self) {
        self.with(|state| {
            state.has_panned &= state.is_space_held;
            state.is_space_held = true;
            state.on_stage(|elements| elements.set_cursor("grab"));
            state.on_stage(StageElements::hide_ring);
        });
    }

    /// The space bar went up; returns whether it was tapped at the keyboard's cross, without having panned.
    pub fn release_space(self) -> bool {
        self.with(|state| {
            let was_held = std::mem::take(&mut state.is_space_held);
            state.on_stage(|elements| elements.set_cursor(""));
            was_held && !state.has_panned && state.cross.is_some()
        })
    }
}

impl PainterState {
    /// Where the stage lies in the window. Remembered during a gesture, until the page is scrolled or laid out again.
    fn origin(&mut self, elements: &StageElements) -> Point {
        let origin = self.origin.unwrap_or_else(|| elements.origin());
        self.origin = (!matches!(self.gesture, Gesture::None)).then_some(origin);
        origin
    }

    fn pointer_down(&mut self, event: &PointerEvent) -> Option<Command> {
        self.active?;
        let elements = self.elements.clone()?;
        pointer::capture(elements.host(), event);
        self.origin = None;
        self.hide_cross();
        let sample = pointer::sample_of(event, self.origin(&elements));
        let here = sample.point_in_canvas;
        let pointer_id = event.pointer_id();
        let kind = pointer::kind_of(event);
        if kind == PointerKind::Touch && self.second_finger(pointer_id, here) {
            return None;
        }
        if kind == PointerKind::Pen && self.hand == PointerKind::Touch {
            // A hand lay down before the pen did.
            self.abort();
        }
        if !matches!(self.gesture, Gesture::None) {
            return None;
        }
        self.hand = kind;
        if kind == PointerKind::Pen && !self.has_seen_pen {
            self.has_seen_pen = true;
            self.stage.touch_pans.set(true);
        }
        self.last_touch_in_canvas = here;
        let touch_pans = kind == PointerKind::Touch && self.stage.touch_pans.get_untracked();
        if event.button() == 1 || self.is_space_held || touch_pans {
            self.has_panned = true;
            self.gesture = Gesture::Pan { pointer_id, last_in_canvas: here };
            return None;
        }
        let press = Press {
            pointer_id,
            sample,
            // A pen's other end is an eraser.
            is_right: matches!(event.button(), 2 | 5),
            is_alt: event.alt_key(),
            is_shift: event.shift_key(),
            is_pen: kind == PointerKind::Pen,
        };
        if press.is_right && press.is_alt {
            self.gesture = Gesture::Resize {
                pointer_id,
                start_in_canvas: here,
                size_px: self.stage.brush_size_px.get_untracked(),
                hardness_percent: self.stage.hardness_percent.get_untracked(),
            };
            self.show_ring(here);
            return None;
        }
        if kind == PointerKind::Touch {
            self.gesture = Gesture::Waiting { press, samples: Vec::new() };
            self.later(TOUCH_MILLIS, move |state| state.stop_waiting(pointer_id));
            return None;
        }
        self.press(press)
    }

    /// A second finger makes a pinch of what the first one began; `false` when it is the first. A hand that lies
    /// down beside a pen is none.
    fn second_finger(&mut self, pointer_id: i32, here: Point) -> bool {
        if self.hand != PointerKind::Touch {
            return false;
        }
        let other = match &self.gesture {
            Gesture::Drag { pointer_id, .. } | Gesture::Waiting { press: Press { pointer_id, .. }, .. } => {
                (*pointer_id, self.last_touch_in_canvas)
            }
            Gesture::Pan { pointer_id, last_in_canvas } => (*pointer_id, *last_in_canvas),
            _ => return false,
        };
        self.abort();
        self.gesture = Gesture::Pinch {
            fingers: [other, (pointer_id, here)],
            began_millis: now_millis(),
            began_in_canvas: [other.1, here],
            has_moved: false,
        };
        true
    }

    /// No second finger came: what the first did so far is done. What is clicked waits for its going up.
    fn stop_waiting(&mut self, id: i32) {
        if self.tool().is_clicked {
            return;
        }
        match std::mem::take(&mut self.gesture) {
            Gesture::Waiting { press, samples } if press.pointer_id == id => {
                // Only what is clicked has a command.
                let _ = self.press(press);
                for sample in samples {
                    self.follow(sample);
                }
            }
            other => self.gesture = other,
        }
    }

    /// Uses the tool in hand, unless a command has the mask.
    pub(crate) fn press(&mut self, press: Press) -> Option<Command> {
        // A selection that is being made takes up what is pointed at meanwhile.
        let is_edge = self.stage.edge.get_untracked().is_some();
        let may_go_on = self.tool().role == Role::PointsAtObject
            && !is_edge
            && self.selection.as_ref().is_some_and(|one| one.keeps_preview);
        if self.is_leased() && !may_go_on {
            return None;
        }
        // A new stroke goes back to painting.
        self.stage.show_mask();
        if is_edge {
            self.leave_selection();
        }
        (self.tool().press)(self, press)
    }

    /// Goes on with what the tool does along the way.
    pub(crate) fn follow(&mut self, sample: Sample) {
        if let Gesture::Drag { pointer_id, mut drag } = std::mem::take(&mut self.gesture) {
            drag.follow(self, sample);
            self.gesture = Gesture::Drag { pointer_id, drag };
        }
    }

    /// Takes back what the hand is doing.
    pub(crate) fn abort(&mut self) {
        self.corners.clear();
        self.show_outline("");
        if let Gesture::Drag { drag, .. } = std::mem::take(&mut self.gesture) {
            drag.abort(self);
        }
    }

    fn pointer_move(&mut self, event: &PointerEvent) {
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let origin = self.origin(&elements);
        let moved = pointer::sample_of(event, origin);
        let here = moved.point_in_canvas;
        elements.show_position(self.view.image_from_canvas(here));
        let is_resizing = matches!(self.gesture, Gesture::Resize { .. });
        if pointer::kind_of(event) != PointerKind::Touch && !self.is_space_held && !is_resizing {
            self.show_ring(here);
        }
        if !self.corners.is_empty() {
            self.hovered = Some(self.view.image_from_canvas(here));
            self.show_corners(self.hovered);
        }
        let moved_id = event.pointer_id();
        match &mut self.gesture {
            Gesture::Waiting { press, samples } if press.pointer_id == moved_id => {
                samples.extend(pointer::samples_of(event, origin));
                let start = press.sample.point_in_canvas;
                self.last_touch_in_canvas = here;
                if start.distance(here) > TOUCH_REACH {
                    self.stop_waiting(moved_id);
                }
            }
            Gesture::Drag { pointer_id, .. } if *pointer_id == moved_id => {
                self.last_touch_in_canvas = here;
                for sample in pointer::samples_of(event, origin) {
                    self.follow(sample);
                }
            }
            Gesture::Pan { pointer_id, last_in_canvas } if *pointer_id == moved_id => {
                let (by_x, by_y) = (here.x - last_in_canvas.x, here.y - last_in_canvas.y);
                *last_in_canvas = here;
                self.set_view(self.view.panned(by_x, by_y));
            }
            Gesture::Pinch { fingers, began_in_canvas, has_moved, .. } => {
                let before = fingers.map(|finger| finger.1);
                for (finger, began) in fingers.iter_mut().zip(began_in_canvas) {
                    if finger.0 == moved_id {
                        finger.1 = here;
                        *has_moved |= began.distance(here) > TOUCH_REACH;
                    }
                }
                // A tap's trembling does not move the picture.
                if *has_moved {
                    let after = fingers.map(|finger| finger.1);
                    self.pinch(before, after);
                }
            }
            Gesture::Resize { pointer_id, start_in_canvas, size_px, hardness_percent }
                if *pointer_id == moved_id =>
            {
                let start = *start_in_canvas;
                let size = *size_px * ((here.x - start.x) / 150.0).exp();
                let hardness = *hardness_percent - (here.y - start.y) / 2.0;
                self.set_brush(size, hardness.clamp(0.0, 100.0).round());
                self.show_ring(start);
            }
            _ => (),
        }
    }

    fn pointer_up(&mut self, event: &PointerEvent) -> Option<Command> {
        let id = event.pointer_id();
        if matches!(&self.gesture, Gesture::Waiting { press, .. } if press.pointer_id == id) {
            self.stop_waiting(id);
        }
        match std::mem::take(&mut self.gesture) {
            Gesture::Waiting { press, .. } if press.pointer_id == id => return self.press(press),
            Gesture::Drag { pointer_id, drag } if pointer_id == id => return drag.end(self),
            Gesture::Pan { pointer_id, .. } | Gesture::Resize { pointer_id, .. } if pointer_id == id => (),
            Gesture::Pinch { fingers, began_millis, has_moved, .. }
                if fingers.iter().any(|finger| finger.0 == id) =>
            {
                if !has_moved && now_millis() - began_millis < TAP_MILLIS {
                    self.step_back();
                    return None;
                }
                // One finger up: the other goes on moving the picture.
                if let Some(&(pointer_id, last_in_canvas)) = fingers.iter().find(|finger| finger.0 != id) {
                    self.gesture = Gesture::Pan { pointer_id, last_in_canvas };
                }
            }
            other => self.gesture = other,
        }
        None
    }

    fn pinch(&mut self, before: [Point; 2], after: [Point; 2]) {
        let middle = |[one, other]: [Point; 2]| one.midpoint(other);
        let spread = |[one, other]: [Point; 2]| one.distance(other).max(1.0);
        let (from, to) = (middle(before), middle(after));
        let view = self.view.panned(to.x - from.x, to.y - from.y);
        self.set_view(view.zoomed_at(to, spread(after) / spread(before)));
    }
}
