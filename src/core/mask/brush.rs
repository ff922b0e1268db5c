//! The round brush: a stroke is a chain of capsules (all points within the radius of a segment).
//!
//! A capsule has no scallops, as stamped discs have, and touches each pixel once. Each row is solved for its
//! outer and inner interval; the inside is filled as a slice and only the rim asks for distances.

use super::StrokeMode;
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

    /// The pixels that a capsule of this outer radius may touch, inside `bounds`.
    pub fn bounding_rect(self, outer_px: f64, bounds: Rect) -> Rect {
        let low = |a: f64, b: f64| (a.min(b) - outer_px).floor().clamp(0.0, f64::from(u32::MAX)) as u32;
        let high = |a: f64, b: f64| (a.max(b) + outer_px).ceil().clamp(0.0, f64::from(u32::MAX)) as u32;
        Rect::new(
            low(self.from.x, self.to.x),
            low(self.from.y, self.to.y),
            high(self.from.x, self.to.x),
            high(self.from.y, self.to.y),
        )
        .intersect(bounds)
    }
}

/// Steps of a [`Falloff`].
const STEPS: usize = 2048;

/// A profile as a table over the distance, from where it is no longer full to where it ends: no cubics while
/// painting. At most one step of coverage off.
#[derive(Clone, Debug)]
pub struct Falloff {
    profile: Profile,
    first: f32,
    per_step: f32,
    coverage: Vec<u8>,
}

impl Falloff {
    /// Of a profile.
    pub fn new(profile: Profile) -> Self {
        let first = profile.full_px().max(0.0);
        let step = (profile.outer_px() - first) / STEPS as f32;
        Self {
            profile,
            first,
            per_step: 1.0 / step,
            coverage: (0..STEPS)
                .map(|index| profile.coverage(first + (index as f32 + 0.5) * step))
                .collect(),
        }
    }

    /// The profile it is of.
    pub const fn profile(&self) -> Profile {
        self.profile
    }

    fn at(&self, distance_px: f32) -> u8 {
        let place = (distance_px - self.first) * self.per_step;
        if place < 0.0 {
            return 255;
        }
        self.coverage.get(place as usize).copied().unwrap_or(0)
    }
}

/// A segment as the inner loop needs it, relative to its beginning.
struct Way {
    from: Point,
    dx: f32,
    dy: f32,
    per_length_squared: f32,
}

impl Way {
    fn of(segment: Segment) -> Self {
        let (dx, dy) = (segment.to.x - segment.from.x, segment.to.y - segment.from.y);
        let length_squared = dx * dx + dy * dy;
        Self {
            from: segment.from,
            dx: dx as f32,
            dy: dy as f32,
            per_length_squared: if length_squared > 0.0 {
                (1.0 / length_squared) as f32
            } else {
                0.0
            },
        }
    }

    /// Paints a row's pixels, the first of which has its centre at `centre`.
    fn paint(&self, pixels: &mut [u8], centre: Point, falloff: &Falloff, mode: StrokeMode) {
        let y = (centre.y - self.from.y) as f32;
        let mut x = (centre.x - self.from.x) as f32;
        for pixel in pixels {
            let share = ((x * self.dx + y * self.dy) * self.per_length_squared).clamp(0.0, 1.0);
            let (off_x, off_y) = (x - share * self.dx, y - share * self.dy);
            *pixel = mode.compose(*pixel, falloff.at((off_x * off_x + off_y * off_y).sqrt()));
            x += 1.0;
        }
    }
}

/// Paints or erases a capsule; `dirty` is [`Segment::bounding_rect`] of it.
pub fn rasterise(plane: &mut Plane, segment: Segment, falloff: &Falloff, mode: StrokeMode, dirty: Rect) {
    let full = match mode {
        StrokeMode::Paint => 255,
        StrokeMode::Erase => 0,
    };
    let profile = falloff.profile();
    let way = Way::of(segment);
    for y in dirty.top..dirty.bottom {
        let centre_y = f64::from(y) + 0.5;
        let Some((low, high)) = segment.row_interval(centre_y, f64::from(profile.outer_px())) else {
            continue;
        };
        let left = first_centre_at(low).clamp(dirty.left, dirty.right);
        let right = (last_centre_at(high)).clamp(left, dirty.right);
        let (from, to) = (profile.full_px() > 0.0)
            .then(|| segment.row_interval(centre_y, f64::from(profile.full_px())))
            .flatten()
            .map(|(low, high)| {
                let from = first_centre_at(low).clamp(left, right);
                (from, last_centre_at(high).clamp(from, right))
            })
            .filter(|(from, to)| from < to)
            .unwrap_or((right, right));
        let row = plane.row_mut(y, left, right);
        let Some((before, rest)) = row.split_at_mut_checked((from - left) as usize) else {
            continue;
        };
        let Some((inside, after)) = rest.split_at_mut_checked((to - from) as usize) else {
            continue;
        };
        let centre = |x: u32| Point::new(f64::from(x) + 0.5, centre_y);
        way.paint(before, centre(left), falloff, mode);
        inside.fill(full);
        way.paint(after, centre(to), falloff, mode);
    }
}

/// The first column whose centre is at or right of `x`.
fn first_centre_at(x: f64) -> u32 {
    (x - 0.5).ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// One past the last column whose centre is at or left of `x`.
fn last_centre_at(x: f64) -> u32 {
    ((x - 0.5).floor() + 1.0).clamp(0.0, f64::from(u32::MAX)) as u32
}
