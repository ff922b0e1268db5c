//! Markup as it is saved and exported. It comes back from files that anybody may have written, so everything in it is
//! limited.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::mark::{Colour, MAX_MARKS, MAX_NOTE_CHARS, MAX_SPOTS, MAX_WIDTH_PX, Mark, Markup, Shape, Spot};
use crate::core::geometry::Size;
use crate::core::picture::check_size;

/// The version of the saved layout; raised with every change that old readers cannot read.
const VERSION: u32 = 1;
/// Largest number of a note.
const MAX_NUMBER: u16 = 999;

/// Why saved markup is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkupError {
    /// Of a version that is not known here.
    #[error("markup has version {0}, the newest known is {VERSION}")]
    Version(u32),
    /// The picture's size is none.
    #[error("markup is of {0} px")]
    Size(Size),
    /// Too many marks.
    #[error("markup has {0} marks, the limit is {MAX_MARKS}")]
    Marks(usize),
    /// Too many spots.
    #[error("markup has {0} points, the limit is {MAX_SPOTS}")]
    Spots(usize),
    /// A mark has not the spots of its kind.
    #[error("a mark has {0} coordinates")]
    Shape(usize),
    /// A spot lies further from the picture than the picture is large.
    #[error("a mark lies outside of the picture")]
    Outside,
    /// A width that is none.
    #[error("a line is {0} px wide, the limit is {MAX_WIDTH_PX} px")]
    Width(u16),
    /// A number that no note may have, or that two have.
    #[error("the number {0} of a note is taken or out of 1 to {MAX_NUMBER}")]
    Number(u16),
    /// Too long a text.
    #[error("a note has {0} characters, the limit is {MAX_NOTE_CHARS}")]
    Text(usize),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Pen,
    Arrow,
    Line,
    Circle,
    Box,
    Note,
}

#[derive(Serialize, Deserialize)]
struct MarkRecord {
    kind: Kind,
    colour: Colour,
    width_px: u16,
    /// Sixteenths of a pixel: x and y of the first spot, then each one's distance from the one before.
    spots: Vec<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<u16>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    text: String,
}

/// [`Markup`], as it is saved.
#[derive(Serialize, Deserialize)]
struct MarkupRecord {
    version: u32,
    size: Size,
    marks: Vec<MarkRecord>,
}

impl Serialize for Markup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        MarkupRecord::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Markup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(MarkupRecord::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl From<&Markup> for MarkupRecord {
    fn from(markup: &Markup) -> Self {
        let marks = markup.marks.iter().map(|mark| {
            let mut before = Spot::default();
            let mut spots = Vec::new();
            for spot in mark.spots() {
                spots.extend([spot.x.wrapping_sub(before.x), spot.y.wrapping_sub(before.y)]);
                before = spot;
            }
            let Mark { shape, colour, width_px } = mark.clone();
            let (kind, number, text) = match shape {
                Shape::Pen(_) => (Kind::Pen, None, String::new()),
                Shape::Arrow(..) => (Kind::Arrow, None, String::new()),
                Shape::Line(..) => (Kind::Line, None, String::new()),
                Shape::Circle(..) => (Kind::Circle, None, String::new()),
                Shape::Box(..) => (Kind::Box, None, String::new()),
                Shape::Note { number, text, .. } => (Kind::Note, Some(number), text),
            };
            MarkRecord { kind, colour, width_px, spots, number, text }
        });
        Self { version: VERSION, size: markup.size, marks: marks.collect() }
    }
}

impl TryFrom<MarkupRecord> for Markup {
    type Error = MarkupError;

    fn try_from(record: MarkupRecord) -> Result<Self, MarkupError> {
        let MarkupRecord { version, size, marks } = record;
        if version != VERSION {
            return Err(MarkupError::Version(version));
        }
        check_size(size).map_err(|_| MarkupError::Size(size))?;
        if marks.len() > MAX_MARKS {
            return Err(MarkupError::Marks(marks.len()));
        }
        let spots = marks.iter().map(|mark| mark.spots.len() / 2).sum();
        if spots > MAX_SPOTS {
            return Err(MarkupError::Spots(spots));
        }
        let mut markup = Self::new(size);
        for mark in marks {
            let mark = mark_of(mark, size)?;
            if let Shape::Note { number, .. } = mark.shape
                && markup.note_numbers().contains(&number)
            {
                return Err(MarkupError::Number(number));
            }
            markup.marks.push(mark);
        }
        Ok(markup)
    }
}

fn mark_of(record: MarkRecord, size: Size) -> Result<Mark, MarkupError> {
    let MarkRecord { kind, colour, width_px, spots, number, text } = record;
    if !(1..=MAX_WIDTH_PX).contains(&width_px) {
        return Err(MarkupError::Width(width_px));
    }
    let (pairs, rest) = spots.as_chunks::<2>();
    let misshapen = MarkupError::Shape(spots.len());
    if !rest.is_empty() {
        return Err(misshapen);
    }
    let mut before = Spot::default();
    let mut read = Vec::with_capacity(pairs.len());
    for [x, y] in pairs {
        before = before.moved(Spot { x: *x, y: *y });
        if !is_near(before, size) {
            return Err(MarkupError::Outside);
        }
        read.push(before);
    }
    let shape = match (kind, read.as_slice()) {
        (Kind::Pen, [_, ..]) => Shape::Pen(read),
        (Kind::Arrow, &[from, to]) => Shape::Arrow(from, to),
        (Kind::Line, &[from, to]) => Shape::Line(from, to),
        (Kind::Circle, &[one, other]) => Shape::Circle(one, other),
        (Kind::Box, &[one, other]) => Shape::Box(one, other),
        (Kind::Note, &[at]) => {
            let number = number.unwrap_or_default();
            if !(1..=MAX_NUMBER).contains(&number) {
                return Err(MarkupError::Number(number));
            }
            let chars = text.chars().count();
            if chars > MAX_NOTE_CHARS {
                return Err(MarkupError::Text(chars));
            }
            Shape::Note { at, number, text }
        }
        _ => return Err(misshapen),
    };
    Ok(Mark { shape, colour, width_px })
}

/// Whether a spot lies no further outside than the picture's longer side: more is not drawn by anybody.
pub(super) fn is_near(spot: Spot, size: Size) -> bool {
    let (point, reach) = (spot.point(), f64::from(size.width.max(size.height)));
    let is_in = |value: f64, side: u32| value >= -reach && value <= f64::from(side) + reach;
    is_in(point.x, size.width) && is_in(point.y, size.height)
}
