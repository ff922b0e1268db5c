//! A stroke is a chain of capsules: all points within the radius of a segment.
//!
//! A capsule has no scallops, as stamped discs have, and touches each pixel once. Each row is solved for its
//! outer and inner interval; the inside is filled as a slice and only the rim asks for distances. Of a stroke that
//! goes on, only what lies ahead of the last point is painted.

use super::StrokeMode;
use super::brush::Profile;
use super::lanes::{self, LANES, Row};
use super::mips::LEVELS;
use super::plane::Plane;
use crate::geometry::{Point, Rect};

/// Rows that are painted, counted and reduced together: whole rows of every reduced copy.
pub const STRIP_PX: u32 = 1 << LEVELS;

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

    /// The pixels that a capsule of this outer radius may touch, inside `bounds`; with `goes_on` without what lies
    /// behind its beginning, see [`Capsule`].
    fn bounding_rect(self, outer_px: f64, bounds: Rect, goes_on: bool) -> Rect {
        let (dx, dy) = (self.to.x - self.from.x, self.to.y - self.from.y);
        let length = dx.hypot(dy);
        // How far it reaches to the sides of its beginning.
        let (reach_x, reach_y) = match (goes_on, length > 0.0) {
            (false, _) => (outer_px, outer_px),
            (true, true) => (dy.abs() / length * outer_px + 2.0, dx.abs() / length * outer_px + 2.0),
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

/// All points within a radius of a segment, row by row.
#[derive(Clone, Copy, Debug)]
struct Reach {
    segment: Segment,
    radius_px: f64,
    /// From the segment to one of its parallels at the radius, in x and y.
    normal: Point,
}

impl Reach {
    fn new(segment: Segment, radius_px: f64) -> Self {
        let (dx, dy) = (segment.to.x - segment.from.x, segment.to.y - segment.from.y);
        let length = dx.hypot(dy);
        let normal = if length > 0.0 {
            Point::new(-dy / length * radius_px, dx / length * radius_px)
        } else {
            Point::default()
        };
        Self { segment, radius_px, normal }
    }

    /// The interval of a row that lies within the radius; `None` when there is none.
    fn interval(&self, y: f64) -> Option<(f64, f64)> {
        let Segment { from, to } = self.segment;
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut take = |x: f64| {
            low = low.min(x);
            high = high.max(x);
        };
        for end in [from, to] {
            if let Some(half) = half_chord(self.radius_px, y - end.y) {
                take(end.x - half);
                take(end.x + half);
            }
        }
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        if dy != 0.0 {
            for side in [-1.0, 1.0] {
                let share = (y - (from.y + side * self.normal.y)) / dy;
                if (0.0..=1.0).contains(&share) {
                    take(from.x + side * self.normal.x + share * dx);
                }
            }
        }
        (low <= high).then_some((low, high))
    }
}

/// Half of what a disc has of a line so far from its centre; `None` when they do not meet.
fn half_chord(radius: f64, distance: f64) -> Option<f64> {
    let square = radius * radius - distance * distance;
    (radius > 0.0 && square >= 0.0).then(|| square.sqrt())
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
                per_length_squared: if length_squared > 0.0 { (1.0 / length_squared) as f32 } else { 0.0 },
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
        let row = Row { y: (centre.y - self.from.y) as f32, ..self.row };
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
    outer: Reach,
    full: Reach,
    way: Way,
    goes_on: bool,
}

/// Some rows of a capsule.
pub struct Strip {
    /// The pixels that it may touch.
    pub rect: Rect,
    top: u32,
    spans: [Option<Span>; STRIP_PX as usize],
}

impl Capsule {
    /// A segment of a stroke with a profile.
    pub fn new(segment: Segment, profile: Profile, goes_on: bool) -> Self {
        Self {
            outer: Reach::new(segment, f64::from(profile.outer_px())),
            full: Reach::new(segment, f64::from(profile.full_px())),
            way: Way::of(segment, profile),
            goes_on,
        }
    }

    /// The pixels that it may touch, inside `bounds`.
    pub fn bounding_rect(&self, bounds: Rect) -> Rect {
        let Reach { segment, radius_px, .. } = self.outer;
        segment.bounding_rect(radius_px, bounds, self.goes_on)
    }

    /// What it covers of up to [`STRIP_PX`] rows of [`Self::bounding_rect`].
    pub fn strip(&self, rows: Rect) -> Strip {
        let mut strip = Strip { rect: Rect::default(), top: rows.top, spans: [None; STRIP_PX as usize] };
        for (place, y) in strip.spans.iter_mut().zip(rows.top..rows.bottom) {
            *place = self.span(f64::from(y) + 0.5, rows.left, rows.right);
            if let Some(span) = place {
                strip.rect = strip.rect.union(Rect::new(span.left, rows.top, span.right, rows.bottom));
            }
        }
        strip
    }

    /// Paints or erases a strip.
    pub fn rasterise(&self, plane: &mut Plane, strip: &Strip, mode: StrokeMode) {
        for (span, y) in strip.spans.iter().zip(strip.top..) {
            let Some(span) = span else { continue };
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
    fn span(&self, y: f64, left: u32, right: u32) -> Option<Span> {
        let (mut left, mut right) = columns(self.outer.interval(y)?, left, right);
        if self.goes_on {
            (left, right) = self.way.ahead(y, left, right);
            let Segment { from, .. } = self.full.segment;
            if let Some(half) = half_chord(self.full.radius_px, y - from.y) {
                let covered = columns((from.x - half, from.x + half), left, right);
                if covered.0 == left {
                    left = covered.1;
                } else if covered.1 == right {
                    right = covered.0;
                }
            }
        }
        let full = (self.full.radius_px > 0.0).then(|| self.full.interval(y)).flatten();
        let (full_from, full_to) = full
            .map(|interval| columns(interval, left, right))
            .filter(|(from, to)| from < to)
            .unwrap_or((right, right));
        (left < right).then_some(Span { left, full_from, full_to, right })
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
