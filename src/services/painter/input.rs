//! What pointers and the wheel do to the painter.
//!
//! A finger waits a moment before it paints, since a second one makes it a pinch. Once a pen was seen, fingers
//! move the picture. What a press does is decided when it begins: changing the tool in the middle changes
//! nothing of it.

use std::rc::{Rc, Weak};

use leptos::prelude::*;

use crate::browser::pointer::{self, PointerEvent, PointerKind};
use crate::browser::stage::StageElements;
use crate::browser::time::{now_millis, sleep};
use crate::core::geometry::Point;
use crate::core::mask::Sweep;
use crate::services::Inner;
use crate::services::painter::gesture::{Gesture, Press};
use crate::services::painter::work;
use crate::services::painter::work::Wish;
use crate::services::painter::{Core, Painter};
use crate::state::PaintTool;

/// Factor of one notch of the wheel.
const WHEEL_STEP: f64 = 1.15;
/// How long a finger may wait for a second one, in milliseconds.
const TOUCH_MILLIS: u32 = 60;
/// How far a finger may move before it paints, in CSS pixels.
const TOUCH_REACH: f64 = 8.0;
/// Longest tap of two fingers, in milliseconds.
const TAP_MILLIS: f64 = 350.0;

/// A button or a finger went down.
pub fn pointer_down(inner: &Rc<Inner>, event: &PointerEvent) {
    let wish = inner.painter.with(|core| core.pointer_down(event));
    if let Some(wish) = wish {
        work::perform(inner, wish);
    }
}

/// A button or a finger went up.
pub fn pointer_up(inner: &Rc<Inner>, event: &PointerEvent) {
    let wish = inner.painter.with(|core| core.pointer_up(event));
    if let Some(wish) = wish {
        work::perform(inner, wish);
    }
}

impl Painter {
    /// A pointer moved.
    pub fn pointer_move(&self, event: &PointerEvent) {
        self.with(|core| core.pointer_move(event));
    }

    /// The page was scrolled.
    pub fn scrolled(&self) {
        self.with(|core| core.origin = None);
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

    /// The wheel turned: zoom at the pointer, or move the picture when the person wants that; with Alt the
    /// brush's size. With Ctrl it always zooms: so a trackpad's pinch arrives.
    pub fn wheel(&self, point_in_window: Point, delta_x: f64, delta_y: f64, is_alt: bool, is_ctrl: bool) {
        self.with(|core| {
            let Some(elements) = &core.elements else { return };
            let origin = elements.origin();
            let point = Point::new(point_in_window.x - origin.x, point_in_window.y - origin.y);
            if is_alt {
                // Some browsers turn the wheel sideways with Alt.
                let delta = if delta_y.abs() > 0.0 { delta_y } else { delta_x };
                core.scale_brush(if delta < 0.0 { 1.1 } else { 1.0 / 1.1 });
                core.show_ring(point);
            } else if core.stage.does_wheel_pan.get_untracked() && !is_ctrl {
                core.set_view(core.view.panned(-delta_x, -delta_y));
            } else {
                core.zoom_at(point, WHEEL_STEP.powf((-delta_y / 100.0).clamp(-4.0, 4.0)));
            }
        });
    }

    /// The space bar went down or up: dragging moves the picture meanwhile.
    pub fn hold_space(&self, is_held: bool) {
        self.with(|core| {
            if is_held && !core.is_space_held {
                core.has_panned = false;
            }
            core.is_space_held = is_held;
            if let Some(elements) = &core.elements {
                elements.set_cursor(if is_held { "grab" } else { "" });
                if is_held {
                    elements.hide_ring();
                }
            }
        });
    }
}

impl Core {
    /// Where the stage lies in the window. Kept during a gesture; the page's being scrolled or laid out anew takes it
    /// away.
    fn origin(&mut self, elements: &StageElements) -> Point {
        let origin = self.origin.unwrap_or_else(|| elements.origin());
        self.origin = (!matches!(self.gesture, Gesture::None)).then_some(origin);
        origin
    }

    fn pointer_down(&mut self, event: &PointerEvent) -> Option<Wish> {
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
            self.stage.do_fingers_navigate.set(true);
        }
        self.last_touch_in_canvas.set(here);
        let does_navigate = kind == PointerKind::Touch && self.stage.do_fingers_navigate.get_untracked();
        if event.button() == 1 || self.is_space_held || does_navigate {
            self.has_panned = true;
            self.gesture = Gesture::Pan { pointer_id, last_in_canvas: here };
            return None;
        }
        let press = Press {
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
            self.gesture = Gesture::Waiting { pointer_id, press, samples: vec![sample] };
            self.stop_waiting_later(pointer_id);
            return None;
        }
        self.press(pointer_id, sample, press)
    }

