//! Digits as lines, for the numbers of notes: the same on every device.

use std::f64::consts::PI;

use crate::core::geometry::Point;

/// Width of a digit, of a height of 1.
const WIDTH: f64 = 0.6;
/// From one digit to the next.
const ADVANCE: f64 = 0.82;
/// Lines that a quarter of an arc is made of.
const QUARTER: u32 = 6;

/// An arc by its centre, radii, and angles in quarter turns, clockwise from the right.
fn arc(centre: (f64, f64), radii: (f64, f64), from: f64, to: f64) -> Vec<Point> {
    let steps = ((to - from).abs() * f64::from(QUARTER)).ceil().max(1.0) as u32;
    let points = (0..=steps).map(|step| {
        let angle = (from + (to - from) * f64::from(step) / f64::from(steps)) * PI / 2.0;
        Point::new(centre.0 + radii.0 * angle.cos(), centre.1 + radii.1 * angle.sin())
    });
    points.collect()
}

fn lines(corners: &[(f64, f64)]) -> Vec<Point> {
    corners.iter().map(|&(x, y)| Point::new(x, y)).collect()
}

/// The lines of a digit in a box of 0.6 by 1, the upper left corner at 0.
fn glyph(digit: u32) -> Vec<Vec<Point>> {
    match digit {
        0 => vec![arc((0.3, 0.5), (0.3, 0.5), 0.0, 4.0)],
        1 => vec![lines(&[(0.1, 0.22), (0.36, 0.0), (0.36, 1.0)])],
        2 => {
            let mut line = arc((0.3, 0.28), (0.28, 0.28), 2.0, 4.4);
            line.extend(lines(&[(0.02, 1.0), (0.6, 1.0)]));
            vec![line]
        }
        3 => {
            let mut line = arc((0.29, 0.25), (0.26, 0.25), 2.2, 5.0);
            line.extend(arc((0.28, 0.73), (0.3, 0.27), 3.0, 5.8));
            vec![line]
        }
        4 => vec![lines(&[(0.44, 1.0), (0.44, 0.0), (0.0, 0.7), (0.62, 0.7)])],
        5 => {
            let mut line = lines(&[(0.54, 0.0), (0.1, 0.0), (0.06, 0.46)]);
            line.extend(arc((0.28, 0.69), (0.31, 0.31), 2.6, 5.8));
            vec![line]
        }
        6 => {
            let mut line = lines(&[(0.46, 0.0)]);
            line.extend(arc((0.3, 0.68), (0.29, 0.32), 2.4, 6.4));
            vec![line]
        }
        7 => vec![lines(&[(0.0, 0.0), (0.58, 0.0), (0.2, 1.0)])],
        8 => vec![arc((0.3, 0.24), (0.24, 0.24), 1.0, 5.0), arc((0.3, 0.74), (0.3, 0.26), 3.0, 7.0)],
        _ => glyph(6)
            .into_iter()
            .map(|line| line.into_iter().map(|point| Point::new(WIDTH - point.x, 1.0 - point.y)).collect())
            .collect(),
    }
}

/// The lines of a number in the middle of `centre`, its digits `height` high.
pub(super) fn number_lines(number: u16, centre: Point, height: f64) -> Vec<Vec<Point>> {
    let digits: Vec<u32> = number.to_string().chars().filter_map(|letter| letter.to_digit(10)).collect();
    let width = ADVANCE * (digits.len().max(1) - 1) as f64 + WIDTH;
    let mut drawn = Vec::new();
    for (index, digit) in digits.into_iter().enumerate() {
        let left = index as f64 * ADVANCE - width / 2.0;
        drawn.extend(glyph(digit).into_iter().map(|line| {
            let place = |point: Point| {
                Point::new(centre.x + (left + point.x) * height, centre.y + (point.y - 0.5) * height)
            };
            line.into_iter().map(place).collect()
        }));
    }
    drawn
}
