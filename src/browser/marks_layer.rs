//! Marks over the picture as an SVG: crisp at any zoom, since zooming changes one transform. Colours are the style
//! sheet's, by `data-ink`; words are text, never markup.

use std::cell::{Cell, RefCell};

use web_sys::{Document, Element};

use super::error::{Error, OrThrown as _};
use crate::core::geometry::{Point, View};
use crate::core::markup::strokes::{Ink, Label, Stroke, casing_of, push_line};
use crate::core::markup::{Colour, Mark};

/// What fails when the browser makes no element.
const DRAW: &str = "draw a mark";
const SVG: &str = "http://www.w3.org/2000/svg";
/// Points of a line that is being drawn that stand in one path: a longer one would be drawn again from its beginning
/// with each move.
const PIECE_POINTS: usize = 48;

/// The layer: two groups in a group that has the view's transform.
#[derive(Debug)]
pub struct MarksLayer {
    document: Document,
    view: Element,
    /// A group for each mark.
    done: Element,
    /// What is being drawn.
    live: Element,
    /// The piece of a line that grows.
    piece: RefCell<String>,
    piece_points: Cell<usize>,
}

impl MarksLayer {
    /// Makes its groups in an `svg`, in place of what is there.
    ///
    /// # Errors
    /// When the browser makes no element.
    pub fn of(svg: &Element) -> Result<Self, Error> {
        let document = svg.owner_document().ok_or(Error::Missing("page elements"))?;
        let group = || document.create_element_ns(Some(SVG), "g").or_thrown(DRAW);
        let (view, done, live) = (group()?, group()?, group()?);
        view.append_child(&done).or_thrown(DRAW)?;
        view.append_child(&live).or_thrown(DRAW)?;
        svg.set_text_content(None);
        svg.append_child(&view).or_thrown(DRAW)?;
        let (piece, piece_points) = (RefCell::default(), Cell::default());
        Ok(Self { document, view, done, live, piece, piece_points })
    }

    /// Lays the marks by the view.
    pub fn place(&self, view: View) {
        let View { scale, offset_x, offset_y } = view;
        set(&self.view, "transform", &format!("translate({offset_x} {offset_y}) scale({scale})"));
    }

    /// Shows these marks and no others.
    ///
    /// # Errors
    /// When the browser makes no element.
    pub fn show(&self, marks: &[Mark]) -> Result<(), Error> {
        self.end();
        self.done.set_text_content(None);
        for mark in marks {
            self.push_mark(&self.done, mark)?;
        }
        Ok(())
    }

    /// Moves the mark at a place of the list as it is shown, in picture pixels.
    pub fn shift(&self, at: usize, by: Point) {
        if let Some(mark) = self.mark(at) {
            set(&mark, "transform", &format!("translate({} {})", by.x, by.y));
        }
    }

    /// Hides the mark at a place of the list, or shows it again.
    pub fn hide(&self, at: usize, is_hidden: bool) {
        if let Some(mark) = self.mark(at) {
            set(&mark, "visibility", if is_hidden { "hidden" } else { "visible" });
        }
    }

    /// Shows a mark while it is drawn, in place of how it was.
    ///
    /// # Errors
    /// When the browser makes no element.
    pub fn draw(&self, mark: &Mark) -> Result<(), Error> {
        self.live.set_text_content(None);
        self.push_mark(&self.live, mark)
    }

    /// Begins to show a line that grows.
    ///
    /// # Errors
    /// When the browser makes no element.
    pub fn begin_line(&self, colour: Colour, width_px: u16) -> Result<(), Error> {
        self.live.set_text_content(None);
        set(&self.live, "data-ink", colour.name());
        let width = f64::from(width_px);
        // All rims lie below all lines.
        for (name, width) in [("casing", width + casing_of(width_px) * 2.0), ("line", width)] {
            let group = self.element("g")?;
            set(&group, "class", name);
            set(&group, "stroke-width", &width.to_string());
            append(&self.live, &group)?;
        }
        self.piece.borrow_mut().clear();
        self.piece_points.set(PIECE_POINTS);
        Ok(())
    }

    /// Lets the line grow to a point, in picture pixels.
    ///
    /// # Errors
    /// When the browser makes no element.
    pub fn extend_line(&self, from: Point, to: Point) -> Result<(), Error> {
        let groups = [self.live.first_element_child(), self.live.last_element_child()];
        let mut piece = self.piece.borrow_mut();
        if self.piece_points.get() >= PIECE_POINTS {
            piece.clear();
            push_line(&mut piece, &[from]);
            self.piece_points.set(1);
            for group in groups.iter().flatten() {
                append(group, &self.element("path")?)?;
            }
        }
        self.piece_points.set(self.piece_points.get() + 1);
        let mut step = String::new();
        push_line(&mut step, &[to, to]);
        // Without the move to its beginning.
        if let Some(line) = step.find('L').and_then(|place| step.get(place..)) {
            piece.push_str(line);
        }
        for group in groups.iter().flatten() {
            if let Some(path) = group.last_element_child() {
                set(&path, "d", &piece);
            }
        }
        Ok(())
    }

    /// Nothing is being drawn any more.
    pub fn end(&self) {
        self.live.set_text_content(None);
    }

    fn mark(&self, at: usize) -> Option<Element> {
        self.done.children().item(u32::try_from(at).ok()?)
    }

    fn push_mark(&self, parent: &Element, mark: &Mark) -> Result<(), Error> {
        let group = self.element("g")?;
        set(&group, "data-ink", mark.colour.name());
        for stroke in mark.strokes() {
            self.push_stroke(&group, &stroke)?;
        }
        if let Some(label) = mark.label() {
            self.push_label(&group, &label)?;
        }
        append(parent, &group)
    }

    fn push_stroke(&self, group: &Element, stroke: &Stroke) -> Result<(), Error> {
        let drawn = stroke.path();
        let class = if stroke.ink == Ink::Dark { "dark" } else { "line" };
        let rim = (stroke.casing_px > 0.0).then(|| ("casing", stroke.reach_px()));
        for (class, radius_px) in rim.into_iter().chain([(class, stroke.radius_px)]) {
            let path = self.element("path")?;
            set(&path, "class", class);
            set(&path, "d", &drawn);
            set(&path, "stroke-width", &(radius_px * 2.0).to_string());
            append(group, &path)?;
        }
        Ok(())
    }

    fn push_label(&self, group: &Element, label: &Label<'_>) -> Result<(), Error> {
        let words = self.element("text")?;
        set(&words, "x", &label.start.x.to_string());
        set(&words, "y", &label.start.y.to_string());
        set(&words, "font-size", &label.height_px.to_string());
        set(&words, "stroke-width", &(label.casing_px * 2.0).to_string());
        words.set_text_content(Some(label.text));
        append(group, &words)
    }

    fn element(&self, name: &str) -> Result<Element, Error> {
        self.document.create_element_ns(Some(SVG), name).or_thrown(DRAW)
    }
}

fn append(parent: &Element, child: &Element) -> Result<(), Error> {
    parent.append_child(child).or_thrown(DRAW).map(drop)
}

fn set(element: &Element, name: &str, value: &str) {
    // Setting an attribute fails only on an invalid name.
    let _ = element.set_attribute(name, value);
}
