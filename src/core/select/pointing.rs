//! A selection that goes along with a list of gestures: a person adds to the list, undoes, and goes on.

use serde::{Deserialize, Serialize};

use super::refine::refine;
use super::selection::{Error, Preview, Selection};
use super::stroke::Stroke;
use crate::core::geometry::{Rect, Size};
use crate::core::mask::Plane;
use crate::core::picture::Picture;

/// One gesture of a selection.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Pointed {
    /// A loose box round the object: begins anew.
    Box(Rect),
    /// A stroke over the object, or over what is not of it.
    Stroke(Stroke),
    /// The edge is to follow hair, fur and thin things from here on.
    FineEdge,
}

/// What a selection does to the mask that was there before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Combine {
    /// Both are marked.
    Add,
    /// The selection alone is marked.
    Replace,
    /// The selection is not marked.
    Subtract,
}

impl Combine {
    /// Coverage of both.
    pub const fn compose(self, before: u8, selected: u8) -> u8 {
        match self {
            Self::Add if before > selected => before,
            Self::Add | Self::Replace => selected,
            Self::Subtract if 255 - selected < before => 255 - selected,
            Self::Subtract => before,
        }
    }
}

/// The selection in one picture for a list of gestures, which may grow and shrink between two questions: what both lists
/// begin with is not worked out again.
pub struct Pointing {
    selection: Selection,
    /// What the selection has been told.
    told: Vec<Pointed>,
    /// The answer to that, before the edge is refined.
    rough: Option<Plane>,
    /// After it.
    fine: Option<Plane>,
}

impl Pointing {
    /// For a picture of this size, with nothing pointed at.
    pub fn new(size: Size) -> Self {
        Self { selection: Selection::new(size), told: Vec::new(), rough: None, fine: None }
    }

    /// The answer to a list of gestures: coverage of the picture's size. `on_progress` gets the share that is done.
    ///
    /// # Errors
    /// As [`Selection::select_box`] and [`Selection::stroke`]; then the next question is answered from the start.
    pub fn select(
        &mut self,
        picture: &Picture,
        pointed: &[Pointed],
        on_progress: &mut dyn FnMut(f32),
    ) -> Result<&Plane, Error> {
        let answered = self.answer(picture, pointed, on_progress);
        if answered.is_err() {
            self.forget();
        }
        answered?;
        let size = picture.size();
        self.fine.as_ref().or(self.rough.as_ref()).ok_or(Error::Outside { size })
    }

    /// What one more gesture would answer, roughly; nothing is remembered of it.
    ///
    /// # Errors
    /// As [`Self::select`].
    pub fn preview(
        &mut self,
        picture: &Picture,
        pointed: &[Pointed],
        next: &Pointed,
    ) -> Result<Preview, Error> {
        match next {
            Pointed::Box(area) => Selection::preview_box(picture, *area),
            Pointed::Stroke(stroke) => {
                if self.told != pointed {
                    self.answer(picture, pointed, &mut |_| ()).inspect_err(|_| self.forget())?;
                }
                self.selection.preview_stroke(picture, stroke.clone())
            }
            Pointed::FineEdge => Err(Error::Outside { size: picture.size() }),
        }
    }

    fn forget(&mut self) {
        self.selection.clear();
        self.told.clear();
        self.rough = None;
        self.fine = None;
    }

    fn answer(
        &mut self,
        picture: &Picture,
        pointed: &[Pointed],
        on_progress: &mut dyn FnMut(f32),
    ) -> Result<(), Error> {
        let common = self.told.iter().zip(pointed).take_while(|(told, asked)| told == asked).count();
        self.take_back_to(common);
        if self.told.len() == pointed.len() && self.rough.is_none() {
            // Taken back to here: the answer of then is gone.
            self.forget();
        }
        let count = pointed.len().max(1) as f32;
        for (index, next) in pointed.iter().enumerate().skip(self.told.len()) {
            match next {
                Pointed::Box(area) => self.rough = Some(self.selection.select_box(picture, *area)?),
                Pointed::Stroke(stroke) => {
                    self.rough = Some(self.selection.stroke(picture, stroke.clone())?);
                }
                Pointed::FineEdge => (),
            }
            self.fine = None;
            self.told.push(next.clone());
            on_progress((index + 1) as f32 / count);
        }
        let is_fine = pointed.contains(&Pointed::FineEdge);
        if let Some(rough) = self.rough.as_ref().filter(|_| is_fine && self.fine.is_none()) {
            // Of the same size: the coverage is an answer to this picture.
            self.fine = refine(picture, rough).ok();
        }
        Ok(())
    }

