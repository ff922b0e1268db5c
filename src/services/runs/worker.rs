//! Work on pictures for the runner: inputs and results in the page's worker, Local fill in workers of its own, which
//! share a run's variants and show the first as it forms.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::task::Poll;

use leptos::prelude::*;

use super::ports::Page;
use crate::browser::attachment::{Bytes, File};
use crate::browser::fill_preview::FillPreview;
use crate::browser::spawn;
use crate::browser::time::sleep;
use crate::browser::worker_handle::{WorkerError, WorkerHandle, spare_cores, workers_in_memory};
use crate::core::geometry::Rect;
use crate::core::job::JobRecord;
use crate::core::model::{EngineId, MaskEncoding};
use crate::core::request::{BlobHash, EditRequest, MarkupWay, PictureRef};
use crate::runs::WorkError;
use crate::runs::ports::{self, Inspected, Prepared};
use crate::state::{AppState, StageMode};
use crate::worker::{
    self, Fill, FillNeeds, FillUpdate, FilledVariant, Inspect, NeededBytes, PrepareMarkup, PrepareMask,
    PrepareUpload, PreviewPlace, WarmUp,
};

/// How long the preview of a finished fill stays at most, in milliseconds; the result covers it before.
const PREVIEW_STAYS_MILLIS: u32 = 600;

fn refused(error: WorkerError) -> WorkError {
    match error {
        WorkerError::Task(error) => error.into(),
        error => WorkError::Broken { message: error.to_string() },
    }
}

impl Page {
    async fn file(&self, hash: &BlobHash) -> Result<File, WorkError> {
        self.library.blobs.get(hash).await.map(File).map_err(|_| WorkError::FileMissing)
    }
}

impl ports::Worker for Page {
    async fn prepare_picture(
        &self,
        picture: &BlobHash,
        region: Option<Rect>,
        max_side_px: u32,
    ) -> Result<Prepared, WorkError> {
        let picture = self.file(picture).await?;
        let task = PrepareUpload { picture, region, max_side_px };
        self.library.worker.call(task).await.map(prepared).map_err(refused)
    }

    async fn prepare_mask(
        &self,
        mask: &BlobHash,
        encoding: MaskEncoding,
        region: Option<Rect>,
        max_side_px: u32,
    ) -> Result<Prepared, WorkError> {
        let mask = self.file(mask).await?;
        let task = PrepareMask { mask, region, encoding, max_side_px };
        self.library.worker.call(task).await.map(prepared).map_err(refused)
    }

    async fn prepare_markup(&self, request: &EditRequest, max_side_px: u32) -> Result<Prepared, WorkError> {
        let markup = request.markup.clone().ok_or(WorkError::FileMissing)?;
        let base = request.pictures.first().filter(|_| request.markup_way() == MarkupWay::Picture);
        let picture = match base {
            Some(base) => Some(self.file(&base.blob).await?),
            None => None,
        };
        let mask = match request.drawn_mask() {
            Some(mask) => Some(self.file(mask).await?),
            None => None,
        };
        let region = request.region.map(|region| region.rect);
        let task = PrepareMarkup { markup, picture, mask, region, max_side_px };
        self.library.worker.call(task).await.map(prepared).map_err(refused)
    }

    async fn inspect(&self, file: &BlobHash, cleans_alpha: bool) -> Result<Inspected, WorkError> {
        let file = self.file(file).await?;
        let found = self.library.worker.call(Inspect { file, cleans_alpha }).await.map_err(refused)?;
        let (saved, thumbnail) = (found.saved, found.thumbnail);
        self.library.blobs.add_known(saved.hash.clone(), saved.file.0);
        self.library.blobs.add_known(thumbnail.hash.clone(), thumbnail.file.0);
        let info = found.info;
        let picture = PictureRef {
            blob: saved.hash,
            name: "result".to_owned(),
            media_type: info.media_type,
            size: info.size,
        };
        Ok(Inspected { picture, thumbnail: thumbnail.hash, outside: None, is_unchanged: false })
    }

    async fn fill(&self, record: &JobRecord, on_progress: impl Fn(f32)) -> Result<Vec<Inspected>, WorkError> {
        let request = &record.request;
        let (Some((base, others)), Some(mask)) = (request.pictures.split_first(), &request.mask) else {
            return Err(WorkError::FileMissing);
        };
        let (picture, mask) = (self.file(&base.blob).await?, self.file(mask).await?);
        let mut references = Vec::new();
        for other in others {
            references.push(self.file(&other.blob).await?);
        }
        let seed = 1 + self.earlier_runs(request);
        let workers = start_workers(request, &mask).await?;
        let wanted = usize::from(request.settings.count);
        let filling = RefCell::new(Filling { shares: vec![0.0; workers.len()], ..Filling::default() });
        let calls = workers.iter().enumerate().map(|(index, worker)| {
            let task = Fill {
                picture: picture.clone(),
                mask: mask.clone(),
                references: references.clone(),
                frame: request.settings.size,
                variants: (index..wanted).step_by(workers.len()).map(|variant| variant as u8).collect(),
                format: request.settings.format,
                seed,
            };
            let (filling, on_progress) = (&filling, &on_progress);
            Box::pin(worker.call_with_updates(task, move |update| {
                filling.borrow_mut().take_in(self.state, record, index, update, on_progress);
            }))
        });
        let mut calls: Vec<_> = calls.collect();
        let mut outcome = Ok(());
        // The workers run beside each other. Dropping this future drops the workers, which ends them.
        std::future::poll_fn(|context| {
            calls.retain_mut(|call| match call.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(ended) => {
                    outcome = outcome.clone().and(ended.map_err(refused));
                    false
                }
            });
            if calls.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        drop(calls);
        outcome?;
        let Filling { mut variants, preview, .. } = filling.into_inner();
        // It stays until the result has come in its place.
        spawn(async move {
            sleep(PREVIEW_STAYS_MILLIS).await;
            drop(preview);
        });
        if variants.len() != wanted {
            return Err(WorkError::TooFew { came: variants.len(), wanted });
        }
        variants.sort_by_key(|filled| filled.variant);
        Ok(variants.into_iter().map(|filled| self.take_in(filled)).collect())
    }
}

fn prepared(prepared: worker::Prepared<Bytes>) -> Prepared {
    let worker::Prepared { bytes, info, hash } = prepared;
    Prepared { media_type: info.media_type, hash, bytes: bytes.to_vec() }
}

impl Page {
    /// How many runs of the same request have results here: another one gives others.
    fn earlier_runs(&self, request: &EditRequest) -> u32 {
        let jobs = self.state.results.entries.with_untracked(|entries| {
            let records = entries.iter().map(|entry| entry.record.get_untracked());
            records
                .filter(|record| record.request == *request)
                .map(|record| record.job_id.clone())
                .collect::<BTreeSet<_>>()
        });
        u32::try_from(jobs.len()).unwrap_or_default()
    }