    /// A second finger makes a pinch of what the first one began; `false` when it is the first. A hand that lies
    /// down beside a pen is none.
    fn second_finger(&mut self, pointer_id: i32, here: Point) -> bool {
        if self.hand != PointerKind::Touch {
            return false;
        }
        let other = match &self.gesture {
            Gesture::Stroke { pointer_id, .. }
            | Gesture::Shape { pointer_id, .. }
            | Gesture::Waiting { pointer_id, .. } => (*pointer_id, self.last_touch_in_canvas.get()),
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

    /// Lets a finger paint when no second one came.
    fn stop_waiting_later(&self, pointer_id: i32) {
        let own = Weak::clone(&self.own);
        crate::browser::spawn(async move {
            sleep(TOUCH_MILLIS).await;
            if let Some(core) = own.upgrade()
                && let Ok(mut core) = core.try_borrow_mut()
            {
                core.stop_waiting(pointer_id);
            }
        });
    }

    /// The finger is alone: what it did so far is done. What is clicked waits for its going up.
    fn stop_waiting(&mut self, id: i32) {
        if self.stage.tool.get_untracked().is_clicked() {
            return;
        }
        match std::mem::take(&mut self.gesture) {
            Gesture::Waiting { pointer_id, press, samples } if pointer_id == id => {
                let mut samples = samples.into_iter();
                if let Some(first) = samples.next() {
                    // Only what is clicked has a wish.
                    let _ = self.press(pointer_id, first, press);
                }
                for sample in samples {
                    self.follow(sample);
                }
            }
            other => self.gesture = other,
        }
    }

    fn pointer_move(&mut self, event: &PointerEvent) {
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let origin = self.origin(&elements);
        let moved = pointer::sample_of(event, origin);
        let here = moved.point_in_canvas;
        elements.tell_position(self.view.image_from_canvas(here));
        let is_resizing = matches!(self.gesture, Gesture::Resize { .. });
        if pointer::kind_of(event) != PointerKind::Touch && !self.is_space_held && !is_resizing {
            self.show_ring(here);
        }
        if !self.corners.is_empty() {
            self.show_corners(Some(self.view.image_from_canvas(here)));
        }
        let moved_id = event.pointer_id();
        match &mut self.gesture {
            Gesture::Waiting { pointer_id, samples, .. } if *pointer_id == moved_id => {
                samples.extend(pointer::samples_of(event, origin));
                let start = samples.first().map_or(here, |first| first.point_in_canvas);
                self.last_touch_in_canvas.set(here);
                if start.distance(here) > TOUCH_REACH {
                    self.stop_waiting(moved_id);
                }
            }
            Gesture::Stroke { pointer_id, .. } | Gesture::Shape { pointer_id, .. }
                if *pointer_id == moved_id =>
            {
                self.last_touch_in_canvas.set(here);
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

    fn pointer_up(&mut self, event: &PointerEvent) -> Option<Wish> {
        let id = event.pointer_id();
        if let Gesture::Waiting { pointer_id, .. } = &self.gesture
            && *pointer_id == id
            && !self.stage.tool.get_untracked().is_clicked()
        {
            self.stop_waiting(id);
        }
        match std::mem::take(&mut self.gesture) {
            Gesture::Waiting { pointer_id, press, samples } if pointer_id == id => {
                let sample = samples.first().copied()?;
                return self.press(pointer_id, sample, press);
            }
            Gesture::Stroke { pointer_id, .. } if pointer_id == id => {
                self.end_stroke();
            }
            Gesture::Shape { pointer_id, tool, mode, points } if pointer_id == id => {
                if let Some(elements) = &self.elements {
                    elements.show_outline("");
                }
                let (first, last) = (points.first().copied()?, points.last().copied()?);
                match tool {
                    PaintTool::Rectangle | PaintTool::Ellipse => self.span(tool, first, last, mode),
                    _ => self.sweep(Sweep::Polygon(points, mode)),
                }
            }
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
        let middle = |[one, other]: [Point; 2]| {
            Point::new(f64::midpoint(one.x, other.x), f64::midpoint(one.y, other.y))
        };
        let spread = |[one, other]: [Point; 2]| one.distance(other).max(1.0);
        let (from, to) = (middle(before), middle(after));
        let view = self.view.panned(to.x - from.x, to.y - from.y);
        self.set_view(view.zoomed_at(to, spread(after) / spread(before)));
    }
}
