//! Looking at large pictures: several canvases with one zoom and one place, drawn once a frame from reduced
//! copies that the worker makes. Signals are written when the zoom or the line between two pictures changes; a
//! pointer's move otherwise goes straight to the next frame.

mod copies;
mod fetch;
mod looking;
mod marks;
mod pointer;
pub mod scrolling;
pub mod seam;
pub mod texts;
pub mod view_preferences;

use leptos::prelude::*;

use crate::browser::dom::{Frame, SizeWatch};
use crate::browser::view_canvas::{Copy, HtmlCanvasElement, Place, ViewCanvas};
use crate::browser::worker_handle::WorkerError;
use crate::core::geometry::{Point, Rect, Size};
use crate::services::held::Held;
use crate::services::library::blobs::Blobs;
use crate::services::shell::picture_worker::PictureWorker;
use looking::{Canvas, Looking};
pub use looking::{Layer, Seen};

/// Why a picture cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Neither its bytes nor a URL are known.
    #[error("the picture is not saved on this device")]
    NotSaved,
    /// The worker could not decode it.
    #[error(transparent)]
    Worker(#[from] WorkerError),
    /// It could not be read or shown.
    #[error(transparent)]
    Browser(#[from] crate::browser::Error),
}

/// Looking at pictures.
#[derive(Clone, Copy)]
pub struct Viewing {
    blobs: Held<Blobs>,
    /// Decodes nothing but what is looked at: its memory goes with it once nothing is.
    worker: Held<PictureWorker>,
}

impl Viewing {
    /// With the files, and a worker of its own.
    pub fn new(blobs: Held<Blobs>) -> Self {
        Self { blobs, worker: Held::default() }
    }
}

/// Pictures that are looked at together, until the component that made it is gone.
#[derive(Clone, Copy)]
pub struct Viewer {
    viewing: Viewing,
    looking: StoredValue<Looking, LocalStorage>,
    /// CSS pixels per frame pixel, in percent.
    pub zoom_percent: RwSignal<f64>,
    /// Where the line is, 0 to 100 percent of what is seen of the pictures.
    pub share: RwSignal<f64>,
    /// Why a picture cannot be shown.
    pub trouble: RwSignal<Option<Error>>,
    /// Rises when the view has changed.
    pub moves: RwSignal<u32>,
}

impl Viewer {
    /// Looks at pictures in a frame of a size.
    pub fn new(viewing: Viewing, frame: Size) -> Self {
        Self {
            viewing,
            looking: StoredValue::new_local(Looking::new(frame)),
            zoom_percent: RwSignal::new(100.0),
            share: RwSignal::new(50.0),
            trouble: RwSignal::new(None),
            moves: RwSignal::new(0),
        }
    }

    /// `None` once the component is gone.
    fn with<R>(self, call: impl FnOnce(&mut Looking) -> R) -> Option<R> {
        self.looking.try_update_value(call)
    }

    /// As [`Self::with`]; what was changed is drawn.
    fn change(self, call: impl FnOnce(&mut Looking)) {
        self.with(call);
        self.redraw();
    }

    /// Puts the pictures in; those that were there already keep their copies.
    pub fn show(self, seen: Vec<Seen>) {
        self.change(|looking| {
            let mut before = std::mem::take(&mut looking.pictures);
            let with_copies = |one: Seen| {
                let known = before.iter().position(|(old, _)| old.blob == one.blob && old.link == one.link);
                let copies = known.map(|index| before.swap_remove(index).1).unwrap_or_default();
                (one, copies)
            };
            looking.pictures = seen.into_iter().map(with_copies).collect();
        });
    }

    /// Draws on a canvas from now on; returns its number for [`Self::detach`].
    pub fn attach(self, element: &HtmlCanvasElement, layer: Layer) -> Option<u32> {
        let surface = ViewCanvas::of(element).ok()?;
        let size = SizeWatch::of(element, move || self.redraw()).ok();
        let id = self.with(|looking| {
            looking.next_id += 1;
            looking.canvases.push(Canvas { id: looking.next_id, surface, layer, _size: size });
            if looking.is_fitted {
                looking.view = None;
            }
            looking.next_id
        });
        self.redraw();
        id
    }

    /// Stops drawing on a canvas.
    pub fn detach(self, id: u32) {
        self.with(|looking| looking.canvases.retain(|canvas| canvas.id != id));
    }

    /// The component is going away, and what the worker decoded with it; the next look starts another.
    pub fn close(self) {
        self.viewing.worker.rest();
    }

    /// Lays a picture over one of the others, or takes it off.
    pub fn lay_over(self, overlay: Option<(usize, Copy, Place)>) {
        self.change(|looking| looking.overlay = overlay);
    }

    /// How strongly differences are shown, 1 and up.
    pub fn set_gain(self, gain: f64) {
        self.change(|looking| looking.gain = gain.max(1.0));
    }

    /// Shows the first picture alone.
    pub fn hold(self, is_held: bool) {
        self.change(|looking| looking.is_held = is_held);
    }

    /// Moves the line, in percent.
    pub fn set_share(self, share: f64) {
        let share = share.clamp(0.0, 100.0);
        if (self.share.get_untracked() - share).abs() > 0.01 {
            self.share.set(share);
        }
        self.change(|looking| looking.share = share);
    }

    /// Shows all of the pictures.
    pub fn fit(self) {
        self.change(|looking| {
            looking.is_fitted = true;
            looking.view = None;
        });
    }

    /// Zooms in the middle.
    pub fn zoom_by(self, factor: f64) {
        if let Some((width, height)) = self.with(|looking| looking.room()).flatten() {
            self.zoom_at(Point::new(width / 2.0, height / 2.0), factor);
        }
    }

    /// Zooms in the middle to one picture pixel per CSS pixel.
    pub fn zoom_to_actual(self) {
        if let Some(view) = self.with(|looking| looking.view).flatten() {
            self.zoom_by(1.0 / view.scale);
        }
    }

    fn zoom_at(self, anchor: Point, factor: f64) {
        self.change(|looking| {
            if let (Some(view), Some(fit)) = (looking.view, looking.fitted()) {
                let zoomed = view.zoomed_at(anchor, factor);
                looking.is_fitted = zoomed.scale <= fit.scale * 1.0001;
                looking.view = Some(if looking.is_fitted { fit } else { zoomed });
            }
        });
    }

    /// Moves the pictures, in CSS pixels.
    pub fn pan(self, by_x: f64, by_y: f64) {
        self.change(|looking| {
            if !looking.is_fitted {
                looking.view = looking.view.map(|view| view.panned(by_x, by_y));
            }
        });
    }

    /// What is seen of the frame, in whole frame pixels, and how many device pixels one of them has.
    fn sight(self) -> Option<(Rect, f64)> {
        self.with(|looking| looking.sight())?
    }

    /// Draws with the next frame.
    pub fn redraw(self) {
        if self.with(|looking| looking.request.is_some()) == Some(false) {
            let request = Frame::request(move || self.draw());
            self.with(|looking| looking.request = request);
        }
    }

    fn draw(self) {
        let drawn = self.with(|looking| {
            looking.request = None;
            looking.room()?;
            let before = looking.view;
            if looking.is_fitted {
                looking.view = looking.fitted();
            }
            looking.follow_room();
            looking.keep_in_sight();
            let missing = looking.draw();
            let percent = looking.view.map_or(100.0, |view| view.scale * 100.0);
            Some((missing, percent, before != looking.view))
        });
        let Some((missing, percent, has_moved)) = drawn.flatten() else { return };
        if (self.zoom_percent.get_untracked() - percent).abs() > 0.05 {
            self.zoom_percent.set(percent);
        }
        if has_moved {
            self.moves.update(|moves| *moves = moves.wrapping_add(1));
        }
        for (index, level) in missing {
            self.fetch(index, level);
        }
    }
}
