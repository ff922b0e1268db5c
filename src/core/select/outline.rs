//! The outline of a binary plane as closed lines, to be drawn over the picture.

use super::cells::Cells;
use crate::core::geometry::{Point, Rect};
use crate::core::mask::Plane;

/// Ways along the sides of pixels: right, down, left, up. The object lies on the right hand.
const STEPS: [(isize, isize); 4] = [(1, 0), (0, 1), (-1, 0), (0, -1)];

/// Closed lines round what has at least half coverage, holes included, without a corner that is on a straight
/// line. `rect` is where the plane lies in the picture; the corners are in pixels of the picture.
pub fn outlines(plane: &Plane, rect: Rect) -> Vec<Vec<Point>> {
    let (width, height) = (plane.size().width as isize, plane.size().height as isize);
    let is_inside = |x: isize, y: isize| {
        x >= 0
            && y >= 0
            && x < width
            && y < height
            && plane.data().get((y * width + x) as usize).is_some_and(|&covered| covered >= 128)
    };
    let scale = (
        f64::from(rect.width()) / f64::from(plane.size().width.max(1)),
        f64::from(rect.height()) / f64::from(plane.size().height.max(1)),
    );
    // Upper sides of the object's pixels that a line has passed.
    let mut passed = vec![false; plane.data().len()];
    let mut lines = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let at = (y * width + x) as usize;
            if !is_inside(x, y) || is_inside(x, y - 1) || passed.at(at) {
                continue;
            }
            let mut line = Vec::new();
            let (mut corner, mut heading) = ((x, y), 0_usize);
            loop {
                if heading == 0 {
                    passed.put((corner.1 * width + corner.0) as usize, true);
                }
                let (dx, dy) = STEPS.at(heading);
                corner = (corner.0 + dx, corner.1 + dy);
                // The two pixels ahead of the corner: on the left hand and on the right.
                let (left, right) = ahead(corner, heading);
                let turned = if is_inside(left.0, left.1) {
                    (heading + 3) % 4
                } else if is_inside(right.0, right.1) {
                    heading
                } else {
                    (heading + 1) % 4
                };
                if turned != heading {
                    line.push(Point::new(
                        f64::from(rect.left) + corner.0 as f64 * scale.0,
                        f64::from(rect.top) + corner.1 as f64 * scale.1,
                    ));
                }
                heading = turned;
                if corner == (x, y) && heading == 0 {
                    break;
                }
            }
            lines.push(line);
        }
    }
    lines
}

/// The pixels before a corner, seen along a heading: left hand, right hand.
fn ahead((x, y): (isize, isize), heading: usize) -> ((isize, isize), (isize, isize)) {
    match heading {
        0 => ((x, y - 1), (x, y)),
        1 => ((x, y), (x - 1, y)),
        2 => ((x - 1, y), (x - 1, y - 1)),
        _ => ((x - 1, y - 1), (x, y - 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::Size;

    /// The area that lines enclose, holes taken off: twice it is the sum over their corners.
    #[track_caller]
    fn check(rows: &[&str], lines: usize) {
        let size = Size::new(rows[0].len() as u32, rows.len() as u32);
        let data = rows.concat().bytes().map(|byte| if byte == b'#' { 255 } else { 0 }).collect();
        let plane = Plane::from_data(size, data).expect("a plane");
        let rect = Rect::new(10, 20, 10 + size.width * 2, 20 + size.height * 2);
        let found = outlines(&plane, rect);
        let doubled: f64 = found
            .iter()
            .map(|line| {
                let pairs = line.iter().zip(line.iter().cycle().skip(1));
                pairs.map(|(one, other)| one.x * other.y - other.x * one.y).sum::<f64>()
            })
            .sum();
        let covered = rows.concat().matches('#').count();
        assert_eq!(found.len(), lines, "{found:?}");
        assert!((doubled / 2.0 - covered as f64 * 4.0).abs() < 1e-9, "{doubled} {covered}");
    }

    #[test]
    fn lines_enclose_what_is_covered() {
        check(&["....", "...."], 0);
        check(&["#"], 1);
        check(&["####", "####"], 1);
        check(&[".###.", ".#.#.", ".###."], 2);
        check(&["#.#", ".#.", "#.#"], 1);
        check(&["##..#", "#...#", "..#.."], 3);
        check(&["#####", "#...#", "#.#.#", "#...#", "#####"], 3);
    }
}
