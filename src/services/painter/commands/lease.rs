//! What a command does with the mask it has leased: copies of it, questions to the worker, and writing it, in bands
//! with pauses between.

use std::rc::Rc;

use leptos::prelude::*;

use super::storage::{bands, copy_of};
use crate::browser::attachment::{Bytes, JsAttachments};
use crate::browser::files::Blob;
use crate::browser::time::sleep;
use crate::browser::worker_handle::{WorkerError, WorkerHandle};
use crate::core::geometry::{Rect, Size};
use crate::core::mask::StrokeMode;
use crate::services::painter::state::{Error, MaskLease, Painter, PainterState};
use crate::state::stage::Work;
use crate::worker::{ChangeMask, ChangedMask, MaskChange, Progress, Task};

impl Painter {
    /// The painter's own worker, started where there is none.
    pub(super) fn own_worker(self) -> Result<Rc<WorkerHandle>, WorkerError> {
        let known = self.with(|state| state.worker.clone());
        let worker = match known.filter(|worker| !worker.is_broken()) {
            Some(worker) => worker,
            None => Rc::new(WorkerHandle::start()?),
        };
        self.with(|state| state.worker = Some(Rc::clone(&worker)));
        Ok(worker)
    }

    /// The file of the base picture, when it is the one of this key.
    pub(super) async fn picture_file(self, key: u64) -> Result<Blob, Error> {
        let base = self.draft.base().filter(|base| base.key == key);
        Ok(self.blobs.get(&base.ok_or(Error::PictureGone)?.picture.blob).await?)
    }
}

impl MaskLease {
    /// Has the worker change a part of the mask, as one step.
    pub(crate) async fn change(self, part: Rect, change: MaskChange) -> Result<(), Error> {
        if let Some(changed) = self.changed(part, change).await? {
            self.write(&changed).await;
        }
        Ok(())
    }

    /// Has the worker change a part of the mask, and shows it; it stays open, to be applied or taken back. `false` when it
    /// was cancelled meanwhile.
    pub(crate) async fn show_change(&self, part: Rect, change: MaskChange) -> Result<bool, Error> {
        match self.changed(part, change).await? {
            Some(changed) => Ok(self.preview(&changed, None).await),
            None => Ok(false),
        }
    }

    /// What a change makes of a part of the mask; `None` when it was cancelled meanwhile.
    async fn changed(&self, part: Rect, change: MaskChange) -> Result<Option<ChangedMask<Bytes>>, Error> {
        let Some(coverage) = copy_of(self.painter, self.key, part).await else {
            return Ok(None);
        };
        let task = ChangeMask { coverage, size: Size::new(part.width(), part.height()), change };
        let mut changed = self.call(task, |Progress(fraction)| fraction).await?;
        if let Some(changed) = &mut changed {
            // What was sent is a part of the mask, and so is what came back.
            let Rect { left, top, right, bottom } = changed.rect;
            changed.rect = Rect::new(left + part.left, top + part.top, right + part.left, bottom + part.top);
        }
        Ok(changed)
    }

    /// Asks the painter's own worker, and shows how far it is; `None` when the command was cancelled.
    pub(crate) async fn call<T: Task<JsAttachments>>(
        &self,
        task: T,
        fraction_of: impl Fn(T::Update) -> f32,
    ) -> Result<Option<T::Answer>, Error> {
        if self.is_cancelled.get() {
            return Ok(None);
        }
        let worker = self.painter.own_worker()?;
        let (work, label) = (self.painter.stage.work, self.label);
        let answer = worker
            .call_with_updates(task, |update| {
                work.set(Some(Work { label, percent: f64::from(fraction_of(update)) * 100.0 }));
            })
            .await;
        if self.is_cancelled.get() { Ok(None) } else { Ok(Some(answer?)) }
    }

    /// The picture's file.
    pub(crate) async fn picture(&self) -> Result<Blob, Error> {
        self.painter.picture_file(self.key).await
    }

    /// Writes a part of the mask, as one step; `false` when it was cancelled meanwhile.
    pub(crate) async fn write(&self, changed: &ChangedMask<Bytes>) -> bool {
        let is_written = self.write_bands(changed, None).await;
        if is_written {
            self.painter.with(PainterState::end_step);
        }
        is_written
    }

    /// Shows a selection, or with no mode the mask as it would be; it stays open, to be applied or taken back. `false` when
    /// it was cancelled meanwhile.
    pub(crate) async fn preview(&self, selected: &ChangedMask<Bytes>, mode: Option<StrokeMode>) -> bool {
        let is_written = self.write_bands(selected, mode).await;
        if is_written {
            self.painter.with(|state| {
                state.stage.has_preview.set(true);
                state.report();
            });
        }
        is_written
    }

    /// `false` when it was cancelled meanwhile: then nothing is changed.
    pub(super) async fn write_bands(&self, changed: &ChangedMask<Bytes>, mode: Option<StrokeMode>) -> bool {
        let ChangedMask { rect, coverage } = changed;
        self.painter.with(|state| {
            if let Some(mask) = state.mask().filter(|_| !self.is_cancelled.get()) {
                mask.begin_change();
            }
        });
        let mut bytes = Vec::new();
        for band in bands(*rect) {
            bytes.resize(band.width() as usize * band.height() as usize, 0);
            let is_there = coverage.take((band.top - rect.top) * rect.width(), &mut bytes);
            let is_written = self.painter.with(|state| {
                let is_wanted = is_there && !self.is_cancelled.get();
                let Some(mask) = state.mask().filter(|mask| is_wanted && mask.is_stroking()) else {
                    // Where another picture came, what was written was taken back then.
                    if state.active.is_some_and(|(key, _)| key == self.key) {
                        state.take_back();
                    }
                    return false;
                };
                if let Some(mode) = mode {
                    let before = mask.plane().part(band);
                    for (amount, before) in bytes.iter_mut().zip(before) {
                        *amount = mode.compose(before, *amount);
                    }
                }
                mask.set_rows(band, &bytes);
                state.mark(band);
                true
            });
            if !is_written {
                return false;
            }
            sleep(0).await;
        }
        true
    }
}
