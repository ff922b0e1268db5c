//! Local fill as a job's effect: asks a worker of its own, and keeps what comes.

use std::rc::Rc;

use futures_channel::mpsc;
use leptos::prelude::*;

use crate::browser::worker_handle::{Update, WorkerHandle};
use crate::browser::worker_port::Attachment;
use crate::core::job::JobRecord;
use crate::core::lineage::ResultRecord;
use crate::core::price::Cost;
use crate::fill::protocol::Task;
use crate::services::{Inner, arrivals, protection, records};

/// Fills the masked region on this device; gives the names of the kept results.
///
/// # Errors
/// What the worker says, or that it broke.
pub(super) async fn fill(inner: &Rc<Inner>, record: &JobRecord) -> Result<Vec<String>, String> {
    let request = &record.request;
    let mut attachments = Vec::new();
    let base = request.pictures.first().into_iter();
    let hashes = base
        .map(|picture| &picture.blob)
        .chain(&request.mask)
        .chain(request.pictures.iter().skip(1).map(|picture| &picture.blob));
    for hash in hashes {
        attachments.push(Attachment::Blob(
            inner.blobs.get(hash).await.map_err(|error| error.to_string())?,
        ));
    }
    let worker = Rc::new(WorkerHandle::start().map_err(|error| error.to_string())?);
    inner.runner.hold_worker(&record.id, Some(Rc::clone(&worker)));
    let (updates, mut heard) = mpsc::unbounded();
    let progress = inner.state.jobs.find(&record.id).map(|entry| entry.progress);
    let task = Task::Fill {
        frame: request.settings.size,
        count: request.settings.count,
        format: request.settings.format,
        seed: 1,
    };
    let variants = Rc::new(std::cell::RefCell::new(Vec::new()));
    let taken = Rc::clone(&variants);
    crate::browser::spawn(async move {
        while let Ok(update) = heard.recv().await {
            match update {
                Update::Progress(fraction) => {
                    if let Some(progress) = progress {
                        progress.set(Some(fraction));
                    }
                }
                Update::Variant(info, parts) => taken.borrow_mut().push((info, parts)),
            }
        }
    });
    let answered = worker.ask_with_updates(task, attachments, Some(updates)).await;
    inner.runner.hold_worker(&record.id, None);
    answered.map_err(|error| error.to_string())?;
    // The last variants were sent before the answer, but are told by the task above.
    crate::browser::time::sleep(0).await;
    let variants = variants.take();
    if variants.len() != usize::from(request.settings.count) {
        return Err(format!(
            "the worker gave {} results of {}",
            variants.len(),
            request.settings.count
        ));
    }
    let mut ids = Vec::new();
    for (index, (info, parts)) in variants.into_iter().enumerate() {
        let mut parts = parts.into_iter();
        let (Some(file), Some(thumbnail)) = (parts.next(), parts.next()) else {
            return Err("the worker gave no picture".to_owned());
        };
        let refused = |error: crate::browser::Error| error.to_string();
        let file = file.bytes().await.map_err(refused)?;
        let thumbnail = thumbnail.bytes().await.map_err(refused)?;
        let result = ResultRecord {
            blob: Some(inner.blobs.add(&file, &info.media_type).map_err(refused)?),
            thumbnail: Some(inner.blobs.add(&thumbnail, "image/jpeg").map_err(refused)?),
            media_type: info.media_type,
            size: info.size,
            cost: Cost::Free,
            job_gave: request.settings.count,
            ..arrivals::blank_result(record, index, &[], None)
        };
        ids.push(result.id.clone());
        records::keep_result(inner, &result).await;
        protection::protect_later(inner, &result);
        records::show_result(inner, result);
    }
    Ok(ids)
}
