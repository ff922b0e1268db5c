//! The painter: the masks of the draft's pictures, what is under way, and the elements it works on.
//!
//! A pointer's move rasterises at once and asks for one frame, in which only the dirty rectangle is drawn.
//! No signal is touched on that path; the stores learn of a stroke when it ends.

pub mod bytes;
pub mod change;
pub mod gesture;
pub mod input;
pub mod keys;
pub mod outline;
pub mod photo;
pub mod press;
pub mod view;
pub mod work;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use crate::browser::dom::{Frame, SizeWatch};
use crate::browser::pointer::PointerKind;
use crate::browser::stage::StageElements;
pub use crate::browser::stage::{OPTIONS_ID, POSITION_ID, TOOLS_ID};
use crate::browser::worker_handle::WorkerHandle;
use crate::core::geometry::{Point, Rect, Size, View};
use crate::core::mask::view::Palette;
use crate::core::mask::{Mask, StrokeMode};
use crate::services::painter::gesture::Gesture;
use crate::services::painter::photo::Photo;
use crate::services::painter::work::Selection;
use crate::state::StageState;

/// The painter's owner.
pub struct Painter(Rc<RefCell<Core>>);

/// Everything of the painter.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, none a state of the others")]
pub(crate) struct Core {
    pub(crate) stage: StageState,
    pub(crate) masks: HashMap<u64, Mask>,
    /// The base picture's key and size.
    pub(crate) active: Option<(u64, Size)>,
    pub(crate) view: View,
    /// The view follows the stage's size until the person zooms or pans.
    pub(crate) is_fitted: bool,
    pub(crate) elements: Option<Rc<StageElements>>,
    pub(crate) gesture: Gesture,
    /// What began the gesture.
    pub(crate) hand: PointerKind,
    pub(crate) is_space_held: bool,
    /// Where the stage lies in the window, while a gesture lasts: asking the browser in each move would make it
    /// lay out the page each time.
    pub(crate) origin: Option<Point>,
    /// Where the first finger was last.
    pub(crate) last_touch_in_canvas: Cell<Point>,
    /// The keyboard's cross, in picture pixels.
    pub(crate) cross: Option<Point>,
    /// Corners of a polygon, or of what the keyboard draws, in picture pixels.
    pub(crate) corners: Vec<Point>,
    pub(crate) corners_mode: StrokeMode,
    /// Where the last stroke ended: Shift draws a line from there.
    pub(crate) last_point: Option<Point>,
    pub(crate) ring_in_canvas: Cell<Option<Point>>,
    pub(crate) has_seen_pen: bool,
    /// Space was used for moving the picture.
    pub(crate) has_panned: bool,
    /// What is being selected by colour.
    pub(crate) selection: Option<Selection>,
    /// The painter's own worker: cancelling ends it, and nobody else's tasks.
    pub(crate) worker: Option<Rc<WorkerHandle>>,
    pub(crate) told_dropped: usize,
    pub(crate) dirty_canvas: Rect,
    pub(crate) frame: Option<Frame>,
    watch: Option<SizeWatch>,
    pub(crate) palette: Palette,
    pub(crate) pixels: Vec<u8>,
    pub(crate) photo: Option<Photo>,
    pub(crate) own: Weak<RefCell<Core>>,
}

impl Painter {
    /// A painter without a picture.
    pub fn new(stage: StageState) -> Self {
        Self(Rc::new_cyclic(|own| {
            RefCell::new(Core {
                stage,
                masks: HashMap::new(),
                active: None,
                view: View { scale: 1.0, offset_x: 0.0, offset_y: 0.0 },
                is_fitted: true,
                elements: None,
                gesture: Gesture::default(),
                hand: PointerKind::Mouse,
                is_space_held: false,
                origin: None,
                last_touch_in_canvas: Cell::new(Point::default()),
                cross: None,
                corners: Vec::new(),
                corners_mode: StrokeMode::Paint,
                last_point: None,
                ring_in_canvas: Cell::new(None),
                has_seen_pen: false,
                has_panned: false,
                selection: None,
                worker: None,
                told_dropped: 0,
                dirty_canvas: Rect::default(),
                frame: None,
                watch: None,
                palette: Palette::default(),
                pixels: Vec::new(),
                photo: None,
                own: Weak::clone(own),
            })
        }))
    }

