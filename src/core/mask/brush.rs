//! The round brush: a stroke is a chain of capsules (all points within the radius of a segment).
//!
//! A capsule has no scallops, as stamped discs have, and touches each pixel once. Each row is solved for its
//! outer and inner interval; the inside is filled as a slice and only the rim asks for distances. Of a stroke that
//! goes on, only what lies ahead of the last point is painted.

use super::StrokeMode;
use super::lanes::{self, LANES, Row};
use super::plane::Plane;
use crate::geometry::{Point, Rect};

/// Smallest radius in pixels.
pub const MIN_RADIUS_PX: f32 = 0.5;
/// Largest radius in pixels.
pub const MAX_RADIUS_PX: f32 = 1000.0;

/// Coverage by distance from the stroke's centre line.
///
/// Full up to `hardness * radius`, then falling smoothly to nothing at the radius; the edge itself is
/// anti-aliased over one pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    radius_px: f32,
    inner_px: f32,
}

impl Profile {
    /// Of a radius in pixels (clamped to the limits) and a hardness of 0.0 (soft) to 1.0 (hard).
    pub fn new(radius_px: f32, hardness: f32) -> Self {
        let radius_px = if radius_px.is_finite() {
            radius_px
        } else {
            MIN_RADIUS_PX
        };
        let radius_px = radius_px.clamp(MIN_RADIUS_PX, MAX_RADIUS_PX);
        let hardness = if hardness.is_finite() {
            hardness.clamp(0.0, 1.0)
        } else {
            1.0
        };
        Self {
            radius_px,
            inner_px: radius_px * hardness,
        }
    }

    /// No coverage from this distance on.
    pub fn outer_px(self) -> f32 {
        self.radius_px + 0.5
    }

    /// Full coverage up to this distance; negative when there is none.
    pub fn full_px(self) -> f32 {
        self.inner_px.min(self.radius_px - 0.5)
    }

    /// Coverage at a distance.
    pub fn coverage(self, distance_px: f32) -> u8 {
        let edge = (self.radius_px + 0.5 - distance_px).clamp(0.0, 1.0);
        let width = self.radius_px - self.inner_px;
        let body = if width <= 0.0 {
            1.0
        } else {
            let share = ((distance_px - self.inner_px) / width).clamp(0.0, 1.0);
            1.0 - share * share * (3.0 - 2.0 * share)
        };
        // A nearly hard brush is no softer than its anti-aliased edge, a soft one no harder than its body.
        let coverage = if width < 1.0 { edge } else { edge.min(body) };
        (coverage * 255.0 + 0.5) as u8
    }
}

/// A segment of a stroke, in picture pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Where it begins.
    pub from: Point,
    /// Where it ends.
    pub to: Point,
}

