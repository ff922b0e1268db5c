//! The painter: the masks of the draft's pictures, what is being done to them, and the stage's elements.
//!
//! A pointer's move rasterises at once and asks for one frame, in which only the dirty rectangle is drawn. While a
//! stroke lasts no signal is written: the brush's settings are read untracked, and the stores learn of the stroke
//! when it ends.
//!
//! A tool is a file in [`tools`] and a line in its list. What takes long is a command ([`commands`]): it holds the
//! mask's lease, and while it does nobody else changes the mask.

pub mod change;
pub mod commands;
pub mod cross;
pub mod input;
pub mod photo;
pub mod shortcuts;
pub(crate) mod state;
pub mod texts;
mod tool;
pub mod tools;
pub mod view;

use leptos::prelude::*;

use crate::browser::dom::SizeWatch;
pub use crate::browser::stage::{CANVAS_ID, OPTIONS_ID, POSITION_ID, TOOLS_ID};
use crate::browser::stage::{Element, StageElements};
use crate::core::geometry::{Rect, Size};
use crate::core::markup::Markup;
use crate::core::markup::sketch::Sketch;
use crate::core::mask::Mask;
use crate::services::held::Held;
use crate::services::library::blobs::Blobs;
use crate::services::shell::picture_worker::PictureWorker;
use crate::services::shell::questions::Questions;
use crate::state::AppState;
use state::PainterState;
pub use state::{Error, Painter};

/// Most memory for the masks of pictures that left the draft and can come back.
const FORMER_MASKS_BYTES: u64 = 128 << 20;

impl Painter {
    /// A painter without a picture.
    pub fn new(
        state: AppState,
        questions: Questions,
        blobs: Held<Blobs>,
        worker: Held<PictureWorker>,
    ) -> Self {
        let AppState { stage, draft, notices, .. } = state;
        let state = PainterState::held(stage);
        let painter = Self { state, stage, draft, notices, questions, blobs, worker };
        painter.with(|state| state.painter = Some(painter));
        painter
    }

    /// Calls with what the painter knows.
    pub(crate) fn with<R>(self, call: impl FnOnce(&mut PainterState) -> R) -> R {
        call(&mut self.state.borrow_mut())
    }

    /// Paints on the stage in this element from now on; a browser that cannot draw it is reported.
    pub fn attach(self, host: &Element) {
        let elements = match StageElements::of(host) {
            Ok(elements) => elements,
            Err(error) => {
                self.notices.error(texts::text_of(&error.into()));
                return;
            }
        };
        let watch = SizeWatch::of(elements.host(), move || self.with(PainterState::resize));
        self.with(|state| {
            state.elements = Some(elements.into());
            state.watch = watch.ok();
            state.resize();
            state.show_markup();
        });
        self.use_overlay();
    }

    /// The stage's element is going away.
    pub fn detach(self) {
        self.with(|state| {
            state.abort();
            state.elements = None;
            state.watch = None;
            state.frame = None;
        });
    }

    /// Works on this picture from now on; its mask is made when it has none.
    pub fn activate(self, picture: Option<(u64, Size)>) {
        self.with(|state| {
            if state.active == picture {
                return;
            }
            // What was begun is finished on the picture that it was begun on.
            state.mask();
            state.abort();
            if state.is_leased() {
                state.cancel_command();
                if state.selecting.series.as_ref().is_none_or(|series| !series.is_open) {
                    // What is being written is no step yet.
                    state.abort_step();
                }
            }
            state.leave_selection();
            state.last_point = None;
            state.cross = None;
            state.active = picture;
            if let Some((key, size)) = picture {
                let mask = state.masks.entry(key).or_insert_with(|| Mask::in_pieces(size));
                state.reported_dropped = mask.dropped_steps();
                let longer = f64::from(size.width.max(size.height));
                state.stage.brush_size_px.set((longer / 16.0).clamp(8.0, 400.0).round());
                state.stage.markup_width_px.set(f64::from(Markup::usual_width_px(size)));
                state.sketches.entry(key).or_insert_with(|| Sketch::new(size));
            }
            state.selected_mark = None;
            state.is_fitted = true;
            state.resize();
            state.report();
            state.show_markup();
            state.go_on_sweeping();
        });
    }

    /// Forgets the masks of pictures that are gone. Of `former` ones, which can come back, masks with something on them
    /// stay as long as they take little memory, those named first before the others.
    pub fn retain(self, keys: &[u64], former: &[u64]) {
        self.with(|state| {
            let mut kept = keys.to_vec();
            let mut room = FORMER_MASKS_BYTES;
            for key in former {
                let mask = state.masks.get(key).filter(|mask| !kept.contains(key) && mask.covered_px() > 0);
                if let Some(left) = mask.and_then(|mask| room.checked_sub(mask.size().area())) {
                    room = left;
                    kept.push(*key);
                }
            }
            state.masks.retain(|key, _| kept.contains(key));
            // Marks take little memory.
            state.sketches.retain(|key, _| keys.contains(key) || former.contains(key));
        });
    }

    /// Forgets a picture's mask and its steps: it is empty when it is next wanted.
    pub fn forget_mask(self, key: u64) {
        self.with(|state| {
            state.masks.remove(&key);
        });
    }

    /// What is drawn over a picture; `None` = nothing.
    pub fn markup_of(self, key: u64) -> Option<Markup> {
        self.with(|state| {
            let markup = state.sketches.get(&key).map(Sketch::markup);
            markup.filter(|markup| !markup.marks.is_empty()).cloned()
        })
    }

    /// Takes markup that was saved before, without a step to undo. One of another size is left out.
    pub fn restore_markup(self, key: u64, size: Size, saved: Markup) {
        self.with(|state| {
            if saved.size == size {
                state.sketches.insert(key, Sketch::of(saved));
                state.show_markup();
            }
        });
    }

    /// Replaces a picture's mask, undoably. A mask of another size is left out.
    pub fn replace_mask(self, key: u64, size: Size, coverage: &[u8]) {
        self.with(|state| {
            let mask = state.masks.entry(key).or_insert_with(|| Mask::new(size));
            if mask.replace(coverage).is_ok() {
                state.redraw();
                state.report();
            }
        });
    }

    /// Pixels of a picture that are marked, with a change of the edge that is shown: who runs has seen it.
    pub fn covered_px(self, key: u64) -> u64 {
        self.with(|state| {
            if state.stage.edge.get_untracked().is_some() && !state.is_leased() {
                state.leave_selection();
            }
            state.settle(key);
            state.masks.get_mut(&key).map_or(0, |mask| {
                mask.end_stroke();
                mask.covered_px()
            })
        })
    }

    /// The rectangle round what is marked of a picture; empty when nothing is.
    pub fn covered_rect(self, key: u64) -> Rect {
        self.with(|state| state.masks.get(&key).map_or_else(Rect::default, Mask::covered_rect))
    }

    /// Counts the changes of a picture's mask: the same number, the same bytes. 0 for a mask that was never
    /// touched. [`crate::state::StageState::mask_changes`] says when to look.
    pub fn mask_revision(self, key: u64) -> u64 {
        self.with(|state| state.masks.get(&key).map_or(0, Mask::revision))
    }
}
