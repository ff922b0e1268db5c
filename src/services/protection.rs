//! Protects results, one at a time, in a worker of its own.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::spawn;
use crate::browser::worker_port::Attachment;
use crate::core::lineage::{ProtectedRecord, ResultRecord};
use crate::core::raster::{Known, Placing, ProtectSettings};
use crate::fill::protocol::{Answer, Task};
use crate::services::picture_worker::PictureWorker;
use crate::services::{Inner, records};

/// Replaced seams that are remembered of a result.
const MOST_FORMER: usize = 32;

/// The queue's owner.
#[derive(Default)]
pub struct Protection {
    worker: PictureWorker,
    waiting: RefCell<VecDeque<(String, ProtectSettings, Placing)>>,
    is_running: Cell<bool>,
}

impl Protection {
    /// Asks the worker for other long work on results.
    ///
    /// # Errors
    /// As [`PictureWorker::ask`].
    pub async fn ask(
        &self,
        task: Task,
        attachments: Vec<Attachment>,
    ) -> Result<(Answer, Vec<Attachment>), crate::browser::worker_handle::WorkerError> {
        self.worker.ask(task, attachments).await
    }
}

/// Protects a new result if there was a mask and the person wants it. A local result of another frame or a
/// lossy format was asked for as such, and has kept what it could: it is left to the person.
pub fn protect_later(inner: &Rc<Inner>, record: &ResultRecord) {
    let request = &record.request;
    let is_remote = request.engine.capabilities().is_remote;
    let is_as_original = record.media_type == "image/png"
        && request
            .pictures
            .first()
            .is_some_and(|base| base.size == record.size);
    // A part must be laid back in any case.
    let is_wanted = request.settings.protect || request.region.is_some();
    if is_wanted && can_protect(record) && (is_remote || is_as_original) {
        enqueue(inner, record, ProtectSettings::default(), Placing::Find);
    }
}

/// There was a mask, and the result's bytes are there.
pub fn can_protect(record: &ResultRecord) -> bool {
    record.request.mask.is_some() && record.blob.is_some()
}

/// Shows the protected picture or the raw one; makes the protected one when there is none yet.
pub fn toggle(inner: &Rc<Inner>, record: &ResultRecord) {
    let mut record = record.clone();
    let Some(protected) = &mut record.protected else {
        enqueue(inner, &record, ProtectSettings::default(), Placing::Find);
        return;
    };
    protected.is_shown = !protected.is_shown;
    let inner = Rc::clone(inner);
    spawn(async move {
        records::show_result(&inner, record.clone());
        records::keep_result_record(&inner, &record).await;
    });
}

/// Makes the protected picture anew with another seam.
pub fn remake(inner: &Rc<Inner>, record: &ResultRecord, settings: ProtectSettings) {
    let placing = known_frame(record).map_or(Placing::Find, Placing::Known);
    enqueue(inner, record, settings, placing);
}

/// Lays a result that cannot be aligned over its original all the same, scaled until it fills it.
pub fn scale_in(inner: &Rc<Inner>, record: &ResultRecord) {
    enqueue(inner, record, ProtectSettings::default(), Placing::Scaled);
}

/// How the seam of a result is made, or would be.
pub fn settings_of(record: &ResultRecord) -> ProtectSettings {
    let protected = record.protected.as_ref();
    protected.map_or_else(ProtectSettings::default, |protected| protected.facts.settings)
}

/// What is known of a result's alignment.
pub fn known_frame(record: &ResultRecord) -> Option<Known> {
    record.protected.as_ref().map(|protected| Known {
        frame: protected.facts.frame,
        residual_levels: protected.facts.residual_levels,
        is_scaled: protected.facts.is_scaled,
    })
}

/// What the worker needs of a result: the original, the coverage, the result.
///
/// # Errors
/// When there is no mask, or a file cannot be read.
pub async fn attachments(inner: &Inner, record: &ResultRecord) -> Result<Vec<Attachment>, String> {
    let (Some(base), Some(mask), Some(result)) = (
        record.request.pictures.first(),
        &record.request.mask,
        &record.blob,
    ) else {
        return Err("there is no mask, or the result's bytes could not be read".to_owned());
    };
    let mut attachments = Vec::new();
    for hash in [&base.blob, mask, result] {
        let blob = inner.blobs.get(hash).await.map_err(|error| error.to_string())?;
        attachments.push(Attachment::Blob(blob));
    }
    Ok(attachments)
}

fn enqueue(inner: &Rc<Inner>, record: &ResultRecord, settings: ProtectSettings, placing: Placing) {
    let wish = (record.id.clone(), settings, placing);
    inner.protection.waiting.borrow_mut().push_back(wish);
    if inner.protection.is_running.replace(true) {
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        loop {
            let next = inner.protection.waiting.borrow_mut().pop_front();
            let Some((id, settings, placing)) = next else {
                break;
            };
            let Some(entry) = inner.state.results.find(&id) else {
                continue;
            };
            let record = entry.record.get_untracked();
            if let Err(message) = make(&inner, &record, settings, placing).await {
                inner
                    .state
                    .notices
                    .error(["the result could not be protected: ", &message].concat());
            }
        }
        inner.protection.is_running.set(false);
        // A worker's memory never shrinks: that of large pictures goes with the worker.
        inner.protection.worker.rest();
    });
}

async fn make(
    inner: &Rc<Inner>,
    record: &Arc<ResultRecord>,
    settings: ProtectSettings,
    placing: Placing,
) -> Result<(), String> {
    let refused = |error: crate::browser::Error| error.to_string();
    let attachments = attachments(inner, record).await?;
    let task = Task::Protect {
        settings,
        region: record.request.region.map(|region| region.rect),
        placing,
    };
    let asked = inner.protection.worker.ask(task, attachments).await;
    let (answer, parts) = asked.map_err(|error| error.to_string())?;
    if answer == Answer::NotAlignable {
        if let Some(entry) = inner.state.results.find(&record.id) {
            let mut record = ResultRecord::clone(&entry.record.get_untracked());
            record.not_alignable = true;
            records::show_result(inner, record.clone());
            records::keep_result_record(inner, &record).await;
        }
        return Ok(());
    }
    let mut parts = parts.into_iter();
    let (
        Answer::Protected {
            facts,
            hash,
            thumbnail: thumbnail_hash,
        },
        Some(file),
        Some(thumbnail),
    ) = (answer, parts.next(), parts.next())
    else {
        return Err("the worker gave another answer than asked for".to_owned());
    };
    inner
        .blobs
        .add_known(hash.clone(), file.blob("image/png").map_err(refused)?);
    inner.blobs.add_known(
        thumbnail_hash.clone(),
        thumbnail.blob("image/jpeg").map_err(refused)?,
    );
    let protected = ProtectedRecord {
        blob: hash,
        thumbnail: thumbnail_hash,
        facts,
        is_shown: true,
    };
    // It may have been marked or deleted meanwhile.
    let Some(entry) = inner.state.results.find(&record.id) else {
        return Ok(());
    };
    let before = entry.record.get_untracked();
    let mut former = before.former.clone();
    if let Some(old) = &before.protected
        && old.blob != protected.blob
    {
        former.push(old.blob.clone());
        former.dedup();
        let extra = former.len().saturating_sub(MOST_FORMER);
        former.drain(..extra);
    }
    let record = ResultRecord {
        protected: Some(protected),
        former,
        not_alignable: false,
        ..ResultRecord::clone(&before)
    };
    records::show_result(inner, record.clone());
    records::keep_result_instead(inner, &before, &record).await;
    Ok(())
}
