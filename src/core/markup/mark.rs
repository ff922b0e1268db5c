//! A mark and all marks of a picture.

use serde::{Deserialize, Serialize};

use crate::core::geometry::{Point, Size};

/// Widest line, in picture pixels.
pub const MAX_WIDTH_PX: u16 = 400;
/// Most marks of one picture.
pub const MAX_MARKS: usize = 500;
/// Most spots of all marks together.
pub const MAX_SPOTS: usize = 40_000;
/// Most characters of a note.
pub const MAX_NOTE_CHARS: usize = 200;

/// Parts of a picture pixel in which a [`Spot`] counts.
const PARTS: f64 = 16.0;

/// A place in the picture, in sixteenths of a pixel from its left and upper edge; it may lie outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Spot {
    /// Sixteenths of a pixel from the left edge.
    pub x: i32,
    /// Sixteenths of a pixel from the upper edge.
    pub y: i32,
}

impl Spot {
    /// The spot nearest to a point in picture pixels.
    pub fn of(point_in_image: Point) -> Self {
        let part = |value: f64| (value * PARTS).round() as i32;
        Self { x: part(point_in_image.x), y: part(point_in_image.y) }
    }

    /// Where it is, in picture pixels.
    pub fn point(self) -> Point {
        Point::new(f64::from(self.x) / PARTS, f64::from(self.y) / PARTS)
    }

    /// As far away from it as `by` is from the origin.
    pub const fn moved(self, by: Self) -> Self {
        Self { x: self.x.saturating_add(by.x), y: self.y.saturating_add(by.y) }
    }
}

/// What a mark is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// [`Colour::rgb`] has its values.
    #[default]
    Yellow,
    /// Likewise.
    Red,
    /// Likewise.
    Blue,
    /// Likewise.
    White,
}

impl Colour {
    /// All, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Yellow, Self::Red, Self::Blue, Self::White];

    /// Its name for people and style sheets.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yellow => "Yellow",
            Self::Red => "Red",
            Self::Blue => "Blue",
            Self::White => "White",
        }
    }

    /// Red, green, blue: as `--markup-…` in `style/tokens.css`.
    pub const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Yellow => [0xff, 0xd2, 0x3f],
            Self::Red => [0xff, 0x4d, 0x4d],
            Self::Blue => [0x4d, 0x9d, 0xff],
            Self::White => [0xff, 0xff, 0xff],
        }
    }
}

/// What a mark is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Along spots, freehand; at least one.
    Pen(Vec<Spot>),
    /// From the first spot to the second, where its head is.
    Arrow(Spot, Spot),
    /// From one spot to the other.
    Line(Spot, Spot),
    /// The ellipse in the box between two corners.
    Circle(Spot, Spot),
    /// The box between two corners.
    Box(Spot, Spot),
    /// A number in a disc, and the words beside it.
    Note {
        /// The disc's centre.
        at: Spot,
        /// 1 and up, each once in a markup: the prompt names it.
        number: u16,
        /// May be empty.
        text: String,
    },
}

/// One thing that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it is and where.
    pub shape: Shape,
    /// Of its lines.
    pub colour: Colour,
    /// Of its lines, in picture pixels, 1 to [`MAX_WIDTH_PX`]; a note's disc goes by it, too.
    pub width_px: u16,
}

impl Mark {
    /// The same mark somewhere else.
    pub fn moved(&self, by: Spot) -> Self {
        let shape = match &self.shape {
            Shape::Pen(spots) => Shape::Pen(spots.iter().map(|spot| spot.moved(by)).collect()),
            Shape::Arrow(from, to) => Shape::Arrow(from.moved(by), to.moved(by)),
            Shape::Line(from, to) => Shape::Line(from.moved(by), to.moved(by)),
            Shape::Circle(one, other) => Shape::Circle(one.moved(by), other.moved(by)),
            Shape::Box(one, other) => Shape::Box(one.moved(by), other.moved(by)),
            Shape::Note { at, number, text } => {
                Shape::Note { at: at.moved(by), number: *number, text: text.clone() }
            }
        };
        Self { shape, ..*self }
    }

    /// Where it was set, in order.
    pub fn spots(&self) -> Vec<Spot> {
        match &self.shape {
            Shape::Pen(spots) => spots.clone(),
            Shape::Arrow(one, other)
            | Shape::Line(one, other)
            | Shape::Circle(one, other)
            | Shape::Box(one, other) => vec![*one, *other],
            Shape::Note { at, .. } => vec![*at],
        }
    }
}

/// All marks of a picture, the lowest first.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Markup {
    /// The picture's size, upright.
    pub size: Size,
    /// At most [`MAX_MARKS`], with at most [`MAX_SPOTS`] spots.
    pub marks: Vec<Mark>,
}

impl Markup {
    /// Without marks.
    pub const fn new(size: Size) -> Self {
        Self { size, marks: Vec::new() }
    }

    /// There is room for another mark.
    pub fn has_room_for(&self, mark: &Mark) -> bool {
        let spots: usize = self.marks.iter().map(|one| one.spots().len()).sum();
        self.marks.len() < MAX_MARKS && spots + mark.spots().len() <= MAX_SPOTS
    }

    /// The notes' numbers, in the order they were set.
    pub fn note_numbers(&self) -> Vec<u16> {
        let numbers = self.marks.iter().filter_map(|mark| match mark.shape {
            Shape::Note { number, .. } => Some(number),
            _ => None,
        });
        numbers.collect()
    }

    /// The least number that no note has.
    pub fn next_number(&self) -> u16 {
        let taken = self.note_numbers();
        (1..=u16::MAX).find(|number| !taken.contains(number)).unwrap_or(u16::MAX)
    }

    /// The width of lines that suits the picture, in pixels.
    pub fn usual_width_px(size: Size) -> u16 {
        (f64::from(size.width.max(size.height)) / 160.0).round().clamp(2.0, 100.0) as u16
    }
}
