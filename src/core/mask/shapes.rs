//! Filled shapes: scanline, even-odd, with exact horizontal and 4-fold vertical anti-aliasing.

use super::StrokeMode;
use super::plane::Plane;
use crate::geometry::{Point, Rect};

/// Sub-scanlines of a row.
const SUB_ROWS: u32 = 4;
/// Corners of the polygon that stands for an ellipse: under 0.1 px off at 16384 px.
const ELLIPSE_CORNERS: u32 = 720;

/// The corners of an axis-parallel rectangle between two points.
pub fn rectangle(one: Point, other: Point) -> Vec<Point> {
    vec![one, Point::new(other.x, one.y), other, Point::new(one.x, other.y)]
}

/// The corners of the ellipse inside the rectangle between two points.
pub fn ellipse(one: Point, other: Point) -> Vec<Point> {
    let centre = Point::new(f64::midpoint(one.x, other.x), f64::midpoint(one.y, other.y));
    let (radius_x, radius_y) = ((other.x - one.x).abs() / 2.0, (other.y - one.y).abs() / 2.0);
    (0..ELLIPSE_CORNERS)
        .map(|corner| {
            let angle = f64::from(corner) / f64::from(ELLIPSE_CORNERS) * std::f64::consts::TAU;
            Point::new(centre.x + radius_x * angle.cos(), centre.y + radius_y * angle.sin())
        })
        .collect()
}

/// The pixels that a polygon may touch, inside `bounds`; empty for fewer than 3 corners.
pub fn bounding_rect(corners: &[Point], bounds: Rect) -> Rect {
    if corners.len() < 3 || corners.iter().any(|corner| !corner.x.is_finite() || !corner.y.is_finite()) {
        return Rect::default();
    }
    let whole = |value: f64| value.clamp(0.0, f64::from(u32::MAX)) as u32;
    let (mut low, mut high) = (Point::new(f64::MAX, f64::MAX), Point::new(f64::MIN, f64::MIN));
    for corner in corners {
        low = Point::new(low.x.min(corner.x), low.y.min(corner.y));
        high = Point::new(high.x.max(corner.x), high.y.max(corner.y));
    }
    Rect::new(whole(low.x.floor()), whole(low.y.floor()), whole(high.x.ceil()), whole(high.y.ceil()))
        .intersect(bounds)
}

/// Paints or erases a polygon inside `dirty`, which is [`bounding_rect`] of it or a part of that.
pub fn rasterise(plane: &mut Plane, corners: &[Point], mode: StrokeMode, dirty: Rect) {
    let mut edges = Edges::of(corners);
    let mut steps = Vec::new();
    let mut crossings = Vec::new();
    for y in dirty.top..dirty.bottom {
        steps.clear();
        for sub_row in 0..SUB_ROWS {
            let sub_y = f64::from(y) + (f64::from(sub_row) + 0.5) / f64::from(SUB_ROWS);
            edges.cross(sub_y, &mut crossings);
            for pair in crossings.chunks_exact(2) {
                if let [from, to] = *pair {
                    let left = f64::from(dirty.left);
                    add_span(&mut steps, from - left, to - left, f64::from(dirty.width()));
                }
            }
        }
        steps.sort_unstable_by_key(|step: &Step| step.column);
        let row = plane.row_mut(y, dirty.left, dirty.right);
        let (mut column, mut amount) = (0, 0.0);
        for step in &steps {
            if step.column > column {
                compose(row, column, step.column, amount, mode);
                column = step.column;
            }
            amount += step.by;
        }
    }
}

/// Where what the sub-rows cover of a pixel changes along a row, and by how much.
struct Step {
    column: usize,
    by: f32,
}

/// Adds the steps of what lies between two columns, each with its share of a pixel.
fn add_span(steps: &mut Vec<Step>, from: f64, to: f64, width: f64) {
    let (from, to) = (from.clamp(0.0, width), to.clamp(0.0, width));
    if from >= to {
        return;
    }
    let (first, last) = (from.floor(), to.floor());
    let mut step = |column: f64, by: f64| {
        steps.push(Step { column: column as usize, by: by as f32 });
    };
    if first < last {
        let whole = first + 1.0 - from;
        step(first, whole);
        step(first + 1.0, 1.0 - whole);
        step(last, to - last - 1.0);
        step(last + 1.0, last - to);
    } else {
        step(first, to - from);
        step(first + 1.0, from - to);
    }
}

fn compose(row: &mut [u8], from: usize, to: usize, amount: f32, mode: StrokeMode) {
    let amount = (amount / SUB_ROWS as f32 * 255.0 + 0.5).min(255.0) as u8;
    let to = to.min(row.len());
    let Some(pixels) = row.get_mut(from..to).filter(|_| amount > 0) else {
        return;
    };
    if amount == 255 {
        pixels.fill(mode.full());
        return;
    }
    for pixel in pixels {
        *pixel = mode.compose(*pixel, amount);
    }
}

/// A polygon's edges, for rows from top to bottom.
struct Edges {
    /// From the upper to the lower end, the highest beginning first.
    all: Vec<(Point, Point)>,
    /// So many of them have begun.
    begun: usize,
    /// Those that have begun and not ended.
    active: Vec<(Point, Point)>,
}

impl Edges {
    fn of(corners: &[Point]) -> Self {
        let following = corners.iter().cycle().skip(1);
        let mut all: Vec<_> = corners
            .iter()
            .zip(following)
            .filter(|(from, to)| (from.y - to.y).abs() > 0.0)
            .map(|(&from, &to)| if from.y < to.y { (from, to) } else { (to, from) })
            .collect();
        all.sort_by(|one, other| one.0.y.total_cmp(&other.0.y));
        Self { all, begun: 0, active: Vec::new() }
    }

    /// Where they cross a row, from left to right; each row must be below the one before.
    fn cross(&mut self, y: f64, crossings: &mut Vec<f64>) {
        while let Some(&edge) = self.all.get(self.begun).filter(|edge| edge.0.y <= y) {
            self.active.push(edge);
            self.begun += 1;
        }
        self.active.retain(|(_, lower)| lower.y > y);
        crossings.clear();
        crossings.extend(
            self.active.iter().map(|(from, to)| from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x)),
        );
        crossings.sort_by(f64::total_cmp);
    }
}