    /// Takes gestures back until so many are left; where that cannot be done one by one, all of them.
    fn take_back_to(&mut self, count: usize) {
        if count == self.told.len() {
            return;
        }
        self.fine = None;
        for one in self.told.split_off(count).iter().rev() {
            match one {
                Pointed::FineEdge => continue,
                Pointed::Stroke(_) => _ = self.selection.undo_stroke(),
                Pointed::Box(_) => return self.forget(),
            }
            self.rough = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::geometry::Point;

    fn picture() -> Picture {
        let in_square = |x: u32, y: u32| (60..120).contains(&x) && (40..90).contains(&y);
        let in_other = |x: u32, y: u32| (130..170).contains(&x) && (40..90).contains(&y);
        let pixels = (0..130_u32).flat_map(|y| (0..220_u32).map(move |x| (x, y)));
        let rgba = pixels.flat_map(|(x, y)| {
            let shake = (x * 7 + y * 13) as u8 % 9;
            match (in_square(x, y), in_other(x, y)) {
                (true, _) => [200 + shake, 50, 40, 255],
                (_, true) => [190, 60 + shake, 150, 255],
                _ => [60, 120 + shake, 70, 255],
            }
        });
        Picture::from_rgba(Size::new(220, 130), rgba.collect()).expect("a picture")
    }

    fn dab(adds: bool, x: f64, y: f64) -> Pointed {
        Pointed::Stroke(Stroke { adds, radius_px: 4.0, points_in_image: vec![Point::new(x, y)] })
    }

    #[test]
    fn a_list_that_grows_and_shrinks_is_answered_as_if_it_had_been_told_at_once() {
        let picture = picture();
        let area = Pointed::Box(Rect::new(50, 30, 180, 100));
        let lists = [
            vec![area.clone()],
            vec![area.clone(), dab(false, 150.0, 60.0)],
            vec![area.clone(), dab(false, 150.0, 60.0), Pointed::FineEdge],
            vec![area.clone(), dab(false, 150.0, 60.0)],
            vec![area.clone()],
            vec![area.clone(), dab(true, 150.0, 60.0)],
            vec![dab(true, 90.0, 60.0)],
        ];
        let mut pointing = Pointing::new(picture.size());
        for list in &lists {
            let along = pointing.select(&picture, list, &mut |_| ()).expect("an answer").clone();
            let mut alone = Pointing::new(picture.size());
            let at_once = alone.select(&picture, list, &mut |_| ()).expect("an answer");
            assert!(along == *at_once, "{list:?}");
            assert!(along.data().contains(&255));
        }
    }

    #[test]
    fn a_preview_changes_no_answer() {
        let picture = picture();
        let list = [Pointed::Box(Rect::new(50, 30, 180, 100))];
        let mut pointing = Pointing::new(picture.size());
        let before = pointing.select(&picture, &list, &mut |_| ()).expect("an answer").clone();
        let next = dab(false, 150.0, 60.0);
        let preview = pointing.preview(&picture, &list, &next).expect("a preview");
        assert!(preview.coverage.data().contains(&255));
        let preview = pointing.preview(&picture, &[], &list[0]).expect("a preview");
        assert!(preview.coverage.data().contains(&255));
        assert!(*pointing.select(&picture, &list, &mut |_| ()).expect("an answer") == before);
    }

    #[test]
    fn what_has_no_answer_leaves_the_list_before_it_answerable() {
        let picture = picture();
        let mut list = vec![Pointed::Box(Rect::new(50, 30, 180, 100))];
        let mut pointing = Pointing::new(picture.size());
        let before = pointing.select(&picture, &list, &mut |_| ()).expect("an answer").clone();
        list.push(Pointed::Box(Rect::new(500, 500, 600, 600)));
        let size = picture.size();
        assert_eq!(pointing.select(&picture, &list, &mut |_| ()).err(), Some(Error::Outside { size }));
        list.pop();
        assert!(*pointing.select(&picture, &list, &mut |_| ()).expect("an answer") == before);
    }
}
