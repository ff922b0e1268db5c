//! One scale of one hole: the plane being completed and the planes patches come from.
//!
//! Source 0 is the plane itself. A patch is a source only when all of its pixels are known, so what is being
//! completed is never copied.

use super::patch::NEVER;
use super::plane::{Cell, Plane, Window};
use super::random::Random;

/// Most positions held for drawing at random.
const SAMPLES: usize = 8192;
/// What it costs to copy from as far away as the hole is long, in squared grey levels over a patch: as much as
/// a difference of 13 levels at every byte.
const FAR_COST: u32 = 32_000;
/// Fraction bits of [`Level::far_cost`].
const FAR_COST_BITS: u32 = 8;
/// Farther away than this many times the hole's length costs no more.
const MAX_FAR_SIDES: usize = 4;
/// A hole is never taken as shorter, in pixels.
const MIN_FAR_SIDE_PX: usize = 8;

/// A source patch and how unlike the target it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    /// Squared difference and farness, [`NEVER`] before the first comparison.
    pub(super) distance: u32,
    /// Column in the source's plane.
    pub(super) x: u16,
    /// Row.
    pub(super) y: u16,
    /// Which source.
    pub(super) source: u16,
}

impl Match {
    /// A match not measured yet.
    pub(super) fn unmeasured(source: usize, x: usize, y: usize) -> Self {
        Self { distance: NEVER, x: x as u16, y: y as u16, source: source as u16 }
    }

    /// The position in the source's plane.
    pub(super) fn at(self, source: &Source) -> usize {
        usize::from(self.y) * source.plane.width + usize::from(self.x)
    }

    /// Column and row.
    pub(super) fn place(self) -> (usize, usize) {
        (usize::from(self.x), usize::from(self.y))
    }
}

/// A plane to copy from.
#[derive(Debug)]
pub(super) struct Source {
    /// The pixels.
    pub(super) plane: Plane,
    /// Where the plane lies in its picture at this scale, in pixels.
    pub(super) left: usize,
    /// As `left`, from the top.
    pub(super) top: usize,
    /// For a mirror image, the width of the picture that is mirrored.
    mirror_width: Option<usize>,
    /// Per pixel: the patch round it may be copied.
    pub(super) is_whole: Vec<bool>,
    /// Positions of whole patches, evenly drawn.
    samples: Vec<u32>,
}

impl Source {
    /// A source of patches of `radius`; measures the gradients.
    pub(super) fn new(mut plane: Plane, left: usize, top: usize, radius: usize) -> Self {
        plane.measure_gradients();
        let mut source = Self {
            is_whole: plane.whole_patches(radius),
            plane,
            left,
            top,
            mirror_width: None,
            samples: Vec::new(),
        };
        source.draw_samples();
        source
    }

    /// The same, seen in a mirror; `picture_width` is the whole picture's at this scale.
    pub(super) fn mirrored(&self, picture_width: usize, radius: usize) -> Self {
        let mut plane = self.plane.clone();
        plane.pixels.chunks_exact_mut(plane.width.max(1)).for_each(<[_]>::reverse);
        plane.cells.chunks_exact_mut(plane.width.max(1)).for_each(<[_]>::reverse);
        let left = picture_width.saturating_sub(self.left + self.plane.width);
        Self { mirror_width: Some(picture_width), ..Self::new(plane, left, self.top, radius) }
    }

    /// True when the patch round a position may be copied.
    pub(super) fn allows(&self, at: usize) -> bool {
        self.is_whole.get(at).copied().unwrap_or(false)
    }

    /// True when no patch may be copied.
    pub(super) fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    fn draw_samples(&mut self) {
        let count = self.is_whole.iter().filter(|whole| **whole).count();
        let positions = self.is_whole.iter().enumerate().filter(|(_, whole)| **whole);
        self.samples = positions.step_by(count.div_ceil(SAMPLES).max(1)).map(|(at, _)| at as u32).collect();
    }
}

