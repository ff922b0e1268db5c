//! A selection while it is made: what was pointed at, and the answer to it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::band::{self, BandTuning, Look};
use super::cells::Cells;
use super::conviction::{self, Conviction};
use super::edge;
use super::frame::Frame;
use super::hints::{Gesture, Hints};
use super::models::{Tally, bin_of};
use super::regions::{self, Regions};
use super::stroke::{Stroke, distance, ends};
use super::superpixels::Superpixels;
use crate::core::geometry::{Rect, Size};
use crate::core::mask::Plane;
use crate::core::picture::Picture;

/// How finely a part of the picture is looked at.
#[derive(Clone, Copy)]
struct Detail {
    /// Most pixels of the reduced copy.
    area_px: u64,
    /// Superpixels in it.
    patches: usize,
}

/// Of an answer.
const FINE: Detail = Detail { area_px: 500_000, patches: 3000 };
/// Of what is shown while a box is drawn: a tenth of the time.
const COARSE: Detail = Detail { area_px: 70_000, patches: 900 };
/// How far round a stroke without a box is searched at first, in lengths of the stroke.
const SEARCH_LENGTHS: f64 = 2.5;
/// Share of a window's side that an answer may take before the whole picture is searched.
const MOST_SIDE_SHARE: f32 = 0.1;
/// Share of the picture's area from which on a window for a larger answer is the whole picture.
const MOST_PART: f64 = 0.6;
/// Colours that are no further apart than this are one colour, in levels.
const LEAST_CONTRAST: f32 = 3.0;
/// Share of the picture's longer side under which a stroke says where something is, but not how large.
const SHORT_SHARE: f64 = 0.08;
/// Rounds of models and cuts of a first answer, and of one after a further stroke.
const FIRST_ROUNDS: usize = 5;
const STROKE_ROUNDS: usize = 2;

const BAND: BandTuning =
    BandTuning { radius_px: 8, smooth: 8.0, global: 0.7, local: 1.0, local_variance: 600.0 };

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Error {
    /// Nothing of the picture is pointed at.
    #[error("the box or stroke has no pixel of the picture of {size} px")]
    Outside {
        /// The picture's size.
        size: Size,
    },
    /// Another picture than the one the selection began on.
    #[error("the picture is {actual} px, the selection was begun on one of {expected} px")]
    OtherPicture {
        /// Size of the picture given.
        actual: Size,
        /// Size of the picture it was begun on.
        expected: Size,
    },
    /// All of what is searched has one colour, so there is no edge to find.
    #[error("the part of {}x{} px round the box or stroke has one colour only", .rect.width(), .rect.height())]
    OneColour {
        /// The part that was searched.
        rect: Rect,
    },
    /// Nothing is left of the object.
    #[error("nothing in the part of {}x{} px differs from its surroundings", .rect.width(), .rect.height())]
    NothingFound {
        /// The part that was searched.
        rect: Rect,
    },
}

/// A rough answer, of a part of the picture at a reduced size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The part of the picture.
    pub rect: Rect,
    /// Coverage of the reduced copy: 0 or 255.
    pub coverage: Plane,
}

/// The reduced copy and what is made of it once.
struct Work {
    frame: Frame,
    planes: [Vec<f32>; 3],
    bins: Vec<u16>,
    tally: Tally,
    superpixels: Superpixels,
}

/// What was pointed at in a picture so far. The picture itself is given with each question.
pub struct Selection {
    size: Size,
    area: Option<Rect>,
    strokes: Vec<Stroke>,
    /// Whether the whole picture is searched, the surroundings of the first stroke being too small.
    is_wide: bool,
    /// How many times longer than it is the first stroke counts as: a dab means something larger than itself.
    reach: f64,
    work: Option<Rc<Work>>,
    /// The answers so far on that, by patch: which are the object's.
    answers: Vec<Vec<bool>>,
}

impl Selection {
    /// A selection on a picture of this size, with nothing pointed at yet.
    pub fn new(size: Size) -> Self {
        Self {
            size,
            area: None,
            strokes: Vec::new(),
            is_wide: false,
            reach: 1.0,
            work: None,
            answers: Vec::new(),
        }
    }

    /// Drops the box and all strokes.
    pub fn clear(&mut self) {
        self.area = None;
        self.strokes.clear();
        self.is_wide = false;
        self.reach = 1.0;
        self.answers.clear();
    }

    /// Selects what a loose box holds; strokes so far are dropped. Gives coverage of the picture's size.
    ///
    /// # Errors
    /// [`Error::Outside`] when the box has no pixel of the picture; [`Error::OneColour`] and
    /// [`Error::NothingFound`] when no object stands out in it.
    pub fn select_box(&mut self, picture: &Picture, area: Rect) -> Result<Plane, Error> {
        let area = area.intersect(Rect::of_size(self.size));
        if area.is_empty() {
            return Err(Error::Outside { size: self.size });
        }
        self.clear();
        self.area = Some(area);
        self.answer(picture)
    }

