//! Markup while it is drawn: every change is a step that can be undone.

use super::mark::{Colour, Mark, Markup, Shape, Spot};
use super::record::is_near;
use crate::core::geometry::Size;

/// Most steps that can be undone.
const MAX_STEPS: usize = 200;

/// One place of the list, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    at: usize,
    before: Option<Mark>,
    after: Option<Mark>,
}

/// Markup with its steps.
#[derive(Clone, Debug)]
pub struct Sketch {
    markup: Markup,
    /// Each a list of edits, done one after the other.
    done: Vec<Vec<Edit>>,
    undone: Vec<Vec<Edit>>,
    revision: u64,
}

impl Sketch {
    /// Nothing drawn.
    pub const fn new(size: Size) -> Self {
        Self::of(Markup::new(size))
    }

    /// Goes on with markup that was saved; that is no step.
    pub const fn of(markup: Markup) -> Self {
        Self { markup, done: Vec::new(), undone: Vec::new(), revision: 0 }
    }

    /// What is drawn now.
    pub const fn markup(&self) -> &Markup {
        &self.markup
    }

    /// Rises with every change: the same number, the same marks.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// There is a step to undo.
    pub const fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    /// There is a step to redo.
    pub const fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Adds a mark on top; `false` when there are too many or it lies nowhere near the picture.
    pub fn add(&mut self, mark: Mark) -> bool {
        let is_near = mark.spots().iter().all(|spot| is_near(*spot, self.markup.size));
        let fits = is_near && !mark.spots().is_empty() && self.markup.has_room_for(&mark);
        if fits {
            let at = self.markup.marks.len();
            self.take(vec![Edit { at, before: None, after: Some(mark) }]);
        }
        fits
    }

    /// Removes the marks at these places, as one step.
    pub fn remove(&mut self, places: &[usize]) {
        let mut places: Vec<usize> =
            places.iter().copied().filter(|at| *at < self.markup.marks.len()).collect();
        places.sort_unstable();
        places.dedup();
        // From the last one, so that the others stay where they are.
        let edits = places.into_iter().rev().filter_map(|at| {
            let before = self.markup.marks.get(at).cloned()?;
            Some(Edit { at, before: Some(before), after: None })
        });
        let edits = edits.collect();
        self.take(edits);
    }

    /// Removes all marks.
    pub fn clear(&mut self) {
        let all: Vec<usize> = (0..self.markup.marks.len()).collect();
        self.remove(&all);
    }

    /// Puts another mark in the place of one; no step when it is the same.
    pub fn replace(&mut self, at: usize, after: Mark) {
        let Some(before) = self.markup.marks.get(at).filter(|before| **before != after).cloned() else {
            return;
        };
        self.take(vec![Edit { at, before: Some(before), after: Some(after) }]);
    }

    /// Moves a mark, unless it would leave the picture's surroundings.
    pub fn shift(&mut self, at: usize, by: Spot) {
        let Some(moved) = self.markup.marks.get(at).map(|mark| mark.moved(by)) else { return };
        if moved.spots().iter().all(|spot| is_near(*spot, self.markup.size)) {
            self.replace(at, moved);
        }
    }

    /// Changes a note's words; more of them while they are typed are one step.
    pub fn retext(&mut self, at: usize, text: &str) {
        let Some(mark) = self.markup.marks.get(at) else { return };
        let Shape::Note { at: spot, number, .. } = mark.shape else { return };
        let text: String = text.chars().take(super::MAX_NOTE_CHARS).collect();
        let after = Mark { shape: Shape::Note { at: spot, number, text }, ..*mark };
        self.amend(at, after, is_retexted);
    }

    /// Changes a mark's colour and width; more of that while a slider is moved is one step.
    pub fn restyle(&mut self, at: usize, colour: Colour, width_px: u16) {
        let Some(mark) = self.markup.marks.get(at) else { return };
        let after = Mark { shape: mark.shape.clone(), colour, width_px };
        self.amend(at, after, |one, other| one.shape == other.shape);
    }

    /// As [`Self::replace`]; a step just before that differs in the same way goes on.
    fn amend(&mut self, at: usize, after: Mark, is_alike: fn(&Mark, &Mark) -> bool) {
        let Some(mark) = self.markup.marks.get(at) else { return };
        let goes_on = self.undone.is_empty()
            && matches!(self.done.last().map(Vec::as_slice),
                Some([Edit { at: last, before: Some(before), after: Some(now) }])
                    if *last == at && is_alike(before, now) && is_alike(now, &after));
        if goes_on && *mark != after {
            let before = self.done.pop().and_then(|mut step| step.pop()).and_then(|edit| edit.before);
            self.put(&Edit { at, before: None, after: Some(after.clone()) }, true);
            self.done.push(vec![Edit { at, before, after: Some(after) }]);
            self.revision += 1;
        } else {
            self.replace(at, after);
        }
    }

    /// Undoes a step; `false` when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.done.pop() else { return false };
        for edit in step.iter().rev() {
            let back = Edit { at: edit.at, before: edit.after.clone(), after: edit.before.clone() };
            self.put(&back, back.before.is_some() && back.after.is_some());
        }
        self.undone.push(step);
        self.revision += 1;
        true
    }

    /// Redoes a step; `false` when there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.undone.pop() else { return false };
        for edit in &step {
            self.put(edit, edit.before.is_some() && edit.after.is_some());
        }
        self.done.push(step);
        self.revision += 1;
        true
    }

    fn take(&mut self, step: Vec<Edit>) {
        if step.is_empty() {
            return;
        }
        for edit in &step {
            self.put(edit, edit.before.is_some() && edit.after.is_some());
        }
        self.undone.clear();
        self.done.push(step);
        if self.done.len() > MAX_STEPS {
            self.done.remove(0);
        }
        self.revision += 1;
    }

    /// Puts what is after an edit into the list.
    fn put(&mut self, edit: &Edit, is_replaced: bool) {
        let marks = &mut self.markup.marks;
        match &edit.after {
            Some(after) if is_replaced => {
                if let Some(place) = marks.get_mut(edit.at) {
                    place.clone_from(after);
                }
            }
            Some(after) => marks.insert(edit.at.min(marks.len()), after.clone()),
            None if edit.at < marks.len() => drop(marks.remove(edit.at)),
            None => (),
        }
    }
}

/// Two notes that differ in their words alone.
fn is_retexted(one: &Mark, other: &Mark) -> bool {
    match (&one.shape, &other.shape) {
        (Shape::Note { at, number, .. }, Shape::Note { at: also_at, number: also, .. }) => {
            at == also_at && number == also && one.colour == other.colour && one.width_px == other.width_px
        }
        _ => false,
    }
}
