//! Local fill: shares a run's variants between workers and shows the first as it forms.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::attachment::{Bytes, File};
use crate::browser::fill_preview::FillPreview;
use crate::browser::worker_handle::{WorkerHandle, spare_cores, workers_in_memory};
use crate::core::job::JobRecord;
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
use crate::core::price::Cost;
use crate::core::request::EditRequest;
use crate::services::Inner;
use crate::services::library::{protection, records};
use crate::services::runs::arrivals;
use crate::state::StageMode;
use crate::worker::{Fill, FillNeeds, FillUpdate, FilledVariant, NeededBytes, PreviewPlace, WarmUp};

/// What the workers of a run have told so far.
#[derive(Default)]
struct Heard {
    shares: Vec<f32>,
    variants: Vec<FilledVariant<File>>,
    preview: Option<FillPreview>,
}

/// Runs a fill; the names of its results, variant by variant.
pub(crate) async fn fill(inner: &Rc<Inner>, record: &JobRecord) -> Result<Vec<String>, String> {
    let request = &record.request;
    let (Some((base, others)), Some(mask)) = (request.pictures.split_first(), &request.mask) else {
        return Err("the picture or its mask is missing".to_owned());
    };
    let file = async |hash| inner.blobs.get(hash).await.map(File).map_err(|error| error.to_string());
    let (picture, mask) = (file(&base.blob).await?, file(mask).await?);
    let mut references = Vec::new();
    for other in others {
        references.push(file(&other.blob).await?);
    }
    let count = usize::from(request.settings.count);
    let workers = start_workers(inner, record, &mask).await?;
    let heard = Rc::new(RefCell::new(Heard { shares: vec![0.0; workers.len()], ..Heard::default() }));
    let mut answers = Vec::new();
    for (index, worker) in workers.iter().enumerate() {
        let task = Fill {
            picture: picture.clone(),
            mask: mask.clone(),
            references: references.clone(),
            frame: request.settings.size,
            variants: (index..count).step_by(workers.len()).map(|variant| variant as u8).collect(),
            format: request.settings.format,
            seed: 1,
        };
        // The workers run beside each other; their answers are waited for one after the other.
        let (worker, inner, record, heard) =
            (Rc::clone(worker), Rc::clone(inner), record.clone(), Rc::clone(&heard));
        let (done, answer) = futures_channel::oneshot::channel();
        crate::browser::spawn(async move {
            let on_update = |update| hear(&inner, &record, &heard, index, update);
            // Fails only when the run was left meanwhile.
            let _ = done.send(worker.call_with_updates(task, on_update).await);
        });
        answers.push(answer);
    }
    let mut outcome = Ok(());
    for answer in answers {
        let answered = answer.await.map_err(|_| "the worker was ended".to_owned());
        outcome = outcome.and(answered.and_then(|answered| answered.map_err(|error| error.to_string())));
    }
    inner.runner.hold_workers(&record.id, Vec::new());
    let Heard { mut variants, .. } = heard.take();
    outcome?;
    if variants.len() != count {
        return Err(format!("the workers gave {} results of {count}", variants.len()));
    }
    variants.sort_by_key(|filled| filled.variant);
    keep(inner, record, variants).await
}

/// Starts as many workers as the run's variants, the cores and the memory are for; the run holds them.
async fn start_workers(
    inner: &Inner,
    record: &JobRecord,
    mask: &File,
) -> Result<Vec<Rc<WorkerHandle>>, String> {
    let start = || WorkerHandle::start().map(Rc::new).map_err(|error| error.to_string());
    let mut workers = vec![start()?];
    inner.runner.hold_workers(&record.id, workers.clone());
    let wanted = spare_cores().min(usize::from(record.request.settings.count));
    if let (2.., Some(first)) = (wanted, workers.first()) {
        let bytes_each = bytes_of_one(first, &record.request, mask.clone()).await?;
        for _ in 1..wanted.min(workers_in_memory(bytes_each)) {
            workers.push(start()?);
        }
        inner.runner.hold_workers(&record.id, workers.clone());
    }
    Ok(workers)
}

