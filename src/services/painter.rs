//! The painter: the masks of the draft's pictures, the view, and the overlay.
//!
//! A pointer's move rasterises at once and asks for one frame, in which only the dirty rectangle is drawn.
//! No signal is touched on that path; the stores learn of a stroke when it ends.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use leptos::prelude::*;

use crate::browser::dom::{self, Frame, SizeWatch};
pub use crate::browser::stage::POSITION_ID;
use crate::browser::stage::StageElements;
use crate::browser::worker_handle::WorkerHandle;
use crate::browser::worker_port::Attachment;
use crate::core::geometry::{Point, Rect, Size, View};
use crate::core::mask::view::{Palette, canvas_rect_of, render};
use crate::core::mask::{Mask, StrokeMode};
use crate::services::painter_input::Gesture;
use crate::services::painter_work::Selection;
use crate::state::{MaskFacts, StageState};

/// Free space round a fitted picture, in CSS pixels.
const MARGIN: f64 = 24.0;
/// Space that the tools take at the top and bottom of the stage, in CSS pixels.
const TOOLS: f64 = 56.0;

/// Tiles that are coded at once: some milliseconds.
const COMPACT_TILES: usize = 24;

/// The painter's owner.
pub struct Painter(Rc<RefCell<Core>>);

/// Everything of the painter.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own, none a state of the others"
)]
pub(super) struct Core {
    pub(super) stage: StageState,
    pub(super) masks: HashMap<u64, Mask>,
    /// The base picture's key and size.
    pub(super) active: Option<(u64, Size)>,
    pub(super) view: View,
    /// The view follows the stage's size until the person zooms or pans.
    pub(super) is_fitted: bool,
    pub(super) elements: Option<StageElements>,
    pub(super) gesture: Gesture,
    pub(super) is_space_held: bool,
    /// Where the first finger was last.
    pub(super) last_touch_in_canvas: Cell<Point>,
    /// The keyboard's cross, in picture pixels.
    pub(super) cross: Option<Point>,
    /// Corners of a polygon, or of what the keyboard draws, in picture pixels.
    pub(super) corners: Vec<Point>,
    pub(super) corners_mode: StrokeMode,
    /// Where the last stroke ended: Shift draws a line from there.
    pub(super) last_point: Option<Point>,
    pub(super) ring_in_canvas: Cell<Option<Point>>,
    pub(super) has_seen_pen: bool,
    /// Space was used for moving the picture.
    pub(super) has_panned: bool,
    /// What is being selected by colour.
    pub(super) selection: Option<Selection>,
    /// The painter's own worker: cancelling ends it, and nobody else's tasks.
    pub(super) worker: Option<Rc<WorkerHandle>>,
    told_dropped: usize,
    dirty_canvas: Rect,
    frame: Option<Frame>,
    watch: Option<SizeWatch>,
    palette: Palette,
    pixels: Vec<u8>,
    pub(super) own: Weak<RefCell<Core>>,
}

impl Painter {
    /// A painter without a picture.
    pub fn new(stage: StageState) -> Self {
        Self(Rc::new_cyclic(|own| {
            RefCell::new(Core {
                stage,
                masks: HashMap::new(),
                active: None,
                view: View {
                    scale: 1.0,
                    offset_x: 0.0,
                    offset_y: 0.0,
                },
                is_fitted: true,
                elements: None,
                gesture: Gesture::default(),
                is_space_held: false,
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
                own: Weak::clone(own),
            })
        }))
    }

    /// Calls with the painter's inside.
    pub(super) fn with<R>(&self, call: impl FnOnce(&mut Core) -> R) -> R {
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
            core.elements = Some(elements);
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
                core.masks.entry(key).or_insert_with(|| Mask::new(size));
                let longer = f64::from(size.width.max(size.height));
                core.stage
                    .brush_size_px
                    .set((longer / 16.0).clamp(8.0, 400.0).round());
            }
            core.is_fitted = true;
            core.resize();
            core.tell();
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

    /// Takes a mask that was kept before, without a step to undo. A mask of another size is left out.
    pub fn restore_mask(&self, key: u64, size: Size, coverage: Vec<u8>) {
        self.with(|core| {
            let mask = core.masks.entry(key).or_insert_with(|| Mask::new(size));
            if mask.restore(coverage).is_ok() {
                core.redraw();
                core.tell();
            }
        });
    }