impl Segment {
    /// Distance of a point to the segment.
    pub fn distance(self, point: Point) -> f64 {
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length_squared = dx * dx + dy * dy;
        let share = if length_squared > 0.0 {
            (((point.x - self.from.x) * dx + (point.y - self.from.y) * dy) / length_squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (point.x - (self.from.x + share * dx)).hypot(point.y - (self.from.y + share * dy))
    }

    /// The interval of row `y` that lies within `radius` of the segment; `None` when there is none.
    fn row_interval(self, y: f64, radius: f64) -> Option<(f64, f64)> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut take = |x: f64| {
            low = low.min(x);
            high = high.max(x);
        };
        for end in [self.from, self.to] {
            let square = radius * radius - (y - end.y) * (y - end.y);
            if square >= 0.0 {
                take(end.x - square.sqrt());
                take(end.x + square.sqrt());
            }
        }
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length = dx.hypot(dy);
        if length > 0.0 {
            let (normal_x, normal_y) = (-dy / length * radius, dx / length * radius);
            for side in [-1.0, 1.0] {
                let start_y = self.from.y + side * normal_y;
                let end_y = start_y + dy;
                if (start_y.min(end_y)..=start_y.max(end_y)).contains(&y) && dy != 0.0 {
                    take(self.from.x + side * normal_x + (y - start_y) / dy * dx);
                }
            }
        }
        (low <= high).then_some((low, high))
    }

    /// The pixels that a capsule of this outer radius may touch, inside `bounds`; with `goes_on` without what lies
    /// behind its beginning, see [`Capsule`].
    fn bounding_rect(self, outer_px: f64, bounds: Rect, goes_on: bool) -> Rect {
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length = dx.hypot(dy);
        // How far it reaches to the sides of its beginning.
        let (reach_x, reach_y) = match (goes_on, length > 0.0) {
            (false, _) => (outer_px, outer_px),
            (true, true) => (
                dy.abs() / length * outer_px + 2.0,
                dx.abs() / length * outer_px + 2.0,
            ),
            (true, false) => return Rect::default(),
        };
        let low = |from: f64, to: f64| from.min(to).floor().clamp(0.0, f64::from(u32::MAX)) as u32;
        let high = |from: f64, to: f64| from.max(to).ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
        Rect::new(
            low(self.from.x - reach_x, self.to.x - outer_px),
            low(self.from.y - reach_y, self.to.y - outer_px),
            high(self.from.x + reach_x, self.to.x + outer_px),
            high(self.from.y + reach_y, self.to.y + outer_px),
        )
        .intersect(bounds)
    }
}

/// A segment and a profile as the inner loop needs them.
struct Way {
    from: Point,
    row: Row,
}

impl Way {
    fn of(segment: Segment, profile: Profile) -> Self {
        let (dx, dy) = (segment.to.x - segment.from.x, segment.to.y - segment.from.y);
        let length_squared = dx * dx + dy * dy;
        let width = profile.radius_px - profile.inner_px;
        Self {
            from: segment.from,
            row: Row {
                dx: dx as f32,
                dy: dy as f32,
                per_length_squared: if length_squared > 0.0 {
                    (1.0 / length_squared) as f32
                } else {
                    0.0
                },
                edge_px: profile.outer_px(),
                inner_px: profile.inner_px,
                per_width: if width < 1.0 { 0.0 } else { 1.0 / width },
                y: 0.0,
            },
        }
    }

    /// Paints a row's pixels, the first of which has its centre at `centre`: [`Profile::coverage`] of each, within
    /// one step of it.
    fn paint(&self, pixels: &mut [u8], centre: Point, mode: StrokeMode) {
        let row = Row {
            y: (centre.y - self.from.y) as f32,
            ..self.row
        };
        let mut x = (centre.x - self.from.x) as f32;
        let (chunks, rest) = pixels.as_chunks_mut::<LANES>();
        for chunk in chunks {
            lanes::paint(chunk, lanes::brush(&row, x), mode);
            x += LANES as f32;
        }
        let mut last = [0; LANES];
        if let Some(pixels) = last.get_mut(..rest.len()).filter(|part| !part.is_empty()) {
            pixels.copy_from_slice(rest);
            lanes::paint(&mut last, lanes::brush(&row, x), mode);
            for (pixel, painted) in rest.iter_mut().zip(last) {
                *pixel = painted;
            }
        }
    }

    /// The columns from `left` to before `right` that lie before the segment's beginning are taken off.
    fn ahead(&self, y: f64, left: u32, right: u32) -> (u32, u32) {
        // A column to spare, for the numbers' sake.
        let bound = self.from.x - (y - self.from.y) * f64::from(self.row.dy) / f64::from(self.row.dx);
        if self.row.dx > 0.0 {
            (first_centre_at(bound - 1.0).clamp(left, right), right)
        } else if self.row.dx < 0.0 {
            (left, last_centre_at(bound + 1.0).clamp(left, right))
        } else if (y - self.from.y) * f64::from(self.row.dy) < 0.0 {
            (right, right)
        } else {
            (left, right)
        }
    }
}

/// A row's columns: what a capsule covers in part or in full, and the part from `full_from` to before `full_to`
/// that it covers in full.
#[derive(Clone, Copy, Debug)]
struct Span {
    left: u32,
    full_from: u32,
    full_to: u32,
    right: u32,
}

/// A capsule that is painted or erased. One that goes on leaves out what lies behind its beginning, and what the
/// one that ended there with the same profile has covered in full.
pub struct Capsule {
    segment: Segment,
    profile: Profile,
    way: Way,
    goes_on: bool,
}

impl Capsule {
    /// A segment of a stroke with a profile.
    pub fn new(segment: Segment, profile: Profile, goes_on: bool) -> Self {
        Self {
            segment,
            profile,
            way: Way::of(segment, profile),
            goes_on,
        }
    }

