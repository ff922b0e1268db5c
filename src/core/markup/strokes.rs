//! What is drawn of a mark: lines of some thickness with round ends and corners, in picture pixels.

use super::digits::number_lines;
use super::mark::{Colour, Mark, Shape, Spot};
use crate::core::geometry::Point;

/// How far the corners of a circle's polygon may lie from the circle, in pixels.
const CIRCLE_ERROR_PX: f64 = 0.05;
/// The angle between an arrow's shaft and each side of its head, in radians.
const HEAD_ANGLE: f64 = 0.48;

/// What a stroke is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A mark's colour.
    Colour(Colour),
    /// On a mark's colour.
    Dark,
    /// The edge of what may change, where a mask is drawn in.
    Edge,
}

/// Half transparent, round what has a colour, so that it is seen on any ground: red, green, blue, alpha.
pub const CASING: [u8; 4] = [0x14, 0x14, 0x14, 0xb4];

impl Ink {
    /// Red, green, blue.
    pub const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Colour(colour) => colour.rgb(),
            Self::Dark => [0x14, 0x14, 0x14],
            Self::Edge => [0xff, 0x00, 0xff],
        }
    }
}

/// Lines of one thickness and ink.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// A line of one point is a dot.
    pub lines: Vec<Vec<Point>>,
    /// Half of their thickness.
    pub radius_px: f64,
    /// What they are drawn with.
    pub ink: Ink,
    /// How far [`CASING`] reaches beyond them; 0 = there is none.
    pub casing_px: f64,
}

/// Where a note's words stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Label<'a> {
    /// The words.
    pub text: &'a str,
    /// The left end of the words, in the middle of their height.
    pub start: Point,
    /// The font's size.
    pub height_px: f64,
    /// Of the letters.
    pub colour: Colour,
    /// How far the dark rim of the letters reaches.
    pub casing_px: f64,
}

impl Stroke {
    /// How far it reaches from its lines.
    pub fn reach_px(&self) -> f64 {
        self.radius_px + self.casing_px
    }

    /// Its lines as an SVG path.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for line in &self.lines {
            push_line(&mut path, line);
        }
        path
    }
}

/// Adds a line to an SVG path; one of a single point shows as a dot where line ends are round.
pub fn push_line(path: &mut String, line: &[Point]) {
    for (index, point) in line.iter().enumerate() {
        path.push(if index == 0 { 'M' } else { 'L' });
        push_number(path, point.x);
        path.push(' ');
        push_number(path, point.y);
    }
    if line.len() == 1 {
        path.push_str("h0");
    }
}

/// To the hundredth.
fn push_number(path: &mut String, value: f64) {
    let hundredths = (value * 100.0).round() as i64;
    if hundredths < 0 {
        path.push('-');
    }
    let hundredths = hundredths.unsigned_abs();
    path.push_str(&(hundredths / 100).to_string());
    if !hundredths.is_multiple_of(100) {
        path.push('.');
        path.push_str(&(hundredths / 10 % 10).to_string());
        path.push_str(&(hundredths % 10).to_string());
    }
}

/// How far the dark rim of a line of a width reaches, in pixels.
pub fn casing_of(width_px: u16) -> f64 {
    (f64::from(width_px) / 5.0).max(1.0)
}

/// The radius of a note's disc, in pixels.
pub fn disc_radius_px(width_px: u16) -> f64 {
    (f64::from(width_px) * 3.6).max(9.0)
}

/// The corners of the ellipse in the box between two spots, closed.
pub fn ellipse(one: Spot, other: Spot) -> Vec<Point> {
    let (one, other) = (one.point(), other.point());
    let centre = one.midpoint(other);
    let (radius_x, radius_y) = ((other.x - one.x).abs() / 2.0, (other.y - one.y).abs() / 2.0);
    let radius = radius_x.max(radius_y).max(1.0);
    // A chord's distance from its arc is radius * (1 - cos(half the angle)).
    let half = (1.0 - (CIRCLE_ERROR_PX / radius).min(0.5)).acos();
    let corners = (std::f64::consts::PI / half).ceil().clamp(16.0, 2000.0) as u32;
    let corner = |index: u32| {
        let angle = f64::from(index % corners) / f64::from(corners) * std::f64::consts::TAU;
        Point::new(centre.x + radius_x * angle.cos(), centre.y + radius_y * angle.sin())
    };
    (0..=corners).map(corner).collect()
}

/// The corners of the box between two spots, closed.
pub fn rectangle(one: Spot, other: Spot) -> Vec<Point> {
    let (one, other) = (one.point(), other.point());
    vec![one, Point::new(other.x, one.y), other, Point::new(one.x, other.y), one]
}

/// The two sides of an arrow's head, meeting at its tip; none where there is no direction.
fn head(from: Point, to: Point, width_px: f64) -> Option<Vec<Point>> {
    let length = from.distance(to);
    if length <= 0.0 {
        return None;
    }
    let side = (width_px * 4.5 + 4.0).min(length * 0.7);
    let backwards = (from.y - to.y).atan2(from.x - to.x);
    let end = |angle: f64| {
        let angle = backwards + angle;
        Point::new(to.x + side * angle.cos(), to.y + side * angle.sin())
    };
    Some(vec![end(-HEAD_ANGLE), to, end(HEAD_ANGLE)])
}

impl Mark {
    /// What is drawn of it, the lowest first.
    pub fn strokes(&self) -> Vec<Stroke> {
        let ink = Ink::Colour(self.colour);
        let (radius_px, casing_px) = (f64::from(self.width_px) / 2.0, casing_of(self.width_px));
        let lines = match &self.shape {
            Shape::Pen(spots) => vec![spots.iter().map(|spot| spot.point()).collect()],
            Shape::Line(from, to) => vec![vec![from.point(), to.point()]],
            Shape::Arrow(from, to) => {
                let (from, to) = (from.point(), to.point());
                let shaft = vec![from, to];
                std::iter::once(shaft).chain(head(from, to, f64::from(self.width_px))).collect()
            }
            Shape::Circle(one, other) => vec![ellipse(*one, *other)],
            Shape::Box(one, other) => vec![rectangle(*one, *other)],
            Shape::Note { at, number, .. } => {
                let radius_px = disc_radius_px(self.width_px);
                let digits = if *number > 99 { 0.62 } else { 0.85 };
                let height = radius_px * if *number > 9 { digits } else { 1.05 };
                let disc = Stroke { lines: vec![vec![at.point()]], radius_px, ink, casing_px };
                let number = Stroke {
                    lines: number_lines(*number, at.point(), height),
                    radius_px: height * 0.09,
                    ink: Ink::Dark,
                    casing_px: 0.0,
                };
                return vec![disc, number];
            }
        };
        vec![Stroke { lines, radius_px, ink, casing_px }]
    }

    /// A note's words, where it has any.
    pub fn label(&self) -> Option<Label<'_>> {
        let Shape::Note { at, text, .. } = &self.shape else { return None };
        let radius = disc_radius_px(self.width_px);
        let at = at.point();
        (!text.is_empty()).then(|| Label {
            text,
            start: Point::new(at.x + radius * 1.5, at.y),
            height_px: radius * 1.5,
            colour: self.colour,
            casing_px: casing_of(self.width_px),
        })
    }
}