    /// A picture's coverage, if any of it is marked.
    pub fn coverage(&self, key: u64) -> Option<(Size, Vec<u8>)> {
        self.with(|core| {
            let mask = core.masks.get_mut(&key)?;
            mask.end_stroke();
            (mask.covered_px() > 0).then(|| (mask.size(), mask.coverage().to_vec()))
        })
    }

    /// The rectangle round what is marked of a picture; empty when nothing is.
    pub fn covered_rect(&self, key: u64) -> Rect {
        self.with(|core| {
            core.masks
                .get(&key)
                .map_or_else(Rect::default, Mask::covered_rect)
        })
    }

    /// Counts the changes of a picture's mask: the same number, the same bytes. 0 for a mask that was never
    /// touched. [`crate::state::StageState::mask_changes`] tells when to look.
    pub fn mask_revision(&self, key: u64) -> u64 {
        self.with(|core| core.masks.get(&key).map_or(0, Mask::revision))
    }

    /// A picture's coverage for the worker, if any of it is marked: one copy, a few milliseconds for the largest.
    pub fn coverage_attachment(&self, key: u64) -> Option<(Size, Attachment)> {
        self.with(|core| {
            let mask = core.masks.get(&key).filter(|mask| mask.covered_px() > 0)?;
            Some((mask.size(), Attachment::of(mask.coverage())))
        })
    }

    /// Undoes a step.
    pub fn undo(&self) {
        self.with(Core::step_back);
    }

    /// Redoes a step.
    pub fn redo(&self) {
        self.change(Mask::redo);
    }

    /// Clears the mask.
    pub fn clear(&self) {
        self.change(|mask| Some(mask.clear()));
    }

    /// Marks everything.
    pub fn select_all(&self) {
        self.change(|mask| Some(mask.fill_all()));
    }

    /// Swaps kept and marked.
    pub fn invert(&self) {
        self.change(|mask| Some(mask.invert()));
    }

    /// Shows the whole picture.
    pub fn fit(&self) {
        self.with(|core| {
            core.is_fitted = true;
            core.resize();
        });
    }

    /// Zooms by a factor with the stage's middle held in place.
    pub fn zoom_by(&self, factor: f64) {
        self.with(|core| {
            let middle = core.middle();
            core.zoom_at(middle, factor);
        });
    }

    /// Shows one picture pixel as one CSS pixel.
    pub fn zoom_to_actual(&self) {
        self.with(|core| {
            let middle = core.middle();
            let factor = 1.0 / core.view.scale;
            core.zoom_at(middle, factor);
        });
    }

    /// Shows the overlay as the stores say.
    pub fn use_overlay(&self) {
        self.with(|core| {
            let stage = core.stage;
            let is_alone = stage.is_mask_alone.get_untracked();
            core.palette = if is_alone {
                Palette::grey()
            } else {
                let colour = stage
                    .overlay_colour
                    .with_untracked(|text| Palette::colour_of(text));
                Palette::new(colour, (stage.overlay_percent.get_untracked() / 100.0) as f32)
            };
            if let Some(elements) = &core.elements {
                elements.show_photo(!is_alone);
            }
            core.redraw();
        });
    }

    fn change(&self, change: impl FnOnce(&mut Mask) -> Option<Rect>) {
        self.cancel_preview();
        self.with(|core| {
            if core.is_busy() {
                return;
            }
            core.abort();
            if let Some(dirty) = core.mask().and_then(change) {
                core.mark(dirty);
                core.tell();
                core.compact_later();
            }
        });
    }
}

impl Core {
    /// The base picture's mask.
    pub(super) fn mask(&mut self) -> Option<&mut Mask> {
        let (key, _) = self.active?;
        self.masks.get_mut(&key)
    }

    /// Tells the stores what a stroke or a step changed.
    pub(super) fn tell(&mut self) {
        let size = self.active.map(|(_, size)| size);
        let facts = match self.mask() {
            Some(mask) => MaskFacts {
                size,
                covered_px: mask.covered_px(),
                can_undo: mask.can_undo(),
                can_redo: mask.can_redo(),
            },
            None => MaskFacts::default(),
        };
        let dropped = self.mask().map_or(0, |mask| mask.dropped_steps());
        if dropped > self.told_dropped {
            self.told_dropped = dropped;
            self.stage.dropped_steps.set(dropped);
        }
        if self.stage.facts.get_untracked() != facts {
            self.stage.facts.set(facts);
        }
        self.stage.mask_changes.update(|changes| *changes += 1);
    }

