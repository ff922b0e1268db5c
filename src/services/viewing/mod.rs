//! Looking at large pictures: several canvases with one zoom and one place, drawn once a frame from reduced
//! copies that the worker makes. The reactive system is told of the zoom only; a pointer's move goes straight
//! to the next frame.

pub mod copies;
pub mod draw;
pub mod pointer;
pub mod scrolling;
pub mod seam;
pub mod view_preferences;

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::dom::{Frame, SizeWatch};
use crate::browser::view_canvas::{Copy, HtmlCanvasElement, Place, ViewCanvas};
use crate::core::geometry::{Point, Rect, Size, View};
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::viewing::copies::Copies;

/// A picture to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its bytes.
    pub blob: Option<BlobHash>,
    /// Where it can be shown from, when its bytes are not here.
    pub link: Option<String>,
    /// Where it lies: left, top, width, height in pixels of the frame that all share.
    pub place: Place,
}

/// What a canvas shows; numbers are places in the list of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// One picture.
    Picture(usize),
    /// One left of the line, another right of it.
    Split(usize, usize),
    /// What differs between two.
    Difference(usize, usize),
}

pub(crate) struct Canvas {
    pub(crate) id: u32,
    pub(crate) surface: ViewCanvas,
    pub(crate) layer: Layer,
    _size: Option<SizeWatch>,
}

/// What the pointer does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drag {
    Line,
    Picture,
}

pub(crate) struct Looking {
    pub(crate) frame: Size,
    pub(crate) view: Option<View>,
    /// The room that the view was made for.
    pub(crate) room_of_view: Option<(f64, f64)>,
    pub(crate) is_fitted: bool,
    pub(crate) pictures: Vec<(Seen, Copies)>,
    pub(crate) canvases: Vec<Canvas>,
    pub(crate) next_id: u32,
    pub(crate) pointers: Vec<(i32, Point)>,
    pub(crate) drag: Drag,
    /// Where the canvas lies in the window that two fingers zoom in: of several, the one between them at first.
    pub(crate) pinch_origin: Point,
    /// Where the line was before a finger moved it, which may turn out to be the first of two.
    pub(crate) share_before: f64,
    pub(crate) request: Option<Frame>,
    pub(crate) share: f64,
    pub(crate) gain: f64,
    pub(crate) is_held: bool,
    pub(crate) overlay: Option<(usize, Copy, Place)>,
}

/// Pictures that are looked at together.
#[derive(Clone)]
pub struct Viewer {
    pub(crate) inner: Rc<Inner>,
    pub(crate) looking: Rc<RefCell<Looking>>,
    /// CSS pixels per frame pixel, in percent.
    pub zoom_percent: RwSignal<f64>,
    /// Where the line is, 0 to 100 percent of what is seen of the pictures.
    pub share: RwSignal<f64>,
    /// Why a picture cannot be shown.
    pub trouble: RwSignal<Option<String>>,
    /// Rises when the view has changed.
    pub moves: RwSignal<u32>,
}

impl Viewer {
    /// Looks at pictures in a frame of a size.
    pub fn new(inner: &Rc<Inner>, frame: Size) -> Self {
        Self {
            inner: Rc::clone(inner),
            looking: Rc::new(RefCell::new(Looking {
                frame,
                view: None,
                room_of_view: None,
                is_fitted: true,
                pictures: Vec::new(),
                canvases: Vec::new(),
                next_id: 0,
                pointers: Vec::new(),
                drag: Drag::Picture,
                pinch_origin: Point::new(0.0, 0.0),
                share_before: 50.0,
                request: None,
                share: 50.0,
                gain: 4.0,
                is_held: false,
                overlay: None,
            })),
            zoom_percent: RwSignal::new(100.0),
            share: RwSignal::new(50.0),
            trouble: RwSignal::new(None),
            moves: RwSignal::new(0),
        }
    }

    /// Puts the pictures in; those that were there already keep their copies.
    pub fn show(&self, seen: Vec<Seen>) {
        {
            let mut looking = self.looking.borrow_mut();
            let mut before = std::mem::take(&mut looking.pictures);
            looking.pictures = seen
                .into_iter()
                .map(|one| {
                    let known =
                        before.iter().position(|(old, _)| old.blob == one.blob && old.link == one.link);
                    let copies = known.map(|index| before.swap_remove(index).1).unwrap_or_default();
                    (one, copies)
                })
                .collect();
        }
        self.redraw();
    }

    /// Draws on a canvas from now on; gives its name for [`Self::detach`].
    pub fn attach(&self, element: &HtmlCanvasElement, layer: Layer) -> Option<u32> {
        let canvas = ViewCanvas::of(element).ok()?;
        let again = self.clone();
        let size = SizeWatch::of(element, move || again.redraw()).ok();
        let mut looking = self.looking.borrow_mut();
        looking.next_id += 1;
        let id = looking.next_id;
        looking.canvases.push(Canvas { id, surface: canvas, layer, _size: size });
        if looking.is_fitted {
            looking.view = None;
        }
        drop(looking);
        self.redraw();
        Some(id)
    }

