//! The results that are being protected, one at a time, in a worker of their own; who needs one waits for it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::oneshot;
use leptos::prelude::*;

use crate::browser::attachment::JsAttachments;
use crate::browser::spawn;
use crate::browser::worker_handle::WorkerError;
use crate::core::lineage::{ProtectedRecord, ResultRecord};
use crate::core::raster::{Placing, ProtectSettings};
use crate::services::Inner;
use crate::services::library::protection::layers;
use crate::services::library::records;
use crate::services::shell::picture_worker::PictureWorker;
use crate::worker::{Protect, ProtectOutcome, Task};

/// Replaced seams that are remembered of a result.
const MOST_FORMER: usize = 32;

/// The queue.
#[derive(Default)]
pub struct ProtectionQueue {
    worker: PictureWorker,
    waiting: RefCell<VecDeque<(String, ProtectSettings, Placing)>>,
    /// The result that is at work now.
    current: RefCell<Option<String>>,
    is_running: Cell<bool>,
    /// Told, by being dropped, when a result's turn is over.
    told: RefCell<Vec<(String, oneshot::Sender<()>)>>,
}

impl ProtectionQueue {
    /// Has the worker do other long work on results.
    ///
    /// # Errors
    /// What the worker says, or that it broke.
    pub async fn call<T: Task<JsAttachments>>(&self, task: T) -> Result<T::Answer, WorkerError> {
        self.worker.call(task).await
    }

    /// The result is at work, or waits for it.
    pub fn is_pending(&self, id: &str) -> bool {
        self.current.borrow().as_deref() == Some(id)
            || self.waiting.borrow().iter().any(|(waiting, ..)| waiting == id)
    }
}

/// Puts results into their store, and protects those of them that are to be.
pub fn show_and_take_up(inner: &Rc<Inner>, records: Vec<ResultRecord>) {
    let due = due_of(&records);
    inner.state.results.put(records);
    take_up(inner, due);
}

/// Names of the results that are to be protected, each with how.
pub fn due_of(records: &[ResultRecord]) -> Vec<(String, ProtectSettings)> {
    let named = |record: &ResultRecord| Some((record.id.clone(), record.protect_due?));
    records.iter().filter_map(named).collect()
}

/// Protects results: new ones, or those of a visit that ended too early for it.
pub fn take_up(inner: &Rc<Inner>, due: Vec<(String, ProtectSettings)>) {
    for (id, settings) in due {
        if !inner.protection.is_pending(&id) {
            enqueue(inner, id, settings, Placing::Find);
        }
    }
}

/// The result as it is once its turn, if it has one, is over: what leaves the page is what was asked for.
pub async fn settled(inner: &Inner, record: Arc<ResultRecord>) -> Arc<ResultRecord> {
    while inner.protection.is_pending(&record.id) {
        let (tell, told) = oneshot::channel();
        inner.protection.told.borrow_mut().push((record.id.clone(), tell));
        // Being dropped is the word.
        let _ = told.await;
    }
    let found = inner.state.results.find(&record.id);
    found.map_or(record, |entry| entry.record.get_untracked())
}

/// Protects a result when its turn comes.
pub fn enqueue(inner: &Rc<Inner>, id: String, settings: ProtectSettings, placing: Placing) {
    let wish = (id, settings, placing);
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
            if let Some(entry) = inner.state.results.find(&id) {
                *inner.protection.current.borrow_mut() = Some(id.clone());
                let record = entry.record.get_untracked();
                if let Err(message) = make(&inner, &record, settings, placing).await {
                    inner.state.notices.error(["the result could not be protected: ", &message].concat());
                    change(&inner, &id, |_| ()).await;
                }
                *inner.protection.current.borrow_mut() = None;
            }
            inner.protection.told.borrow_mut().retain(|(waiting, _)| *waiting != id);
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
    let layers = layers(&inner.blobs, record).await.map_err(|error| error.to_string())?;
    let layers = layers.ok_or("there is no mask, or the result's bytes could not be read")?;
    let task = Protect { layers, settings, placing };
    let outcome = inner.protection.worker.call(task).await.map_err(|error| error.to_string())?;
    let ProtectOutcome::Protected { picture, thumbnail, facts } = outcome else {
        change(inner, &record.id, |record| record.not_alignable = true).await;
        return Ok(());
    };
    inner.blobs.add_known(picture.hash.clone(), picture.file.0);
    inner.blobs.add_known(thumbnail.hash.clone(), thumbnail.file.0);
    let protected = ProtectedRecord { blob: picture.hash, thumbnail: thumbnail.hash, facts, is_shown: true };
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
        protect_due: None,
        protected: Some(protected),
        former,
        not_alignable: false,
        ..ResultRecord::clone(&before)
    };
    records::show_result(inner, record.clone());
    records::keep_result_instead(inner, &before, &record).await;
    Ok(())
}

/// Changes what is kept of a result whose turn is over, unless it was deleted meanwhile.
async fn change(inner: &Inner, id: &str, change: impl FnOnce(&mut ResultRecord)) {
    let Some(entry) = inner.state.results.find(id) else {
        return;
    };
    let mut record = ResultRecord::clone(&entry.record.get_untracked());
    record.protect_due = None;
    change(&mut record);
    records::show_result(inner, record.clone());
    records::keep_result_record(inner, &record).await;
}
