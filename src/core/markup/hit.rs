//! What lies under a point, and how much room a mark takes.

use super::mark::{Mark, Markup};
use super::simplify::distance;
use crate::core::geometry::Point;

/// The width of a letter, of its height, on the average: where a note's words end is guessed by it.
const LETTER: f64 = 0.6;

/// A rectangle in picture pixels, sides included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Left and upper side.
    pub low: Point,
    /// Right and lower side.
    pub high: Point,
}

impl Bounds {
    fn around(points: impl Iterator<Item = (Point, f64)>) -> Option<Self> {
        points.fold(None, |bounds: Option<Self>, (point, reach)| {
            let (low, high) =
                (Point::new(point.x - reach, point.y - reach), Point::new(point.x + reach, point.y + reach));
            let Some(bounds) = bounds else { return Some(Self { low, high }) };
            Some(Self {
                low: Point::new(bounds.low.x.min(low.x), bounds.low.y.min(low.y)),
                high: Point::new(bounds.high.x.max(high.x), bounds.high.y.max(high.y)),
            })
        })
    }

    fn has(&self, point: Point, reach: f64) -> bool {
        point.x >= self.low.x - reach
            && point.x <= self.high.x + reach
            && point.y >= self.low.y - reach
            && point.y <= self.high.y + reach
    }
}

impl Mark {
    /// What it takes up, its rim and about its words included.
    pub fn bounds(&self) -> Bounds {
        let strokes = self.strokes();
        let drawn = strokes
            .iter()
            .flat_map(|stroke| stroke.lines.iter().flatten().map(|point| (*point, stroke.reach_px())));
        let words = self.words().into_iter().flat_map(|words| [(words.low, 0.0), (words.high, 0.0)]);
        Bounds::around(drawn.chain(words)).unwrap_or(Bounds { low: Point::default(), high: Point::default() })
    }

    /// About where its words stand.
    fn words(&self) -> Option<Bounds> {
        let label = self.label()?;
        let (left, middle, half) = (label.start.x, label.start.y, label.height_px / 2.0);
        let right = left + label.text.chars().count() as f64 * label.height_px * LETTER;
        Some(Bounds { low: Point::new(left, middle - half), high: Point::new(right, middle + half) })
    }

    /// Whether it is drawn within `reach_px` of a point. Inside of a closed shape nothing is drawn.
    pub fn is_at(&self, point: Point, reach_px: f64) -> bool {
        if self.words().is_some_and(|words| words.has(point, reach_px)) {
            return true;
        }
        self.strokes().iter().any(|stroke| {
            let reach = stroke.radius_px + reach_px;
            stroke.lines.iter().any(|line| match line.as_slice() {
                [dot] => dot.distance(point) <= reach,
                line => line.windows(2).any(|ends| match *ends {
                    [from, to] => distance(point, from, to) <= reach,
                    _ => false,
                }),
            })
        })
    }
}

impl Markup {
    /// The place in the list of the uppermost mark within `reach_px` of a point.
    pub fn mark_at(&self, point: Point, reach_px: f64) -> Option<usize> {
        self.marks.iter().rposition(|mark| mark.is_at(point, reach_px))
    }

    /// The places of all marks within `reach_px` of the line between two points.
    pub fn marks_along(&self, from: Point, to: Point, reach_px: f64) -> Vec<usize> {
        let steps = (from.distance(to) / reach_px.max(0.5)).ceil().clamp(1.0, 2000.0) as u32;
        let is_met = |mark: &Mark| {
            (0..=steps).any(|step| {
                let share = f64::from(step) / f64::from(steps);
                let point = Point::new(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share);
                mark.is_at(point, reach_px)
            })
        };
        let met = self.marks.iter().enumerate().filter(|(_, mark)| is_met(mark));
        met.map(|(index, _)| index).collect()
    }
}