    /// Calls with the painter's inside.
    pub(crate) fn with<R>(&self, call: impl FnOnce(&mut Core) -> R) -> R {
        call(&mut self.0.borrow_mut())
    }

    /// Paints on these elements from now on.
    pub fn attach(&self, elements: StageElements) {
        let own = Rc::downgrade(&self.0);
        let watch = SizeWatch::of(elements.host(), move || {
            if let Some(core) = own.upgrade() {
                core.borrow_mut().resize();
            }
        });
        self.with(|core| {
            core.elements = Some(Rc::new(elements));
            core.watch = watch.ok();
            core.resize();
        });
    }

    /// The elements are going away.
    pub fn detach(&self) {
        self.with(|core| {
            core.abort();
            core.elements = None;
            core.watch = None;
            core.frame = None;
        });
    }

    /// Works on this picture from now on; its mask is made when it has none.
    pub fn activate(&self, picture: Option<(u64, Size)>) {
        self.with(|core| {
            if core.active == picture {
                return;
            }
            // What was begun is finished on the picture that it was begun on.
            core.mask();
            core.abort();
            if core.is_busy() || core.selection.is_some() {
                core.cancel_work();
                core.take_back();
            }
            core.selection = None;
            core.last_point = None;
            core.cross = None;
            core.active = picture;
            if let Some((key, size)) = picture {
                let mask = core.masks.entry(key).or_insert_with(|| Mask::in_pieces(size));
                core.told_dropped = mask.dropped_steps();
                let longer = f64::from(size.width.max(size.height));
                core.stage.brush_size_px.set((longer / 16.0).clamp(8.0, 400.0).round());
            }
            core.is_fitted = true;
            core.resize();
            core.tell();
            core.go_on_sweeping();
        });
    }

    /// Forgets the masks of pictures that are gone.
    pub fn retain(&self, keys: &[u64]) {
        self.with(|core| core.masks.retain(|key, _| keys.contains(key)));
    }

    /// Replaces a picture's mask, undoably. A mask of another size is left out.
    pub fn replace_mask(&self, key: u64, size: Size, coverage: &[u8]) {
        self.with(|core| {
            let mask = core.masks.entry(key).or_insert_with(|| Mask::new(size));
            if mask.replace(coverage).is_ok() {
                core.redraw();
                core.tell();
            }
        });
    }

    /// Pixels of a picture that are marked.
    pub fn covered_px(&self, key: u64) -> u64 {
        self.with(|core| {
            core.settle(key);
            core.masks.get_mut(&key).map_or(0, |mask| {
                mask.end_stroke();
                mask.covered_px()
            })
        })
    }

    /// The rectangle round what is marked of a picture; empty when nothing is.
    pub fn covered_rect(&self, key: u64) -> Rect {
        self.with(|core| core.masks.get(&key).map_or_else(Rect::default, Mask::covered_rect))
    }

    /// Counts the changes of a picture's mask: the same number, the same bytes. 0 for a mask that was never
    /// touched. [`crate::state::StageState::mask_changes`] tells when to look.
    pub fn mask_revision(&self, key: u64) -> u64 {
        self.with(|core| core.masks.get(&key).map_or(0, Mask::revision))
    }
}

impl Core {
    /// The base picture's mask as it is, in the middle of what is being done to it perhaps.
    pub(crate) fn mask_in_work(&mut self) -> Option<&mut Mask> {
        let (key, _) = self.active?;
        self.masks.get_mut(&key)
    }

    /// The base picture's mask; what is being done to it in pieces is finished first.
    pub(crate) fn mask(&mut self) -> Option<&mut Mask> {
        let (key, _) = self.active?;
        self.settle(key);
        self.masks.get_mut(&key)
    }
}

/// Hands the page's elements to the painter; a browser that cannot draw them is told.
pub fn attach(
    inner: &crate::services::Inner,
    host: &crate::browser::stage::Element,
    photo: &crate::browser::stage::Element,
    ring: &crate::browser::stage::Element,
    cross: &crate::browser::stage::Element,
    outline: &crate::browser::stage::Element,
    canvas: &crate::browser::stage::HtmlCanvasElement,
) {
    match StageElements::of(host, photo, ring, cross, outline, canvas) {
        Ok(elements) => {
            inner.painter.attach(elements);
            inner.painter.use_overlay();
        }
        Err(error) => {
            inner.state.notices.error(error.to_string());
        }
    }
}
