//! What is kept over a reload: job and result records, and the files they name.

use std::cell::RefCell;
use std::rc::Rc;

use crate::browser::Error;
use crate::browser::database::{Change, Database, Store, ask_to_persist};
use crate::core::job::{JOB_RECORD_VERSION, JobRecord};
use crate::core::lineage::{RESULT_RECORD_VERSION, ResultRecord};
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::state::ResultEntry;
use leptos::prelude::*;

/// The records.
#[derive(Default)]
pub struct Records {
    database: RefCell<Option<Database>>,
}

impl Records {
    /// Keeps records in a database from now on.
    pub fn use_database(&self, database: Database) {
        *self.database.borrow_mut() = Some(database);
    }

    /// Whether an earlier visit left anything. A database that cannot tell is taken to hold something, so
    /// that reading it tells the trouble.
    pub async fn holds_anything(&self) -> bool {
        let database = self.database.borrow().clone();
        match database {
            Some(database) => {
                for store in [Store::Jobs, Store::Results] {
                    if database.count(store).await != Ok(0) {
                        return true;
                    }
                }
                false
            }
            None => false,
        }
    }

    async fn write(&self, changes: &[Change]) -> Result<(), Error> {
        let database = self.database.borrow().clone();
        match database {
            Some(database) => database.write(changes).await,
            // Said once, at the start.
            None => Ok(()),
        }
    }
}

/// Keeps a job, together with the files it needs, in one transaction.
pub async fn keep_job(inner: &Inner, record: &JobRecord, with_files: bool) {
    let mut changes = Vec::new();
    if with_files {
        let request = &record.request;
        let hashes = request
            .pictures
            .iter()
            .map(|picture| &picture.blob)
            .chain(&request.mask);
        changes.extend(inner.blobs.keep(hashes));
    }
    match serde_json::to_string(record) {
        Ok(text) => changes.push(Change::PutText(Store::Jobs, record.id.clone(), text)),
        Err(error) => {
            inner
                .state
                .notices
                .error(format!("the job could not be kept: {error}"));
        }
    }
    tell_trouble(inner, inner.records.write(&changes).await);
}

/// Keeps a result and its files in one transaction.
pub async fn keep_result(inner: &Inner, record: &ResultRecord) {
    let hashes: Vec<&BlobHash> = record.blob.iter().chain(&record.thumbnail).collect();
    let mut changes = inner.blobs.keep(hashes);
    match serde_json::to_string(record) {
        Ok(text) => changes.push(Change::PutText(Store::Results, record.id.clone(), text)),
        Err(error) => {
            inner
                .state
                .notices
                .error(format!("the result could not be kept: {error}"));
        }
    }
    tell_trouble(inner, inner.records.write(&changes).await);
}

/// A job as it is kept now, by whichever tab.
pub async fn read_job(inner: &Inner, id: &str) -> Option<JobRecord> {
    let database = inner.records.database.borrow().clone()?;
    let text = database.text(Store::Jobs, id).await.ok().flatten()?;
    serde_json::from_str::<JobRecord>(&text)
        .ok()
        .filter(|record| record.version <= JOB_RECORD_VERSION)
}

/// Shows results that another tab has kept.
pub async fn show_kept_results(inner: &Inner, ids: &[String]) {
    let Some(database) = inner.records.database.borrow().clone() else {
        return;
    };
    for id in ids {
        if inner.state.results.find(id).is_none()
            && let Ok(Some(text)) = database.text(Store::Results, id).await
            && let Ok(record) = serde_json::from_str::<ResultRecord>(&text)
            && inner.state.results.find(id).is_none()
        {
            show_result(inner, record).await;
        }
    }
}

/// Forgets a job.
pub async fn forget_job(inner: &Inner, id: &str) {
    tell_trouble(
        inner,
        inner
            .records
            .write(&[Change::Delete(Store::Jobs, id.to_owned())])
            .await,
    );
}

/// Forgets a result, and its picture where no other result has the same.
pub async fn forget_result(inner: &Inner, record: &ResultRecord) {
    let mut changes = vec![Change::Delete(Store::Results, record.id.clone())];
    let others = inner.state.results.entries.get_untracked();
    let jobs = inner.state.jobs.entries.get_untracked();
    for hash in record.blob.iter().chain(&record.thumbnail) {
        let is_named = |other: &ResultRecord| {
            other.blob.as_ref() == Some(hash)
                || other.thumbnail.as_ref() == Some(hash)
                || other.request.pictures.iter().any(|picture| picture.blob == *hash)
        };
        let in_job = jobs.iter().any(|job| {
            job.record
                .with_untracked(|job| job.request.pictures.iter().any(|picture| picture.blob == *hash))
        });
        if !in_job
            && !others
                .iter()
                .any(|other| other.record.id != record.id && is_named(&other.record))
        {
            changes.push(Change::Delete(Store::Blobs, hash.0.clone()));
        }
    }
    tell_trouble(inner, inner.records.write(&changes).await);
}

/// Asks the browser, once, not to clear what was paid for.
pub async fn persist() {
    ask_to_persist().await;
}

/// Loads what is kept into the stores. A record that cannot be read is left where it is and told.
pub async fn load(inner: &Rc<Inner>) {
    let database = inner.records.database.borrow().clone();
    let Some(database) = database else { return };
    let (jobs, results) = (
        database.texts(Store::Jobs).await,
        database.texts(Store::Results).await,
    );
    let mut unread = 0;
    match jobs {
        Ok(texts) => {
            let mut records: Vec<JobRecord> = Vec::new();
            for text in texts {
                match serde_json::from_str::<JobRecord>(&text) {
                    Ok(record) if record.version <= JOB_RECORD_VERSION => records.push(record),
                    _ => unread += 1,
                }
            }
            records.sort_by(|one, other| one.created_millis.total_cmp(&other.created_millis));
            for record in records {
                if inner.state.jobs.find(&record.id).is_none() {
                    inner.state.jobs.add(record);
                }
            }
        }
        Err(error) => {
            inner
                .state
                .notices
                .error(format!("the jobs could not be read: {error}"));
        }
    }
    match results {
        Ok(texts) => {
            for text in texts {
                match serde_json::from_str::<ResultRecord>(&text) {
                    Ok(record) if record.version <= RESULT_RECORD_VERSION => show_result(inner, record).await,
                    _ => unread += 1,
                }
            }
        }
        Err(error) => {
            inner
                .state
                .notices
                .error(format!("the results could not be read: {error}"));
        }
    }
    if unread > 0 {
        inner.state.notices.error(format!(
            "{unread} kept records could not be read; they were left as they are"
        ));
    }
}

/// Puts a result into its store, with addresses to show it from.
pub async fn show_result(inner: &Inner, record: ResultRecord) {
    let address = match &record.blob {
        Some(hash) => inner.blobs.address(hash).await.ok(),
        None => record.link.clone(),
    };
    let thumbnail_address = match &record.thumbnail {
        Some(hash) => inner.blobs.address(hash).await.ok(),
        None => address.clone(),
    };
    inner.state.results.add(ResultEntry {
        record,
        address,
        thumbnail_address,
    });
}

fn tell_trouble(inner: &Inner, outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        let text = if error.is_quota() {
            "this device's storage for the page is full: delete results or download them; \
             what is shown stays usable until the page is closed"
                .to_owned()
        } else {
            format!("this could not be kept: {error}; it stays usable until the page is closed")
        };
        inner.state.notices.error(text);
    }
}