    /// Codes the last step when nobody waits.
    pub(super) fn compact_later(&self) {
        let own = Weak::clone(&self.own);
        crate::browser::spawn(async move {
            crate::browser::time::sleep(60).await;
            if let Some(core) = own.upgrade()
                && let Ok(mut core) = core.try_borrow_mut()
                && let Some(mask) = core.mask()
                && !mask.is_stroking()
                && mask.compact(COMPACT_TILES)
            {
                core.compact_later();
            }
        });
    }

    /// Marks a picture's rectangle to be drawn in the next frame.
    pub(super) fn mark(&mut self, dirty_image: Rect) {
        let Some(elements) = &self.elements else { return };
        let ratio = dom::device_pixel_ratio();
        let dirty = canvas_rect_of(dirty_image, self.view, ratio, elements.overlay.size());
        self.mark_canvas(dirty);
    }

    /// Marks the whole stage.
    pub(super) fn redraw(&mut self) {
        if let Some(elements) = &self.elements {
            let size = elements.overlay.size();
            self.mark_canvas(Rect::of_size(size));
        }
    }

    fn mark_canvas(&mut self, dirty: Rect) {
        if dirty.is_empty() {
            return;
        }
        self.dirty_canvas = self.dirty_canvas.union(dirty);
        if self.frame.is_none() {
            let own = Weak::clone(&self.own);
            self.frame = Frame::request(move || {
                if let Some(core) = own.upgrade() {
                    core.borrow_mut().draw();
                }
            });
        }
    }

    fn draw(&mut self) {
        self.frame = None;
        let rect = std::mem::take(&mut self.dirty_canvas);
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let rect = rect.intersect(Rect::of_size(elements.overlay.size()));
        let ratio = dom::device_pixel_ratio();
        let mut pixels = std::mem::take(&mut self.pixels);
        if let Some(mask) = self.active.and_then(|(key, _)| self.masks.get(&key)) {
            render(mask, self.view, ratio, rect, &self.palette, &mut pixels);
        } else {
            pixels.clear();
            pixels.resize(rect.width() as usize * rect.height() as usize * 4, 0);
        }
        if let Err(error) = elements.overlay.put(rect, &pixels) {
            dom::log_error(&error.to_string());
        }
        self.pixels = pixels;
    }

    /// Brings canvas and view to the stage's size.
    fn resize(&mut self) {
        let Some(elements) = self.elements.clone() else {
            return;
        };
        let ratio = dom::device_pixel_ratio();
        let (width, height) = elements.size();
        elements.overlay.resize(Size::new(
            (width * ratio).round() as u32,
            (height * ratio).round() as u32,
        ));
        if let Some((_, size)) = self.active {
            if self.is_fitted {
                self.view = View::fit(size, width, height - 2.0 * TOOLS, MARGIN).panned(0.0, TOOLS);
            }
            self.place(size);
        }
        self.redraw();
    }

    fn place(&self, size: Size) {
        if let Some(elements) = &self.elements {
            elements.place_photo(self.view, size);
        }
        let percent = (self.view.scale * 100.0).round();
        if (self.stage.zoom_percent.get_untracked() - percent).abs() > 0.0 {
            self.stage.zoom_percent.set(percent);
        }
    }

    /// Sets the view by hand.
    pub(super) fn set_view(&mut self, view: View) {
        let Some((_, size)) = self.active else { return };
        self.view = view;
        self.is_fitted = false;
        self.place(size);
        self.redraw();
        self.follow_view();
    }

    /// Brings what lies over the picture along when the view changed.
    fn follow_view(&mut self) {
        if let (Some(cross), Some(elements)) = (self.cross, &self.elements) {
            elements.show_cross(Some(self.view.canvas_from_image(cross)));
        }
        if !self.corners.is_empty() {
            self.show_corners(None);
        }
    }

    pub(super) fn zoom_at(&mut self, anchor_in_canvas: Point, factor: f64) {
        self.set_view(self.view.zoomed_at(anchor_in_canvas, factor));
    }

    pub(super) fn middle(&self) -> Point {
        let (width, height) = self.elements.as_ref().map_or((0.0, 0.0), StageElements::size);
        Point::new(width / 2.0, height / 2.0)
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
