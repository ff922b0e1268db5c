//! Straight angles and even sides, for who holds Shift.

use crate::core::geometry::Point;

/// The end of a line at a multiple of 45 degrees, or the corner of a square.
pub fn evened(from: Point, to: Point, is_line: bool) -> Point {
    let (across, down) = (to.x - from.x, to.y - from.y);
    if is_line {
        let eighth = std::f64::consts::FRAC_PI_4;
        let angle = (down.atan2(across) / eighth).round() * eighth;
        let length = across * angle.cos() + down * angle.sin();
        return Point::new(from.x + length * angle.cos(), from.y + length * angle.sin());
    }
    let side = across.abs().max(down.abs());
    Point::new(from.x + side.copysign(across), from.y + side.copysign(down))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_straight_and_boxes_square() {
        let from = Point::new(10.0, 10.0);
        let line = evened(from, Point::new(50.0, 13.0), true);
        assert!((line.x - 50.0).abs() < 1e-9 && (line.y - 10.0).abs() < 1e-9, "{line:?}");
        let slanted = evened(from, Point::new(50.0, 48.0), true);
        assert!((slanted.x - slanted.y).abs() < 1e-9, "{slanted:?}");
        assert_eq!(evened(from, Point::new(-20.0, 15.0), false), Point::new(-20.0, 40.0));
    }
}
