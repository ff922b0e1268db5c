//! What the pointer does while pictures are looked at: it moves them, the line between two, or both fingers.

use crate::browser::pointer::{self, PointerEvent};
use crate::browser::spawn;
use crate::core::geometry::Point;
use crate::services::viewing::{Drag, Viewer};

/// A pointer this near to the line takes it, in CSS pixels.
const LINE_REACH_PX: f64 = 22.0;

/// What a move of the pointer does.
enum Done {
    Line,
    Pan(f64, f64),
    Pinch(Point, f64, f64, f64),
}

/// Where a pointer is in the window, in fractions of a pixel.
fn client_of(event: &PointerEvent) -> Point {
    pointer::sample_of(event, Point::new(0.0, 0.0)).point_in_canvas
}

impl Viewer {
    /// The wheel zooms where the pointer is.
    pub fn wheel(&self, client: Point, by: f64) {
        if let Some(point) = self.looking.borrow().in_canvas(client) {
            // Not while it is borrowed.
            let (viewer, factor) = (self.clone(), (-by * 0.0016).clamp(-0.7, 0.7).exp());
            spawn(async move { viewer.zoom_at(point, factor) });
        }
    }

    /// A pointer went down.
    pub fn pointer_down(&self, event: &PointerEvent) {
        pointer::capture_here(event);
        let client = client_of(event);
        let line = {
            let mut looking = self.looking.borrow_mut();
            looking.pointers.retain(|(id, _)| *id != event.pointer_id());
            looking.pointers.push((event.pointer_id(), client));
            if let [.., (_, one), (_, other)] = looking.pointers.as_slice() {
                let middle = one.midpoint(*other);
                looking.pinch_origin = looking.origin_under(middle).unwrap_or_default();
                // What the first finger did to the line was not meant.
                let share = (looking.drag == Drag::Line).then_some(looking.share_before);
                looking.drag = Drag::Picture;
                drop(looking);
                if let Some(share) = share {
                    self.set_share(share);
                }
                return;
            }
            looking.share_before = looking.share;
            let point = looking.in_canvas(client);
            let line = looking.line();
            let is_near =
                point.zip(line).is_some_and(|(point, line)| (point.x - line).abs() <= LINE_REACH_PX);
            looking.drag =
                if looking.is_split() && (is_near || looking.is_fitted) { Drag::Line } else { Drag::Picture };
            looking.drag == Drag::Line
        };
        if line {
            self.put_line(client);
        }
    }

    /// A pointer moved.
    pub fn pointer_move(&self, event: &PointerEvent) {
        let client = client_of(event);
        let done = {
            let mut looking = self.looking.borrow_mut();
            let Some(index) = looking.pointers.iter().position(|(id, _)| *id == event.pointer_id()) else {
                return;
            };
            let Some((_, before)) = looking.pointers.get(index).copied() else {
                return;
            };
            let other =
                looking.pointers.iter().find(|(id, _)| *id != event.pointer_id()).map(|(_, point)| *point);
            if let Some(slot) = looking.pointers.get_mut(index) {
                slot.1 = client;
            }
            match (other, looking.drag) {
                (Some(other), _) => {
                    let factor = other.distance(client) / other.distance(before).max(1.0);
                    let middle = other.midpoint(client);
                    let origin = looking.pinch_origin;
                    let middle = Point::new(middle.x - origin.x, middle.y - origin.y);
                    let by = ((client.x - before.x) / 2.0, (client.y - before.y) / 2.0);
                    Done::Pinch(middle, factor, by.0, by.1)
                }
                (None, Drag::Line) => Done::Line,
                (None, Drag::Picture) => Done::Pan(client.x - before.x, client.y - before.y),
            }
        };
        match done {
            Done::Line => self.put_line(client),
            Done::Pan(x, y) => self.pan(x, y),
            Done::Pinch(middle, factor, x, y) => {
                self.pan(x, y);
                self.zoom_at(middle, factor);
            }
        }
    }

    /// A pointer went up or away.
    pub fn pointer_up(&self, event: &PointerEvent) {
        self.looking.borrow_mut().pointers.retain(|(id, _)| *id != event.pointer_id());
    }

    pub(crate) fn put_line(&self, client: Point) {
        let share = {
            let looking = self.looking.borrow();
            let (Some(point), Some((left, right))) = (looking.in_canvas(client), looking.extent()) else {
                return;
            };
            (point.x - left) / (right - left).max(1.0) * 100.0
        };
        self.set_share(share);
    }
}