    /// Takes a variant in among the files.
    fn take_in(&self, filled: FilledVariant<File>) -> Inspected {
        self.library.blobs.add_known(filled.picture.hash.clone(), filled.picture.file.0);
        self.library.blobs.add_known(filled.thumbnail.hash.clone(), filled.thumbnail.file.0);
        Inspected {
            picture: PictureRef {
                blob: filled.picture.hash,
                name: "result".to_owned(),
                media_type: filled.info.media_type,
                size: filled.info.size,
            },
            thumbnail: filled.thumbnail.hash,
            outside: filled.outside,
            is_unchanged: filled.is_unchanged,
        }
    }
}

/// Starts as many workers as the run's variants, the cores and the memory are for.
async fn start_workers(request: &EditRequest, mask: &File) -> Result<Vec<WorkerHandle>, WorkError> {
    let start = || WorkerHandle::start().map_err(refused);
    let mut workers = vec![start()?];
    let wanted = spare_cores().min(usize::from(request.settings.count));
    if let (2.., Some(first)) = (wanted, workers.first()) {
        let references = request.pictures.iter().skip(1).map(|picture| picture.size).collect();
        let task = FillNeeds { mask: mask.clone(), references, frame: request.settings.size };
        let NeededBytes(bytes_each) = first.call(task).await.map_err(refused)?;
        for _ in 1..wanted.min(workers_in_memory(bytes_each)) {
            workers.push(start()?);
        }
    }
    Ok(workers)
}

/// What the workers of a fill have said so far.
#[derive(Default)]
struct Filling {
    /// By worker, 0.0 to 1.0.
    shares: Vec<f32>,
    variants: Vec<FilledVariant<File>>,
    preview: Option<FillPreview>,
}

impl Filling {
    fn take_in(
        &mut self,
        state: AppState,
        record: &JobRecord,
        worker: usize,
        update: FillUpdate<File, Bytes>,
        on_progress: &impl Fn(f32),
    ) {
        match update {
            FillUpdate::Progress(share) => {
                if let Some(place) = self.shares.get_mut(worker) {
                    *place = share;
                }
                on_progress(self.shares.iter().sum::<f32>() / self.shares.len().max(1) as f32);
            }
            FillUpdate::Preview { place, rgba } if worker == 0 => {
                self.show(state, record, place, &rgba.to_vec());
            }
            FillUpdate::Preview { .. } => (),
            FillUpdate::Variant(filled) => self.variants.push(filled),
        }
    }

    /// Shows a preview while the stage shows the picture that is being filled.
    fn show(&mut self, state: AppState, record: &JobRecord, place: PreviewPlace, rgba: &[u8]) {
        let shown = untrack(|| state.draft.base()).map(|base| base.picture.blob);
        let is_shown = state.stage.mode.get_untracked() == StageMode::Paint
            && shown.as_ref() == record.request.pictures.first().map(|picture| &picture.blob);
        if !is_shown {
            self.preview = None;
            return;
        }
        if self.preview.is_none() {
            self.preview = FillPreview::over_photo().ok();
        }
        // A preview that cannot be shown is no reason to stop, nor worth a word: the result comes soon.
        let is_drawn = self.preview.as_ref().is_some_and(|preview| preview.show(place, rgba).is_ok());
        if !is_drawn {
            self.preview = None;
        }
    }
}

impl Page {
    /// Lets the fill's code be optimised once something is marked for it, so that the first Run is not slower than later
    /// ones.
    pub(super) fn warm_up(self) {
        let is_warm = StoredValue::new(false);
        Effect::new(move |_| {
            self.state.stage.mask_changes.track();
            let is_chosen = self.state.draft.engine.get() == EngineId::LocalFill;
            let is_due = is_chosen && self.state.stage.facts.get_untracked().covered_px > 0;
            if !is_due || is_warm.try_update_value(|is_warm| std::mem::replace(is_warm, true)) != Some(false)
            {
                return;
            }
            crate::browser::spawn(async move {
                // A worker that cannot do this will say so when it matters.
                if let Err(error) = self.library.worker.call(WarmUp).await {
                    crate::browser::dom::log_error(&error.to_string());
                }
            });
        });
    }
}
