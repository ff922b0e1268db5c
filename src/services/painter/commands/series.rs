//! A selection that is being made by pointing: a series of gestures, each of them a step of the mask. The last step stays
//! open, so that it can be made again with other settings.

use std::collections::VecDeque;

use crate::browser::files::Blob;
use crate::core::geometry::{Point, Rect};
use crate::core::mask::StrokeMode;
use crate::core::select::{Pointed, Stroke};

/// What is farther from a selection than its longer side over this belongs to something else.
const NEAR_SHARE: u32 = 4;

/// Closed lines by their corners, in picture pixels.
pub(crate) type Outlines = Vec<Vec<Point>>;

/// A gesture that waits for its answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Aim {
    pub(crate) pointed: Pointed,
    /// Whether it takes away: from what is selected, or, as the first gesture, from the mask.
    pub(crate) mode: StrokeMode,
}

/// The mask before the first gesture.
#[derive(Clone)]
pub(crate) enum Before {
    /// Not copied yet.
    Unknown,
    /// Nothing was marked.
    Empty,
    /// Its coverage.
    Copied(Blob),
}

/// One gesture that was answered.
pub(crate) struct Answered {
    pub(crate) outlines: Outlines,
    /// The mask changed: there is a step of it.
    pub(crate) has_step: bool,
}

/// A selection and the gestures that made it.
pub(crate) struct Series {
    /// Unique.
    pub(crate) id: u64,
    /// The picture's.
    pub(crate) key: u64,
    /// All gestures; those behind `done` were undone or wait for their answer.
    pub(crate) pointed: Vec<Pointed>,
    /// What came of each that was answered, in the same order.
    pub(crate) answered: Vec<Answered>,
    /// Gestures whose answer is in the mask.
    pub(crate) done: usize,
    /// The step of the last one is not ended.
    pub(crate) is_open: bool,
    /// The selection is taken off the mask, whatever the settings say.
    pub(crate) is_subtracted: bool,
    pub(crate) before: Before,
    /// Where the mask was changed.
    pub(crate) touched: Rect,
}

/// What the painter knows of selecting by pointing.
#[derive(Default)]
pub(crate) struct Selecting {
    pub(crate) queue: VecDeque<Aim>,
    pub(crate) series: Option<Series>,
    last_id: u64,
    /// What would be selected by the gesture that is being made.
    pub(crate) preview: Outlines,
    /// What the worker is asked next while a gesture is being made: only the newest counts.
    pub(crate) wanted: Option<Ask>,
    pub(crate) is_asking: bool,
    /// Ways along edges that are known, by their ends.
    pub(crate) ways: Vec<(Point, Point, Vec<Point>)>,
    /// The keyboard's cross was moved since the last answer.
    pub(crate) has_moved_cross: bool,
}

/// A question to the worker that changes no mask.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ask {
    /// What would this gesture select?
    Preview(Aim),
    /// How does the edge go from one point to the other?
    Way(Point, Point),
}

impl Selecting {
    /// Moves the next gesture from the queue into the series, or into a new one. `false` when none waits.
    pub(crate) fn take_next(&mut self, key: u64) -> bool {
        let goes_on = !self.begins_anew(key);
        let Some(Aim { mut pointed, mode }) = self.queue.pop_front() else { return false };
        if let Pointed::Stroke(Stroke { adds, .. }) = &mut pointed {
            *adds = !goes_on || mode == StrokeMode::Paint;
        }
        if !goes_on {
            self.last_id += 1;
            self.series = Some(Series {
                id: self.last_id,
                key,
                pointed: Vec::new(),
                answered: Vec::new(),
                done: 0,
                is_open: false,
                is_subtracted: mode == StrokeMode::Erase,
                before: Before::Unknown,
                touched: Rect::default(),
            });
        }
        if let Some(series) = &mut self.series {
            series.pointed.truncate(series.done);
            series.answered.truncate(series.done);
            series.pointed.push(pointed);
        }
        true
    }

    /// Whether the next gesture goes into a new series: a box does, and a stroke over something else than what is
    /// selected.
    pub(crate) fn begins_anew(&self, key: u64) -> bool {
        let series = self.series.as_ref().filter(|series| series.key == key && series.done > 0);
        let Some(Series { touched, .. }) = series else { return true };
        let margin = touched.width().max(touched.height()) / NEAR_SHARE;
        let near = Rect::new(
            touched.left.saturating_sub(margin),
            touched.top.saturating_sub(margin),
            touched.right + margin,
            touched.bottom + margin,
        );
        match self.queue.front().map(|aim| &aim.pointed) {
            Some(Pointed::Box(_)) => true,
            Some(Pointed::Stroke(stroke)) => stroke.rect().intersect(near).is_empty(),
            Some(Pointed::FineEdge) | None => false,
        }
    }

    /// The gestures that are in the mask now.
    pub(crate) fn done(&self) -> &[Pointed] {
        let series = self.series.as_ref();
        series.and_then(|series| series.pointed.get(..series.done)).unwrap_or_default()
    }

    /// The outline of what is selected now.
    pub(crate) fn outlines(&self) -> Option<&Outlines> {
        let series = self.series.as_ref()?;
        Some(&series.answered.get(series.done.checked_sub(1)?)?.outlines)
    }
}