/// One scale of one hole.
pub(super) struct Level<'a> {
    /// The plane being completed, as a source.
    pub(super) own: Source,
    /// Its mirror image, if patches may be mirrored.
    pub(super) mirror: Option<Source>,
    /// The reference pictures.
    pub(super) references: &'a [Source],
    /// Half the patch side, less a half: 1, 2 or 3 pixels.
    pub(super) radius: usize,
    /// What a pixel's way from target to source costs, in squared grey levels / 2^[`FAR_COST_BITS`].
    far_cost: u32,
    /// The way beyond which it costs no more.
    far_px: usize,
    /// From a target to the place from which the way to what is copied is counted: to the right and down, in pixels.
    near_px: (isize, isize),
}

impl<'a> Level<'a> {
    /// A level whose farness is not weighed yet.
    pub(super) fn new(own: Source, mirror: Option<Source>, references: &'a [Source], radius: usize) -> Self {
        Self { own, mirror, references, radius, far_cost: 0, far_px: 0, near_px: (0, 0) }
    }

    /// Source 0 is the plane itself.
    pub(super) fn source(&self, index: usize) -> Option<&Source> {
        if index == 0 {
            return Some(&self.own);
        }
        match &self.mirror {
            Some(mirror) if index == 1 => Some(mirror),
            Some(_) => self.references.get(index - 2),
            None => self.references.get(index - 1),
        }
    }

    /// What it costs that a patch lies far from where it is copied to: what is near is alike, in light,
    /// perspective and focus. `target` and `found` are columns and rows of their planes.
    pub(super) fn farness(&self, target: (usize, usize), source: &Source, found: (usize, usize)) -> u32 {
        let column = found.0 + source.left;
        let column = match source.mirror_width {
            Some(width) => width.saturating_sub(column + 1),
            None => column,
        };
        let from = |at: usize, by: isize| at.saturating_add_signed(by);
        let across = from(target.0 + self.own.left, self.near_px.0).abs_diff(column);
        let down = from(target.1 + self.own.top, self.near_px.1).abs_diff(found.1 + source.top);
        ((across + down).min(self.far_px) as u32 * self.far_cost) >> FAR_COST_BITS
    }

    /// Sets what farness costs, by the way across the hole, in pixels of this scale.
    pub(super) fn weigh_farness(&mut self, across_px: usize) {
        let side = across_px.max(MIN_FAR_SIDE_PX);
        self.far_px = side * MAX_FAR_SIDES;
        self.far_cost = (FAR_COST << FAR_COST_BITS) / side as u32;
    }

    /// Scales the cost of farness to a percentage, and moves its zero by a percentage of the hole's length.
    pub(super) fn scale_farness(&mut self, percent: u32, (right, down): (isize, isize)) {
        let side = (self.far_px / MAX_FAR_SIDES) as isize;
        self.near_px = (side * right / 100, side * down / 100);
        self.far_cost = self.far_cost * percent / 100;
    }

    /// How many sources there are.
    pub(super) fn source_count(&self) -> usize {
        1 + usize::from(self.mirror.is_some()) + self.references.len()
    }

    /// A patch drawn at random.
    pub(super) fn draw(&self, random: &mut Random) -> Option<Match> {
        let total: usize = (0..self.source_count())
            .filter_map(|index| self.source(index))
            .map(|source| source.samples.len())
            .sum();
        let mut drawn = random.below(total);
        for index in 0..self.source_count() {
            let source = self.source(index)?;
            if let Some(&at) = source.samples.get(drawn) {
                let (at, width) = (at as usize, source.plane.width);
                return Some(Match::unmeasured(index, at % width, at / width));
            }
            drawn -= source.samples.len();
        }
        None
    }

    /// True when there is a patch to copy.
    pub(super) fn has_source(&self) -> bool {
        (0..self.source_count()).filter_map(|index| self.source(index)).any(|source| !source.is_empty())
    }

    /// The smallest window of the plane that holds its hole, if it has one.
    pub(super) fn hole_window(&self) -> Option<Window> {
        let plane = &self.own.plane;
        let holes = plane.cells.iter().enumerate().filter(|(_, cell)| **cell == Cell::Hole);
        let bounds = holes.fold(None, |bounds: Option<[usize; 4]>, (at, _)| {
            let (x, y) = (at % plane.width, at / plane.width);
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
            Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
        });
        bounds.map(|[left, top, right, bottom]| Window {
            left,
            top,
            width: right - left + 1,
            height: bottom - top + 1,
        })
    }
}