    /// Draws on a canvas no more.
    pub fn detach(&self, id: u32) {
        let gone: Vec<Canvas> = {
            let mut looking = self.looking.borrow_mut();
            let (gone, kept) = looking.canvases.drain(..).partition(|canvas| canvas.id == id);
            looking.canvases = kept;
            gone
        };
        drop(gone);
    }

    /// Lets go of everything: the component is gone.
    pub fn close(&self) {
        let mut looking = self.looking.borrow_mut();
        looking.request = None;
        looking.overlay = None;
        let (canvases, pictures) =
            (std::mem::take(&mut looking.canvases), std::mem::take(&mut looking.pictures));
        drop(looking);
        drop((canvases, pictures));
        // What the worker decoded goes with it; the next look starts another.
        self.inner.viewing.rest();
    }

    /// Lays a picture over one of the others, or takes it off.
    pub fn lay_over(&self, overlay: Option<(usize, Copy, Place)>) {
        self.looking.borrow_mut().overlay = overlay;
        self.redraw();
    }

    /// How strongly differences are shown, 1 and up.
    pub fn set_gain(&self, gain: f64) {
        self.looking.borrow_mut().gain = gain.max(1.0);
        self.redraw();
    }

    /// Shows the first picture alone.
    pub fn hold(&self, is_held: bool) {
        self.looking.borrow_mut().is_held = is_held;
        self.redraw();
    }

    /// Moves the line, in percent.
    pub fn set_share(&self, share: f64) {
        let share = share.clamp(0.0, 100.0);
        self.looking.borrow_mut().share = share;
        if (self.share.get_untracked() - share).abs() > 0.01 {
            self.share.set(share);
        }
        self.redraw();
    }

    /// Shows all of the pictures.
    pub fn fit(&self) {
        {
            let mut looking = self.looking.borrow_mut();
            looking.is_fitted = true;
            looking.view = None;
        }
        self.redraw();
    }

    /// Zooms in the middle.
    pub fn zoom_by(&self, factor: f64) {
        let middle =
            self.looking.borrow().room().map(|(width, height)| Point::new(width / 2.0, height / 2.0));
        if let Some(middle) = middle {
            self.zoom_at(middle, factor);
        }
    }

    /// Zooms in the middle to one picture pixel per CSS pixel.
    pub fn zoom_to_actual(&self) {
        let scale = self.looking.borrow().view.map(|view| view.scale);
        if let Some(scale) = scale {
            self.zoom_by(1.0 / scale);
        }
    }

    pub(crate) fn zoom_at(&self, anchor: Point, factor: f64) {
        {
            let mut looking = self.looking.borrow_mut();
            let (Some(view), Some(fit)) = (looking.view, looking.fitted()) else {
                return;
            };
            let zoomed = view.zoomed_at(anchor, factor);
            looking.is_fitted = zoomed.scale <= fit.scale * 1.0001;
            looking.view = Some(if looking.is_fitted { fit } else { zoomed });
        }
        self.redraw();
    }

    /// Moves the pictures, in CSS pixels.
    pub fn pan(&self, by_x: f64, by_y: f64) {
        {
            let mut looking = self.looking.borrow_mut();
            if looking.is_fitted {
                return;
            }
            looking.view = looking.view.map(|view| view.panned(by_x, by_y));
        }
        self.redraw();
    }

    /// What is seen of the frame, in whole frame pixels, and how many device pixels one of them has.
    pub fn sight(&self) -> Option<(Rect, f64)> {
        let looking = self.looking.borrow();
        let (view, (width, height)) = (looking.view?, looking.room()?);
        let from = view.image_from_canvas(Point::new(0.0, 0.0));
        let to = view.image_from_canvas(Point::new(width, height));
        let side = |value: f64, limit: u32| value.clamp(0.0, f64::from(limit)) as u32;
        let rect = Rect::new(
            side(from.x.floor(), looking.frame.width),
            side(from.y.floor(), looking.frame.height),
            side(to.x.ceil(), looking.frame.width),
            side(to.y.ceil(), looking.frame.height),
        );
        let ratio = crate::browser::dom::device_pixel_ratio().min(2.0);
        (!rect.is_empty()).then_some((rect, view.scale * ratio))
    }

    /// Draws with the next frame.
    pub fn redraw(&self) {
        if self.looking.borrow().request.is_some() {
            return;
        }
        let viewer = self.clone();
        let request = Frame::request(move || viewer.draw());
        self.looking.borrow_mut().request = request;
    }

    pub(crate) fn draw(&self) {
        let (wanted, percent, has_moved) = {
            let mut looking = self.looking.borrow_mut();
            looking.request = None;
            if looking.room().is_none() {
                return;
            }
            let before = looking.view;
            if looking.is_fitted {
                looking.view = looking.fitted();
            }
            looking.follow_room();
            looking.keep_in_sight();
            let wanted = looking.draw();
            let percent = looking.view.map_or(100.0, |view| view.scale * 100.0);
            (wanted, percent, before != looking.view)
        };
        if (self.zoom_percent.get_untracked() - percent).abs() > 0.05 {
            self.zoom_percent.set(percent);
        }
        if has_moved {
            self.moves.update(|moves| *moves = moves.wrapping_add(1));
        }
        for (index, level) in wanted {
            self.fetch(index, level);
        }
    }
}
