//! What the pointer does while pictures are looked at: it moves them, the line between two, or both fingers.

use super::Viewer;
use super::looking::{Drag, Looking};
use crate::browser::pointer::{self, PointerEvent};
use crate::core::geometry::Point;

/// A pointer this near to the line takes it, in CSS pixels.
const LINE_REACH_PX: f64 = 22.0;

/// What a pointer does.
enum Does {
    /// Brings the line to a share of what is seen, in percent.
    Share(f64),
    /// By CSS pixels.
    Pan(f64, f64),
    /// Zooms at a place by a factor, and pans.
    Pinch(Point, f64, f64, f64),
}

/// Where a pointer is in the window, in fractions of a pixel.
fn client_of(event: &PointerEvent) -> Point {
    pointer::sample_of(event, Point::new(0.0, 0.0)).point_in_canvas
}

impl Viewer {
    /// The wheel zooms where the pointer is.
    pub fn wheel(self, client: Point, by: f64) {
        if let Some(point) = self.with(|looking| looking.in_canvas(client)).flatten() {
            self.zoom_at(point, (-by * 0.0016).clamp(-0.7, 0.7).exp());
        }
    }

    /// A pointer went down.
    pub fn pointer_down(self, event: &PointerEvent) {
        pointer::capture_here(event);
        let client = client_of(event);
        let does = self.with(|looking| {
            looking.pointers.retain(|(id, _)| *id != event.pointer_id());
            looking.pointers.push((event.pointer_id(), client));
            if let [.., (_, one), (_, other)] = looking.pointers.as_slice() {
                looking.pinch_origin = looking.origin_under(one.midpoint(*other)).unwrap_or_default();
                // What the first finger did to the line was not meant.
                let drag = std::mem::replace(&mut looking.drag, Drag::Picture);
                return (drag == Drag::Line).then_some(Does::Share(looking.share_before));
            }
            looking.share_before = looking.share;
            let point = looking.in_canvas(client).zip(looking.line());
            let is_near = point.is_some_and(|(point, line)| (point.x - line).abs() <= LINE_REACH_PX);
            let takes_line = looking.is_split() && (is_near || looking.is_fitted);
            looking.drag = if takes_line { Drag::Line } else { Drag::Picture };
            takes_line.then(|| looking.share_at(client)).flatten()
        });
        self.perform(does.flatten());
    }

    /// A pointer moved.
    pub fn pointer_move(self, event: &PointerEvent) {
        let client = client_of(event);
        let does = self.with(|looking| {
            let of_event = |(id, _): &&mut (i32, Point)| *id == event.pointer_id();
            let before = std::mem::replace(&mut looking.pointers.iter_mut().find(of_event)?.1, client);
            let other = looking.pointers.iter().find(|(id, _)| *id != event.pointer_id());
            match (other, looking.drag) {
                (Some((_, other)), _) => {
                    let factor = other.distance(client) / other.distance(before).max(1.0);
                    let (middle, origin) = (other.midpoint(client), looking.pinch_origin);
                    let middle = Point::new(middle.x - origin.x, middle.y - origin.y);
                    Some(Does::Pinch(
                        middle,
                        factor,
                        (client.x - before.x) / 2.0,
                        (client.y - before.y) / 2.0,
                    ))
                }
                (None, Drag::Line) => looking.share_at(client),
                (None, Drag::Picture) => Some(Does::Pan(client.x - before.x, client.y - before.y)),
            }
        });
        self.perform(does.flatten());
    }

    /// A pointer went up or away.
    pub fn pointer_up(self, event: &PointerEvent) {
        self.with(|looking| looking.pointers.retain(|(id, _)| *id != event.pointer_id()));
    }

    fn perform(self, does: Option<Does>) {
        match does {
            Some(Does::Share(share)) => self.set_share(share),
            Some(Does::Pan(x, y)) => self.pan(x, y),
            Some(Does::Pinch(middle, factor, x, y)) => {
                self.pan(x, y);
                self.zoom_at(middle, factor);
            }
            None => (),
        }
    }
}

impl Looking {
    /// Brings the line to a place in the window.
    fn share_at(&self, client: Point) -> Option<Does> {
        let (point, (left, right)) = self.in_canvas(client).zip(self.extent())?;
        Some(Does::Share((point.x - left) / (right - left).max(1.0) * 100.0))
    }
}
