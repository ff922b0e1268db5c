//! What the worker does to the mask, with progress and cancelling; and the preview of a selection.
//!
//! The page sends the part of the mask that is concerned and writes the answer (`painter_bytes`).

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::attachment::JsAttachments;
use crate::browser::files::{self, Blob};
use crate::browser::spawn;
use crate::browser::worker_handle::WorkerHandle;
use crate::browser::{dom, page_events};
use crate::core::geometry::{Rect, Size};
use crate::core::mask::{StrokeMode, feather, morphology};
use crate::core::mask_file::Convention;
use crate::services::Inner;
use crate::services::painter::bytes::{copy_of, write};
use crate::services::painter::{Core, Painter};
use crate::services::shell::questions::Question;
use crate::state::stage::Work;
use crate::worker::{ChangeMask, DecodeMask, EncodeMask, MaskChange, Progress, SelectColour, Task};

/// The hidden file input for masks.
pub const FILE_INPUT_ID: &str = "mask-file";

/// Lets the person choose a mask file.
pub fn choose_import() {
    dom::click_by_id(FILE_INPUT_ID);
}

/// Takes the mask file that was chosen.
pub fn import_chosen(inner: &Rc<Inner>, event: &page_events::Event) {
    if let Some(file) = page_events::chosen(event).into_iter().next() {
        perform(inner, Wish::Import(file.blob));
    }
}

/// Something for the worker.
#[derive(Clone, Debug)]
pub enum Wish {
    /// Marks what is near to what is marked.
    Grow,
    /// Takes off what is near to what is not.
    Shrink,
    /// Softens the edges.
    Feather,
    /// Fills round a pixel.
    Fill {
        /// Column and row.
        at: (u32, u32),
        /// Marks or takes off.
        mode: StrokeMode,
    },
    /// Selects by the colour of a pixel.
    Select(Selection),
    /// Takes a mask picture.
    Import(Blob),
    /// Gives one out.
    Export(Convention),
}

/// A selection by colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selection {
    /// Column and row of the pixel whose colour is wanted.
    pub at: (u32, u32),
    /// Marks or takes off.
    pub mode: StrokeMode,
}

/// What is sent for a wish.
struct Order {
    key: u64,
    size: Size,
    /// The part of the mask that is sent.
    rect: Rect,
    /// What is done to that part, unless the mask is replaced or written to a file.
    change: Option<MaskChange>,
    label: &'static str,
}

/// Does it, and tells what goes wrong. One at a time: while one is under way others are left out, but for a
/// selection, which the last one of them replaces.
pub fn perform(inner: &Rc<Inner>, wish: Wish) {
    let is_busy = inner.painter.with(|core| {
        if let Wish::Select(selection) = wish {
            core.selection = Some(selection);
        }
        core.is_busy()
    });
    if is_busy {
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        // Two wishes in one moment: the second finds the first one's work begun.
        if inner.painter.with(|core| core.is_busy()) {
            return;
        }
        inner.painter.with(|core| {
            if core.stage.has_preview.get_untracked() {
                core.take_back();
            }
        });
        let mut wish = wish;
        loop {
            let used = inner.painter.with(|core| core.selection_settings());
            if let Err(message) = work(&inner, &wish).await {
                inner.state.notices.error(message);
            }
            inner.state.stage.work.set(None);
            // The tolerance may have moved on meanwhile.
            match inner.painter.with(|core| core.selection_settings()) {
                now @ Some((selection, ..)) if now != used && matches!(wish, Wish::Select(_)) => {
                    inner.painter.with(Core::take_back);
                    wish = Wish::Select(selection);
                }
                _ => break,
            }
        }
    });
}

/// Selects anew with the settings as they are now, when a selection is shown.
pub fn reselect(inner: &Rc<Inner>) {
    let selection = inner.painter.with(|core| core.selection);
    if let Some(selection) = selection {
        perform(inner, Wish::Select(selection));
    }
}

impl Painter {
    /// Ends what the worker does, as if it had not been asked.
    pub fn cancel_work(&self) {
        self.with(Core::cancel_work);
    }

    /// Takes the selection that is shown into the mask.
    pub fn apply_preview(&self) {
        self.with(|core| {
            core.selection = None;
            core.stage.has_preview.set(false);
            if let Some(mask) = core.mask() {
                mask.end_stroke();
            }
            core.tell();
            core.compact_later();
        });
    }

    /// Takes the selection that is shown back.
    pub fn cancel_preview(&self) {
        self.with(|core| {
            if core.stage.has_preview.get_untracked() {
                core.selection = None;
                core.take_back();
            }
        });
    }
}

impl Core {
    /// The worker has the mask: nothing else may change it.
    pub(crate) fn is_busy(&self) -> bool {
        self.stage.work.with_untracked(Option::is_some)
    }

    pub(crate) fn cancel_work(&mut self) {
        if let Some(worker) = self.worker.take().filter(|_| self.is_busy()) {
            worker.end();
            self.selection = None;
        }
    }

    /// Rolls the selection, or what was written of a change, back.
    pub(crate) fn take_back(&mut self) {
        self.stage.has_preview.set(false);
        if let Some(dirty) = self.mask().map(crate::core::mask::Mask::abort_stroke) {
            self.mark(dirty);
        }
        self.tell();
    }

    fn selection_settings(&self) -> Option<(Selection, f64, bool)> {
        let stage = self.stage;
        let tolerance = stage.tolerance_percent.get_untracked();
        Some((self.selection?, tolerance, stage.is_contiguous.get_untracked()))
    }

