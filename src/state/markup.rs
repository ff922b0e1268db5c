//! Facts of what is drawn over the base picture.

use crate::core::markup::{Markup, Shape};

/// Which layer of the base picture is worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// What may change.
    Mask,
    /// What is drawn to show a model where and what.
    Markup,
}

/// The mark that is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedMark {
    /// Its place in the list, from 0.
    pub at: usize,
    /// A note's number and words.
    pub note: Option<(u16, String)>,
}

/// Facts of the base picture's markup.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct MarkupFacts {
    /// Rises with every change.
    pub revision: u64,
    /// How many notes, arrows, circles, boxes, lines and pen strokes there are.
    pub counts: [usize; 6],
    /// The notes' numbers, rising.
    pub notes: Vec<u16>,
    /// Closed shapes.
    pub area_count: usize,
    /// There is a step to undo.
    pub can_undo: bool,
    /// There is a step to redo.
    pub can_redo: bool,
    /// The mark that is selected.
    pub selected: Option<SelectedMark>,
}

impl MarkupFacts {
    /// Without steps and selection.
    pub fn of(markup: &Markup) -> Self {
        let mut facts = Self { notes: markup.note_numbers(), ..Self::default() };
        facts.notes.sort_unstable();
        for mark in &markup.marks {
            let kind = match mark.shape {
                Shape::Note { .. } => 0,
                Shape::Arrow(..) => 1,
                Shape::Circle(..) => 2,
                Shape::Box(..) => 3,
                Shape::Line(..) => 4,
                Shape::Pen(_) => 5,
            };
            if let Some(count) = facts.counts.get_mut(kind) {
                *count += 1;
            }
            facts.area_count += usize::from(mark.area().is_some());
        }
        facts
    }

    /// Nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|count| *count == 0)
    }
}