    /// The pixels that it may touch, inside `bounds`.
    pub fn bounding_rect(&self, bounds: Rect) -> Rect {
        let outer_px = f64::from(self.profile.outer_px());
        self.segment.bounding_rect(outer_px, bounds, self.goes_on)
    }

    /// The pixels of a strip of [`Self::bounding_rect`] that it may touch.
    pub fn narrowed(&self, strip: Rect) -> Rect {
        let spans = (strip.top..strip.bottom).filter_map(|y| self.span(y, strip));
        let touched = spans.fold(Rect::default(), |touched, span| {
            touched.union(Rect::new(span.left, strip.top, span.right, strip.bottom))
        });
        touched.intersect(strip)
    }

    /// Paints or erases what lies inside a strip of [`Self::bounding_rect`].
    pub fn rasterise(&self, plane: &mut Plane, strip: Rect, mode: StrokeMode) {
        for y in strip.top..strip.bottom {
            let Some(span) = self.span(y, strip) else { continue };
            let row = plane.row_mut(y, span.left, span.right);
            let Some((before, rest)) = row.split_at_mut_checked((span.full_from - span.left) as usize) else {
                continue;
            };
            let Some((inside, after)) = rest.split_at_mut_checked((span.full_to - span.full_from) as usize)
            else {
                continue;
            };
            let centre = |x: u32| Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            self.way.paint(before, centre(span.left), mode);
            inside.fill(mode.full());
            self.way.paint(after, centre(span.full_to), mode);
        }
    }

    /// What it covers of a row; `None` when that is nothing.
    fn span(&self, y: u32, strip: Rect) -> Option<Span> {
        let centre_y = f64::from(y) + 0.5;
        let full_px = f64::from(self.profile.full_px());
        let outer = self
            .segment
            .row_interval(centre_y, f64::from(self.profile.outer_px()))?;
        let (mut left, mut right) = columns(outer, strip.left, strip.right);
        if self.goes_on {
            (left, right) = self.way.ahead(centre_y, left, right);
            let end = Segment {
                from: self.segment.from,
                to: self.segment.from,
            };
            if let Some(covered) = end.row_interval(centre_y, full_px).filter(|_| full_px > 0.0) {
                let (from, to) = columns(covered, left, right);
                if from == left {
                    left = to;
                } else if to == right {
                    right = from;
                }
            }
        }
        let full = self
            .segment
            .row_interval(centre_y, full_px)
            .filter(|_| full_px > 0.0);
        let (full_from, full_to) = full
            .map(|interval| columns(interval, left, right))
            .filter(|(from, to)| from < to)
            .unwrap_or((right, right));
        (left < right).then_some(Span {
            left,
            full_from,
            full_to,
            right,
        })
    }
}

/// The columns whose centres lie in an interval, from the first to before the last, within `left` and `right`.
fn columns((low, high): (f64, f64), left: u32, right: u32) -> (u32, u32) {
    let from = first_centre_at(low).clamp(left, right);
    (from, last_centre_at(high).clamp(from, right))
}

/// The first column whose centre is at or right of `x`.
fn first_centre_at(x: f64) -> u32 {
    (x - 0.5).ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// One past the last column whose centre is at or left of `x`.
fn last_centre_at(x: f64) -> u32 {
    ((x - 0.5).floor() + 1.0).clamp(0.0, f64::from(u32::MAX)) as u32
}