/// What one worker would take of memory for a run.
async fn bytes_of_one(worker: &WorkerHandle, request: &EditRequest, mask: File) -> Result<u64, String> {
    let references = request.pictures.iter().skip(1).map(|picture| picture.size).collect();
    let needed = worker.call(FillNeeds { mask, references, frame: request.settings.size }).await;
    needed.map(|NeededBytes(bytes)| bytes).map_err(|error| error.to_string())
}

/// Lets the fill's code be optimised once something is marked for it, so that the first Run is not slower than later
/// ones.
pub fn watch(inner: &Rc<Inner>) {
    let inner = Rc::clone(inner);
    let is_warm = StoredValue::new(false);
    Effect::new(move |_| {
        inner.state.stage.mask_changes.track();
        let is_chosen = inner.state.draft.engine.get() == EngineId::LocalFill;
        let is_due = is_chosen && inner.state.stage.facts.get_untracked().covered_px > 0;
        if !is_due || is_warm.try_update_value(|is_warm| std::mem::replace(is_warm, true)) != Some(false) {
            return;
        }
        let inner = Rc::clone(&inner);
        crate::browser::spawn(async move {
            // A worker that cannot do this will say so when it matters.
            if let Err(error) = inner.worker.call(WarmUp).await {
                crate::browser::dom::log_error(&error.to_string());
            }
        });
    });
}

fn hear(
    inner: &Inner,
    record: &JobRecord,
    heard: &RefCell<Heard>,
    worker: usize,
    update: FillUpdate<File, Bytes>,
) {
    let mut heard = heard.borrow_mut();
    match update {
        FillUpdate::Progress(share) => {
            if let Some(told) = heard.shares.get_mut(worker) {
                *told = share;
            }
            let mean = heard.shares.iter().sum::<f32>() / heard.shares.len().max(1) as f32;
            if let Some(entry) = inner.state.jobs.find(&record.id) {
                entry.progress.set(Some(mean));
            }
        }
        FillUpdate::Preview { place, rgba } if worker == 0 => {
            show(inner, record, &mut heard, place, &rgba.to_vec());
        }
        FillUpdate::Preview { .. } => (),
        FillUpdate::Variant(filled) => {
            if filled.variant == 0 {
                heard.preview = None;
            }
            heard.variants.push(filled);
        }
    }
}

/// Shows a preview while the stage shows the picture that is being filled.
fn show(inner: &Inner, record: &JobRecord, heard: &mut Heard, place: PreviewPlace, rgba: &[u8]) {
    let shown = untrack(|| inner.state.draft.base()).map(|base| base.picture.blob);
    let is_shown = inner.state.stage.mode.get_untracked() == StageMode::Paint
        && shown.as_ref() == record.request.pictures.first().map(|picture| &picture.blob);
    if !is_shown {
        heard.preview = None;
        return;
    }
    if heard.preview.is_none() {
        heard.preview = FillPreview::over_photo().ok();
    }
    // A preview that cannot be shown is no reason to stop, nor worth a word: the result comes soon.
    let is_drawn = heard.preview.as_ref().is_some_and(|preview| preview.show(place, rgba).is_ok());
    if !is_drawn {
        heard.preview = None;
    }
}

async fn keep(
    inner: &Rc<Inner>,
    record: &JobRecord,
    variants: Vec<FilledVariant<File>>,
) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for (index, filled) in variants.into_iter().enumerate() {
        inner.blobs.add_known(filled.picture.hash.clone(), filled.picture.file.0);
        inner.blobs.add_known(filled.thumbnail.hash.clone(), filled.thumbnail.file.0);
        let mut result = ResultRecord {
            blob: Some(filled.picture.hash),
            thumbnail: Some(filled.thumbnail.hash),
            media_type: filled.info.media_type,
            size: filled.info.size,
            cost: Cost::Free,
            job_gave: record.request.settings.count,
            ..arrivals::blank_result(record, index, &[], None)
        };
        result.protected = filled.outside.and_then(|outside| protection::as_it_is(&result, outside));
        ids.push(result.id.clone());
        records::keep_result(inner, &result).await;
        records::show_result(inner, result);
    }
    Ok(ids)
}
