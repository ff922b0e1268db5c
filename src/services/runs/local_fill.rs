//! Local fill: shares a run's variants between workers and shows the first as it forms.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::mpsc;
use leptos::prelude::*;

use crate::browser::fill_preview::FillPreview;
use crate::browser::worker_handle::{Update, WorkerHandle, spare_cores, workers_in_memory};
use crate::browser::worker_port::Attachment;
use crate::core::job::JobRecord;
use crate::core::lineage::ResultRecord;
use crate::core::model::EngineId;
use crate::core::price::Cost;
use crate::core::request::EditRequest;
use crate::services::Inner;
use crate::services::library::{protection, records};
use crate::services::runs::arrivals;
use crate::state::StageMode;
use crate::worker::{Answer, FilledVariant, PreviewPlace, Task};

/// What the workers of a run have told so far.
#[derive(Default)]
struct Heard {
    shares: Vec<f32>,
    variants: Vec<(FilledVariant, Vec<Attachment>)>,
    preview: Option<FillPreview>,
}

/// Runs a fill; the names of its results, variant by variant.
pub(crate) async fn fill(inner: &Rc<Inner>, record: &JobRecord) -> Result<Vec<String>, String> {
    let request = &record.request;
    let base = request.pictures.first().into_iter();
    let hashes = base
        .map(|picture| &picture.blob)
        .chain(&request.mask)
        .chain(request.pictures.iter().skip(1).map(|picture| &picture.blob));
    let mut files = Vec::new();
    for hash in hashes {
        files.push(inner.blobs.get(hash).await.map_err(|error| error.to_string())?);
    }
    let count = usize::from(request.settings.count);
    let mask = files.get(1).cloned().map(Attachment::Blob);
    let workers = start_workers(inner, record, mask).await?;
    let heard = Rc::new(RefCell::new(Heard { shares: vec![0.0; workers.len()], ..Heard::default() }));
    let mut answers = Vec::new();
    for (index, worker) in workers.iter().enumerate() {
        let variants: Vec<u8> = (index..count).step_by(workers.len()).map(|v| v as u8).collect();
        let task =
            Task::Fill { frame: request.settings.size, variants, format: request.settings.format, seed: 1 };
        let attachments = files.iter().cloned().map(Attachment::Blob).collect();
        let (updates, mut told) = mpsc::unbounded();
        let (listener, in_listener, in_record) = (Rc::clone(inner), Rc::clone(&heard), record.clone());
        crate::browser::spawn(async move {
            while let Ok(update) = told.recv().await {
                hear(&listener, &in_record, &in_listener, index, update).await;
            }
        });
        // The workers run beside each other; their answers are waited for one after the other.
        let worker = Rc::clone(worker);
        let (done, answer) = futures_channel::oneshot::channel();
        crate::browser::spawn(async move {
            // Fails only when the run was left meanwhile.
            let _ = done.send(worker.ask_with_updates(task, attachments, Some(updates)).await);
        });
        answers.push(answer);
    }
    let mut outcome = Ok(());
    for answer in answers {
        let answered = answer.await.map_err(|_| "the worker was ended".to_owned());
        let answered = answered.and_then(|answered| answered.map_err(|error| error.to_string()));
        outcome = outcome.and(answered.map(|_| ()));
    }
    inner.runner.hold_workers(&record.id, Vec::new());
    // The last variants were sent before the answer, but are told by the tasks above.
    crate::browser::time::sleep(0).await;
    let Heard { mut variants, .. } = heard.take();
    outcome?;
    if variants.len() != count {
        return Err(format!("the workers gave {} results of {count}", variants.len()));
    }
    variants.sort_by_key(|(filled, _)| filled.variant);
    keep(inner, record, variants).await
}

/// Starts as many workers as the run's variants, the cores and the memory are for; the run holds them.
async fn start_workers(
    inner: &Inner,
    record: &JobRecord,
    mask: Option<Attachment>,
) -> Result<Vec<Rc<WorkerHandle>>, String> {
    let start = || WorkerHandle::start().map(Rc::new).map_err(|error| error.to_string());
    let mut workers = vec![start()?];
    inner.runner.hold_workers(&record.id, workers.clone());
    let wanted = spare_cores().min(usize::from(record.request.settings.count));
    if let (2.., Some(first), Some(mask)) = (wanted, workers.first(), mask) {
        let bytes_each = bytes_of_one(first, &record.request, mask).await?;
        for _ in 1..wanted.min(workers_in_memory(bytes_each)) {
            workers.push(start()?);
        }
        inner.runner.hold_workers(&record.id, workers.clone());
    }
    Ok(workers)
}

/// What one worker would take of memory for a run.
async fn bytes_of_one(worker: &WorkerHandle, request: &EditRequest, mask: Attachment) -> Result<u64, String> {
    let references = request.pictures.iter().skip(1).map(|picture| picture.size);
    let task = Task::FillNeeds { references: references.collect(), frame: request.settings.size };
    let asked = worker.ask(task, vec![mask]).await;
    match asked.map_err(|error| error.to_string())? {
        (Answer::FillNeeds { bytes }, _) => Ok(bytes),
        _ => Err("the worker did not tell what the fill needs".to_owned()),
    }
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
            if let Err(error) = inner.worker.ask(Task::WarmUp, Vec::new()).await {
                crate::browser::dom::log_error(&error.to_string());
            }
        });
    });
}

async fn hear(inner: &Inner, record: &JobRecord, heard: &RefCell<Heard>, worker: usize, update: Update) {
    match update {
        Update::Progress(share) => {
            let mut heard = heard.borrow_mut();
            if let Some(told) = heard.shares.get_mut(worker) {
                *told = share;
            }
            let mean = heard.shares.iter().sum::<f32>() / heard.shares.len().max(1) as f32;
            if let Some(entry) = inner.state.jobs.find(&record.id) {
                entry.progress.set(Some(mean));
            }
        }
        Update::Preview(place, parts) if worker == 0 => {
            let Some(part) = parts.first() else { return };
            if let Ok(rgba) = part.bytes().await {
                show(inner, record, &mut heard.borrow_mut(), place, &rgba);
            }
        }
        Update::Preview(..) => (),
        Update::Variant(filled, parts) => {
            let mut heard = heard.borrow_mut();
            if filled.variant == 0 {
                heard.preview = None;
            }
            heard.variants.push((filled, parts));
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
    variants: Vec<(FilledVariant, Vec<Attachment>)>,
) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for (index, (filled, parts)) in variants.into_iter().enumerate() {
        let [Attachment::Blob(file), Attachment::Blob(thumbnail)] = parts.as_slice() else {
            return Err("the worker gave no picture".to_owned());
        };
        inner.blobs.add_known(filled.hash.clone(), file.clone());
        inner.blobs.add_known(filled.thumbnail.clone(), thumbnail.clone());
        let mut result = ResultRecord {
            blob: Some(filled.hash),
            thumbnail: Some(filled.thumbnail),
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