    /// Adds what a stroke lies on, or takes it away. Gives coverage of the picture's size.
    ///
    /// # Errors
    /// As [`Self::select_box`]; the stroke is not remembered then.
    pub fn stroke(&mut self, picture: &Picture, stroke: Stroke) -> Result<Plane, Error> {
        if stroke.points_in_image.is_empty() {
            return Err(Error::Outside { size: self.size });
        }
        self.strokes.push(stroke);
        self.answer(picture).inspect_err(|_| {
            self.strokes.pop();
        })
    }

    /// What [`Self::stroke`] would answer, roughly and at once; nothing is remembered but the reduced copy.
    ///
    /// # Errors
    /// As [`Self::stroke`].
    pub fn preview_stroke(&mut self, picture: &Picture, stroke: Stroke) -> Result<Preview, Error> {
        if stroke.points_in_image.is_empty() {
            return Err(Error::Outside { size: self.size });
        }
        self.strokes.push(stroke);
        let found = if self.is_open_in_size() {
            let mut rough = Self { strokes: self.strokes.clone(), ..Self::new(self.size) };
            rough.sized(picture, COARSE)
        } else {
            self.prepared(picture, FINE).map(|work| (Rc::clone(&work), self.regions(&work, 1)))
        };
        self.strokes.pop();
        found.map(|(work, regions)| work.preview(&regions))
    }

    /// Forgets the last stroke; the mask's own history has the coverage before it. `false` when there is none.
    pub fn undo_stroke(&mut self) -> bool {
        self.answers.pop();
        self.strokes.pop().is_some()
    }

    /// What [`Self::select_box`] would answer to a box, roughly and quickly; nothing is remembered.
    ///
    /// # Errors
    /// As [`Self::select_box`].
    pub fn preview_box(picture: &Picture, area: Rect) -> Result<Preview, Error> {
        let size = picture.size();
        let area = area.intersect(Rect::of_size(size));
        if area.is_empty() {
            return Err(Error::Outside { size });
        }
        let mut selection = Self { area: Some(area), ..Self::new(size) };
        let work = selection.prepared(picture, COARSE)?;
        Ok(work.preview(&selection.regions(&work, FIRST_ROUNDS)))
    }

    fn answer(&mut self, picture: &Picture) -> Result<Plane, Error> {
        let (work, regions) = if self.is_open_in_size() {
            self.sized(picture, FINE)?
        } else {
            let work = self.prepared(picture, FINE)?;
            let rounds = if self.answers.is_empty() { FIRST_ROUNDS } else { STROKE_ROUNDS };
            let regions = self.regions(&work, rounds);
            (work, regions)
        };
        if self.area.is_none() && !self.is_wide && work.reaches_side(&regions, self.size) {
            self.is_wide = true;
            return self.answer(picture);
        }
        let mut mask = work.mask(&regions);
        let marks = super::stroke::marks(&self.strokes, &work.frame);
        let look = Look {
            planes: &work.planes,
            width: work.frame.width,
            height: work.frame.height,
            log_odds: &|at| regions.log_odds.at(work.bins.at(at) as usize),
            marks: &marks,
        };
        band::sharpen(&mut mask, &look, &BAND);
        let rect = work.frame.rect;
        let is_found = mask.contains(&true);
        if is_found {
            self.answers.push(regions.is_object);
        }
        let mut coverage = vec![0; self.size.area() as usize];
        edge::soften(picture, &work.frame, &mask, &mut coverage);
        Plane::from_data(self.size, coverage).filter(|_| is_found).ok_or(Error::NothingFound { rect })
    }

    /// Whether the size of what is meant is not known: all there is is a dab or a short stroke.
    fn is_open_in_size(&self) -> bool {
        let [only] = self.strokes.as_slice() else { return false };
        let (low, high) = ends(&only.points_in_image);
        let side = f64::from(self.size.width.max(self.size.height));
        self.area.is_none() && only.adds && distance(low, high) < SHORT_SHARE * side
    }

    /// Answers to a dab or a short stroke as if it were longer and longer, and keeps the most convincing one.
    fn sized(&mut self, picture: &Picture, detail: Detail) -> Result<(Rc<Work>, Regions), Error> {
        let side = f64::from(self.size.width.max(self.size.height));
        let length = self.strokes.first().map_or(1.0, Stroke::length_px).max(1.0);
        let is_dab = self.strokes.first().is_none_or(|stroke| stroke.points_in_image.len() == 1);
        (self.is_wide, self.reach) = (false, 1.0);
        let (mut answers, mut convictions) = (Vec::new(), Vec::new());
        let mut outcome = Error::NothingFound { rect: Rect::of_size(self.size) };
        let chosen = loop {
            match self.prepared(picture, detail) {
                Ok(work) => {
                    let regions = self.regions(&work, FIRST_ROUNDS);
                    let whole_px = work.frame.len() as f64 * self.size.area() as f64
                        / Size::new(work.frame.rect.width(), work.frame.rect.height()).area() as f64;
                    let is_object = &regions.is_object;
                    let conviction =
                        Conviction::of(&work.superpixels, &work.tally, is_object, whole_px as f32);
                    if let Some(conviction) = conviction.filter(|_| !work.reaches_side(&regions, self.size)) {
                        convictions.push(conviction);
                        answers.push((self.reach, work, regions));
                    }
                }
                Err(error) => outcome = error,
            }
            let decided = conviction::decided(&convictions, is_dab);
            let is_last = 2.0 * self.reach * length > side;
            if decided.is_some() || is_last {
                break decided.or_else(|| conviction::most_convincing(&convictions));
            }
            self.reach *= 2.0;
        };
        let chosen = chosen.filter(|&index| index < answers.len());
        let (reach, work, regions) = chosen.map(|index| answers.swap_remove(index)).ok_or(outcome)?;
        self.reach = reach;
        self.work = Some(Rc::clone(&work));
        Ok((work, regions))
    }

