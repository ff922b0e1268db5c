//! What a box and strokes say of each superpixel before colours are looked at.

use super::cells::Cells;
use super::frame::Frame;
use super::stroke::{self, Stroke, ends};
use super::superpixels::Superpixels;
use crate::core::geometry::{Point, Rect, Size};

/// Log odds of the object in the middle of a box, and how they fall with the squared distance from it (1 is the
/// middle of a side).
const BOX_MIDDLE: f32 = 1.7;
const BOX_FALL: f32 = 3.0;
/// How near the middle a place counts towards a side of the box that is a side of the picture: the object may go on.
const CUT_SIDE: f32 = 0.9;
/// Log odds on a stroke without a box, how they fall over the stroke's length, and their least.
const STROKE_MIDDLE: f32 = 2.0;
const STROKE_FALL: f32 = 8.0;
const STROKE_LEAST: f32 = -4.0;

/// What the person said of a patch.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Seed {
    #[default]
    Open,
    Object,
    Ground,
}

/// What was pointed at.
pub(super) struct Gesture<'a> {
    /// The picture's size.
    pub(super) size: Size,
    pub(super) area: Option<Rect>,
    pub(super) strokes: &'a [Stroke],
    /// How many times longer than it is the first stroke counts as.
    pub(super) reach: f64,
}

/// What is known of each patch before colours are looked at.
pub(super) struct Hints {
    pub(super) seeds: Vec<Seed>,
    /// Logarithm of the odds of being the object by its place alone.
    pub(super) place: Vec<f32>,
    /// Whether a stroke lies on it.
    pub(super) is_stroked: Vec<bool>,
    /// What each stroke lies on, the newest last.
    pub(super) traces: Vec<Trace>,
}

/// The patches that a stroke lies on.
pub(super) struct Trace {
    pub(super) adds: bool,
    /// From corner to corner with its width, in reduced pixels.
    pub(super) length_px: f32,
    pub(super) patches: Vec<usize>,
}

impl Hints {
    pub(super) fn of(gesture: &Gesture<'_>, frame: &Frame, superpixels: &Superpixels) -> Self {
        let count = superpixels.patches.len();
        let mut votes = vec![[0_u32; 2]; count];
        for (&mark, &label) in stroke::marks(gesture.strokes, frame).iter().zip(&superpixels.labels) {
            if mark != 0 {
                votes
                    .change(label as usize, |votes| votes.change(usize::from(mark < 0), |votes| *votes += 1));
            }
        }
        let traces = gesture.strokes.iter().enumerate().map(|(index, stroke)| {
            let reach = if index == 0 { gesture.reach } else { 1.0 };
            let length = stroke.length_px() * reach * frame.scale().0;
            let mut patches = Vec::new();
            stroke.draw(frame, |at| patches.push(superpixels.labels.at(at) as usize));
            patches.sort_unstable();
            patches.dedup();
            Trace { adds: stroke.adds, length_px: length as f32, patches }
        });
        let seeds = votes.iter().map(|[object, ground]| match object.cmp(ground) {
            std::cmp::Ordering::Greater => Seed::Object,
            std::cmp::Ordering::Less => Seed::Ground,
            std::cmp::Ordering::Equal => Seed::Open,
        });
        let mut hints = Self {
            seeds: seeds.collect(),
            place: vec![0.0; count],
            is_stroked: votes.iter().map(|[object, ground]| object + ground > 0).collect(),
            traces: traces.collect(),
        };
        match (gesture.area, gesture.strokes.first()) {
            (Some(area), _) => hints.lay_box(area, gesture.size, frame, superpixels),
            (None, Some(first)) => hints.lay_stroke(first, gesture.reach, frame, superpixels),
            (None, None) => {}
        }
        hints
    }

    /// Outside of the box is ground; inside, the middle is more likely the object than the corners.
    fn lay_box(&mut self, area: Rect, size: Size, frame: &Frame, superpixels: &Superpixels) {
        let corner = |x: u32, y: u32| frame.reduced_point(Point::new(f64::from(x), f64::from(y)));
        let (low, high) = (corner(area.left, area.top), corner(area.right, area.bottom));
        let along = |at: f32, low: f64, high: f64, low_is_cut: bool, high_is_cut: bool| {
            let half = ((high - low) * 0.5).max(1.0) as f32;
            let from_middle = (at - f64::midpoint(low, high) as f32) / half;
            let is_cut = if from_middle < 0.0 { low_is_cut } else { high_is_cut };
            if is_cut { from_middle * CUT_SIDE } else { from_middle }
        };
        for (index, patch) in superpixels.patches.iter().enumerate() {
            let u = along(patch.x, low.x, high.x, area.left == 0, area.right == size.width);
            let v = along(patch.y, low.y, high.y, area.top == 0, area.bottom == size.height);
            let (x, y) = (f64::from(patch.x), f64::from(patch.y));
            let is_outside = x < low.x || y < low.y || x > high.x || y > high.y;
            if is_outside && self.seeds.at(index) == Seed::Open {
                self.seeds.put(index, Seed::Ground);
            }
            self.place.put(index, BOX_MIDDLE - BOX_FALL * (u * u + v * v));
        }
    }

    /// The further from the stroke, the less likely.
    fn lay_stroke(&mut self, first: &Stroke, reach: f64, frame: &Frame, superpixels: &Superpixels) {
        let points = first.reduced_points(frame);
        let (low, high) = ends(&points);
        let length = stroke::distance(low, high) + 4.0 * first.radius_px * frame.scale().0;
        let length = (length * reach).max(1.0) as f32;
        for (index, patch) in superpixels.patches.iter().enumerate() {
            let at = Point::new(f64::from(patch.x), f64::from(patch.y));
            let away =
                points.iter().map(|point| stroke::distance(*point, at)).fold(f64::MAX, f64::min) as f32;
            self.place.put(index, (STROKE_MIDDLE - STROKE_FALL * away / length).max(STROKE_LEAST));
        }
    }
}
