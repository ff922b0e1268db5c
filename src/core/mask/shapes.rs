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
            Point::new(
                centre.x + radius_x * angle.cos(),
                centre.y + radius_y * angle.sin(),
            )
        })
        .collect()
}

/// The pixels that a polygon may touch, inside `bounds`; empty for fewer than 3 corners.
pub fn bounding_rect(corners: &[Point], bounds: Rect) -> Rect {
    if corners.len() < 3
        || corners
            .iter()
            .any(|corner| !corner.x.is_finite() || !corner.y.is_finite())
    {
        return Rect::default();
    }
    let whole = |value: f64| value.clamp(0.0, f64::from(u32::MAX)) as u32;
    let (mut low, mut high) = (Point::new(f64::MAX, f64::MAX), Point::new(f64::MIN, f64::MIN));
    for corner in corners {
        low = Point::new(low.x.min(corner.x), low.y.min(corner.y));
        high = Point::new(high.x.max(corner.x), high.y.max(corner.y));
    }
    Rect::new(
        whole(low.x.floor()),
        whole(low.y.floor()),
        whole(high.x.ceil()),
        whole(high.y.ceil()),
    )
    .intersect(bounds)
}

/// Paints or erases a polygon; `dirty` is [`bounding_rect`] of it.
pub fn rasterise(plane: &mut Plane, corners: &[Point], mode: StrokeMode, dirty: Rect) {
    if dirty.is_empty() {
        return;
    }
    let mut amounts = vec![0.0_f32; dirty.width() as usize];
    let mut crossings = Vec::new();
    for y in dirty.top..dirty.bottom {
        amounts.fill(0.0);
        for sub_row in 0..SUB_ROWS {
            let sub_y = f64::from(y) + (f64::from(sub_row) + 0.5) / f64::from(SUB_ROWS);
            find_crossings(corners, sub_y, &mut crossings);
            for pair in crossings.chunks_exact(2) {
                if let [from, to] = *pair {
                    add_span(
                        &mut amounts,
                        from - f64::from(dirty.left),
                        to - f64::from(dirty.left),
                    );
                }
            }
        }
        for (pixel, amount) in plane.row_mut(y, dirty.left, dirty.right).iter_mut().zip(&amounts) {
            let amount = (amount / SUB_ROWS as f32 * 255.0 + 0.5).min(255.0) as u8;
            if amount > 0 {
                *pixel = mode.compose(*pixel, amount);
            }
        }
    }
}

fn find_crossings(corners: &[Point], y: f64, crossings: &mut Vec<f64>) {
    crossings.clear();
    let following = corners.iter().cycle().skip(1);
    for (from, to) in corners.iter().zip(following) {
        if (from.y <= y) != (to.y <= y) {
            crossings.push(from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x));
        }
    }
    crossings.sort_by(f64::total_cmp);
}

/// Adds the share of each pixel that lies between two columns.
fn add_span(amounts: &mut [f32], from: f64, to: f64) {
    let width = amounts.len() as f64;
    let (from, to) = (from.clamp(0.0, width), to.clamp(0.0, width));
    if from >= to {
        return;
    }
    let (first, last) = (from as usize, (to.ceil() as usize).saturating_sub(1));
    for (column, amount) in amounts.iter_mut().enumerate().take(last + 1).skip(first) {
        let column = column as f64;
        *amount += (to.min(column + 1.0) - from.max(column)) as f32;
    }
}