    /// The reduced copy of the part that is searched: the one there is, or a new one.
    fn prepared(&mut self, picture: &Picture, detail: Detail) -> Result<Rc<Work>, Error> {
        if picture.size() != self.size {
            return Err(Error::OtherPicture { actual: picture.size(), expected: self.size });
        }
        let rect = self.searched_rect();
        if rect.is_empty() {
            return Err(Error::Outside { size: self.size });
        }
        let work = match self.work.take() {
            Some(work) if work.frame.rect == rect => work,
            _ => {
                self.answers.clear();
                Rc::new(Work::of(picture, rect, detail))
            }
        };
        self.work = Some(Rc::clone(&work));
        if work.superpixels.borders.iter().all(|border| border.contrast < LEAST_CONTRAST) {
            return Err(Error::OneColour { rect });
        }
        Ok(work)
    }

    fn regions(&self, work: &Work, rounds: usize) -> Regions {
        let gesture = Gesture { size: self.size, area: self.area, strokes: &self.strokes, reach: self.reach };
        let hints = Hints::of(&gesture, &work.frame, &work.superpixels);
        let before = self.answers.last().map(Vec::as_slice);
        regions::solve(&work.superpixels, &work.tally, &hints, before, rounds)
    }

    /// The part of the picture that is searched.
    fn searched_rect(&self) -> Rect {
        let whole = Rect::of_size(self.size);
        let mut rect = match (self.area, self.strokes.first()) {
            (Some(area), _) => area.grown(area.width() * 15 / 100 + 8, area.height() * 15 / 100 + 8),
            (None, Some(first)) if !self.is_wide => {
                let margin = SEARCH_LENGTHS * first.length_px() * self.reach;
                first.rect().grown(margin as u32 + 8, margin as u32 + 8)
            }
            _ => return whole,
        };
        for stroke in &self.strokes {
            let (low, high) = ends(&stroke.points_in_image);
            if low.x < f64::from(self.size.width)
                && low.y < f64::from(self.size.height)
                && high.x >= 0.0
                && high.y >= 0.0
            {
                rect = rect.union(stroke.rect().grown(8, 8));
            }
        }
        let rect = rect.intersect(whole);
        let area = f64::from(rect.width()) * f64::from(rect.height());
        // One copy of nearly the whole picture serves all larger answers.
        if self.reach > 1.0 && area > MOST_PART * self.size.area() as f64 { whole } else { rect }
    }
}

impl Work {
    fn of(picture: &Picture, rect: Rect, detail: Detail) -> Self {
        let frame = Frame::of(picture, rect, detail.area_px);
        let planes = frame.opponents();
        let bins: Vec<u16> = frame.rgb.iter().map(|&pixel| bin_of(pixel)).collect();
        let superpixels = Superpixels::of(&planes, frame.width, frame.height, detail.patches);
        let tally = Tally::of(&superpixels.labels, &bins, superpixels.patches.len());
        Self { frame, planes, bins, tally, superpixels }
    }

    fn mask(&self, regions: &Regions) -> Vec<bool> {
        self.superpixels.labels.iter().map(|&label| regions.is_object.at(label as usize)).collect()
    }

    fn preview(&self, regions: &Regions) -> Preview {
        let size = Size::new(self.frame.width as u32, self.frame.height as u32);
        let coverage = self.mask(regions).iter().map(|&is_object| if is_object { 255 } else { 0 }).collect();
        let coverage = Plane::from_data(size, coverage).unwrap_or_else(|| Plane::empty(size));
        Preview { rect: self.frame.rect, coverage }
    }

    /// Whether much of an answer lies at a side of the window that is not a side of the picture.
    fn reaches_side(&self, regions: &Regions, size: Size) -> bool {
        let Frame { rect, width, height, .. } = self.frame;
        let share = |first: usize, step: usize, length: usize| {
            let is_object = |at: usize| regions.is_object.at(self.superpixels.labels.at(at) as usize);
            let count = (0..length).filter(|index| is_object(first + index * step)).count();
            count as f32 / length.max(1) as f32
        };
        (rect.left > 0 && share(0, width, height) > MOST_SIDE_SHARE)
            || (rect.right < size.width && share(width - 1, width, height) > MOST_SIDE_SHARE)
            || (rect.top > 0 && share(0, 1, width) > MOST_SIDE_SHARE)
            || (rect.bottom < size.height && share((height - 1) * width, 1, width) > MOST_SIDE_SHARE)
    }
}