    fn order(&mut self, wish: &Wish) -> Option<Order> {
        let (key, size) = self.active?;
        let stage = self.stage;
        let reach = stage.reach_px.get_untracked() as u32;
        let mask = self.mask()?;
        let whole = Rect::of_size(size);
        let (label, rect, change) = match wish {
            Wish::Grow => {
                let rect = morphology::reach_of(mask.plane(), reach);
                ("Growing", rect, Some(MaskChange::Grow { radius_px: reach }))
            }
            Wish::Shrink => {
                let rect = morphology::reach_of(mask.plane(), 1);
                ("Shrinking", rect, Some(MaskChange::Shrink { radius_px: reach }))
            }
            Wish::Feather => {
                // Together the boxes are about as soft as a single one of this reach on each side.
                let radius_px = reach.div_ceil(2);
                let rect = morphology::reach_of(mask.plane(), radius_px * feather::PASSES);
                ("Softening", rect, Some(MaskChange::Feather { radius_px }))
            }
            Wish::Fill { at: (x, y), mode } => {
                let change = MaskChange::Flood { x: *x, y: *y, is_erasing: *mode == StrokeMode::Erase };
                ("Filling", whole, Some(change))
            }
            Wish::Select(_) => ("Selecting", Rect::default(), None),
            Wish::Import(_) => ("Reading", Rect::default(), None),
            Wish::Export(_) => ("Writing", whole, None),
        };
        if rect.is_empty() && !matches!(wish, Wish::Import(_) | Wish::Select(_)) {
            return None;
        }
        Some(Order { key, size, rect, change, label })
    }
}

async fn work(inner: &Rc<Inner>, wish: &Wish) -> Result<(), String> {
    let stage = inner.state.stage;
    let Some(order) = inner.painter.with(|core| core.order(wish)) else {
        return Ok(());
    };
    let label = order.label;
    stage.work.set(Some(Work { label, percent: 0.0 }));
    let on_progress = |Progress(share)| {
        stage.work.set(Some(Work { label, percent: f64::from(share) * 100.0 }));
    };
    let changed = match wish {
        Wish::Import(file) => return import(inner, &order, file).await,
        Wish::Select(Selection { at: (x, y), .. }) => {
            let task = SelectColour {
                picture: picture_of(inner, order.key).await?.into(),
                key: order.key,
                x: *x,
                y: *y,
                tolerance: (stage.tolerance_percent.get_untracked() * 2.55).round() as u8,
                is_contiguous: stage.is_contiguous.get_untracked(),
            };
            call(inner, task, on_progress).await?
        }
        Wish::Grow | Wish::Shrink | Wish::Feather | Wish::Fill { .. } | Wish::Export(_) => {
            let Some(coverage) = copy_of(inner, order.key, order.rect).await else {
                return Ok(());
            };
            let size = Size::new(order.rect.width(), order.rect.height());
            match (order.change, wish) {
                (Some(change), _) => call(inner, ChangeMask { coverage, size, change }, on_progress).await?,
                (None, Wish::Export(convention)) => {
                    let task = EncodeMask { coverage, size, convention: *convention };
                    return match call(inner, task, |_| ()).await? {
                        Some(mask) => {
                            files::download(&mask.file.0, "mask.png").map_err(|error| error.to_string())
                        }
                        None => Ok(()),
                    };
                }
                (None, _) => None,
            }
        }
    };
    let Some(changed) = changed else { return Ok(()) };
    // What was sent is a part of the mask, and so is what came back.
    let ((left, top), rect) = ((order.rect.left, order.rect.top), changed.rect);
    let rect = Rect::new(rect.left + left, rect.top + top, rect.right + left, rect.bottom + top);
    let selection = match wish {
        Wish::Select(selection) => Some(*selection),
        _ => None,
    };
    write(inner, order.key, rect, &changed.coverage, selection).await;
    Ok(())
}

async fn import(inner: &Rc<Inner>, order: &Order, file: &Blob) -> Result<(), String> {
    let task = DecodeMask { mask: file.clone().into(), resize_to: Some(order.size) };
    let Some(mask) = call(inner, task, |_| ()).await? else {
        return Ok(());
    };
    let question = || Question {
        name: "Mask of another size",
        text: format!(
            "The mask is {} px, the picture is {} px. Stretch the mask to fit?",
            mask.size, order.size
        ),
        yes: "Stretch",
    };
    if mask.size != order.size && !inner.questions.ask(question()).await {
        return Ok(());
    }
    write(inner, order.key, Rect::of_size(order.size), &mask.coverage, None).await;
    let read_as = match mask.convention {
        Convention::WhiteOnBlack => "mask read as white on black: white may change",
        Convention::Transparent => "mask read by its transparency: what is clear may change",
    };
    inner.state.notices.info(read_as);
    Ok(())
}

async fn picture_of(inner: &Inner, key: u64) -> Result<Blob, String> {
    let base = inner.state.draft.base().filter(|base| base.key == key);
    let base = base.ok_or_else(|| "the picture is gone".to_owned())?;
    inner.blobs.get(&base.picture.blob).await.map_err(|error| error.to_string())
}

/// Has the painter's own worker do a task; `None` when it was cancelled.
async fn call<T: Task<JsAttachments>>(
    inner: &Rc<Inner>,
    task: T,
    on_update: impl FnMut(T::Update),
) -> Result<Option<T::Answer>, String> {
    let own = inner.painter.with(|core| core.worker.clone());
    let worker = match own.filter(|worker| !worker.is_broken()) {
        Some(worker) => worker,
        None => Rc::new(WorkerHandle::start().map_err(|error| error.to_string())?),
    };
    inner.painter.with(|core| core.worker = Some(Rc::clone(&worker)));
    let answer = worker.call_with_updates(task, on_update).await;
    if inner.painter.with(|core| core.worker.is_none()) {
        return Ok(None);
    }
    answer.map(Some).map_err(|error| error.to_string())
}
