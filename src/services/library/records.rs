//! What is kept over a reload: job, result and draft records, and who uses which file.
//!
//! Each change is one transaction. A file goes with its last use, whichever tab ends that; the other tabs
//! hear of changed results and read them anew.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::browser::broadcast::Broadcast;
use crate::browser::database::{Change, Database, Store, ask_to_persist};
use crate::browser::dom::Listener;
use crate::browser::{Error, spawn, time};
use crate::core::job::{JOB_RECORD_VERSION, JobRecord};
use crate::core::lineage::{RESULT_RECORD_VERSION, ResultRecord};
use crate::core::price::Cost;
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::library::protection_queue;
use leptos::prelude::*;

/// The record among the uses that says that those of version 1 were counted.
const COUNTED: &str = "~counted";
/// Records read before the page is given a turn.
const AT_ONCE: usize = 100;

/// The records.
#[derive(Default)]
pub struct Records {
    database: RefCell<Option<Database>>,
    lost: RefCell<Option<Listener>>,
    others: RefCell<Option<Broadcast>>,
}

impl Records {
    /// Keeps records in a database from now on.
    /// `lost` is held for as long.
    pub fn use_database(&self, database: Database, lost: Listener) {
        *self.database.borrow_mut() = Some(database);
        *self.lost.borrow_mut() = Some(lost);
    }

    /// Whether an earlier visit left anything. A database that cannot tell is taken to hold something, so
    /// that reading it tells the trouble.
    pub async fn holds_anything(&self) -> bool {
        let database = self.database.borrow().clone();
        match database {
            Some(database) => {
                for store in [Store::Jobs, Store::Results, Store::Draft] {
                    if database.count(store).await != Ok(0) {
                        return true;
                    }
                }
                false
            }
            None => false,
        }
    }

    /// The database, where there is one.
    pub fn database(&self) -> Option<Database> {
        self.database.borrow().clone()
    }

    /// Makes all changes, or none. Without a database, nothing is kept, which was said at the start.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub async fn write(&self, changes: &[Change]) -> Result<(), Error> {
        match self.database() {
            Some(database) => database.write(changes).await,
            None => Ok(()),
        }
    }

    fn tell_others(&self, id: &str) {
        if let Some(others) = &*self.others.borrow() {
            others.tell(id);
        }
    }
}

/// The change that counts a use.
pub fn use_of(hash: &BlobHash, owner: &str) -> Change {
    Change::Use { hash: hash.0.clone(), owner: owner.to_owned() }
}

/// The change that ends a use.
pub fn release_of(hash: &BlobHash, owner: &str) -> Change {
    Change::Release { hash: hash.0.clone(), owner: owner.to_owned() }
}

fn job_owner(id: &str) -> String {
    ["job:", id].concat()
}

fn result_owner(id: &str) -> String {
    ["result:", id].concat()
}

/// Saves a job, together with the files it needs, in one transaction.
///
/// # Errors
/// When the storage fails.
pub async fn keep_job(inner: &Inner, record: &JobRecord, with_files: bool) -> Result<(), Error> {
    let mut changes = Vec::new();
    if with_files {
        changes.extend(inner.blobs.keep(Store::Blobs, record.request.files()));
        let owner = job_owner(&record.id);
        changes.extend(record.request.files().map(|hash| use_of(hash, &owner)));
    }
    changes.push(Change::PutText(Store::Jobs, record.id.clone(), text_of(record)?));
    inner.records.write(&changes).await
}

fn text_of<R: serde::Serialize>(record: &R) -> Result<String, Error> {
    serde_json::to_string(record).map_err(|_| Error::Missing("a record that can be written"))
}

/// Keeps a result and its files in one transaction. `false` when it could not be kept, which was told.
pub async fn keep_result(inner: &Inner, record: &ResultRecord) -> bool {
    keep_result_instead(inner, record, record).await
}

/// As [`keep_result`], in place of an earlier state; files that only that needed go.
pub async fn keep_result_instead(inner: &Inner, before: &ResultRecord, record: &ResultRecord) -> bool {
    tell_trouble(inner, put_result(inner, before, record).await)
}

/// Saves a result and its files in one transaction, in place of an earlier state.
///
/// # Errors
/// When the storage fails.
pub async fn put_result(inner: &Inner, before: &ResultRecord, record: &ResultRecord) -> Result<(), Error> {
    let owner = result_owner(&record.id);
    let needed: Vec<&BlobHash> = record.files().into_iter().chain(record.thumbnails()).collect();
    let left = before.files().into_iter().chain(before.thumbnails());
    let left: Vec<Change> =
        left.filter(|hash| !needed.contains(hash)).map(|hash| release_of(hash, &owner)).collect();
    let mut changes = inner.blobs.keep(Store::Blobs, record.files());
    changes.extend(inner.blobs.keep(Store::Thumbnails, record.thumbnails()));
    changes.extend(uses_of_result(record, &owner));
    changes.extend(left);
    changes.push(Change::PutText(Store::Results, record.id.clone(), text_of(record)?));
    let saved = inner.records.write(&changes).await;
    inner.records.tell_others(&record.id);
    if saved.is_ok() && record.cost != Cost::Free {
        // Asked when something paid is first kept; the browser asks the person at most once.
        spawn(async {
            ask_to_persist().await;
        });
    }
    saved
}

fn uses_of_result<'a>(record: &'a ResultRecord, owner: &'a str) -> impl Iterator<Item = Change> + 'a {
    record.files().into_iter().chain(record.thumbnails()).map(move |hash| use_of(hash, owner))
}

/// Keeps a result's record alone: its files are kept and have not changed.
pub async fn keep_result_record(inner: &Inner, record: &ResultRecord) {
    if let Ok(text) = serde_json::to_string(record) {
        let change = Change::PutText(Store::Results, record.id.clone(), text);
        tell_trouble(inner, inner.records.write(&[change]).await);
        inner.records.tell_others(&record.id);
    }
}

/// Forgets a job, and the files that nothing else uses.
///
/// # Errors
/// When the storage fails.
pub async fn forget_job(inner: &Inner, id: &str) -> Result<(), Error> {
    let mut changes = vec![Change::Delete(Store::Jobs, id.to_owned())];
    if let Some(database) = inner.records.database()
        && let Ok(Some(text)) = database.text(Store::Jobs, id).await
        && let Ok(record) = serde_json::from_str::<JobRecord>(&text)
    {
        let owner = job_owner(id);
        changes.extend(record.request.files().map(|hash| release_of(hash, &owner)));
    }
    inner.records.write(&changes).await
}

/// Forgets a result, and the files that nothing else uses.
pub async fn forget_result(inner: &Inner, record: &ResultRecord) {
    let owner = result_owner(&record.id);
    let mut changes = vec![Change::Delete(Store::Results, record.id.clone())];
    let files = record.files().into_iter().chain(record.thumbnails());
    changes.extend(files.map(|hash| release_of(hash, &owner)));
    tell_trouble(inner, inner.records.write(&changes).await);
    inner.records.tell_others(&record.id);
}

/// Puts what the page's storage takes on this device into `usage`, as far as the browser tells.
pub fn tell_usage(usage: RwSignal<String>) {
    spawn(async move {
        if let Some((used, allowed)) = crate::browser::database::usage().await {
            let megabytes = |bytes: f64| ((bytes / 1e6).ceil() as u64).to_string();
            // What shows it may have been closed meanwhile.
            usage.try_set(
                [&megabytes(used), " MB of ", &megabytes(allowed), " MB in use on this device"].concat(),
            );
        }
    });
}

/// Asks the browser, once, not to clear what was paid for.
pub async fn persist() {
    ask_to_persist().await;
}

/// Loads what is kept: the results into their store; gives the jobs, oldest first. A record that cannot be read is
/// left where it is and told.
pub async fn load(inner: &Rc<Inner>) -> Vec<JobRecord> {
    let Some(database) = inner.records.database() else {
        return Vec::new();
    };
    let (jobs, results) = (
        read::<JobRecord>(inner, &database, Store::Jobs, JOB_RECORD_VERSION, |job| job.version).await,
        read::<ResultRecord>(inner, &database, Store::Results, RESULT_RECORD_VERSION, |result| {
            result.version
        })
        .await,
    );
    let unread = jobs.1 + results.1;
    let (mut jobs, results) = (jobs.0, results.0);
    count_version_1(inner, &database, &jobs, &results).await;
    jobs.sort_by(|one, other| one.created_millis.total_cmp(&other.created_millis));
    let due = protection_queue::due_of(&results);
    inner.state.results.put_missing(results);
    protection_queue::take_up(inner, due);
    if unread > 0 {
        inner
            .state
            .notices
            .error(format!("{unread} kept records could not be read; they were left as they are"));
    }
    hear_others(inner);
    jobs
}

/// The records of a store that this version can read, and how many it cannot.
async fn read<R: serde::de::DeserializeOwned>(
    inner: &Inner,
    database: &Database,
    store: Store,
    newest: u32,
    version: fn(&R) -> u32,
) -> (Vec<R>, usize) {
    let texts = match database.texts(store).await {
        Ok(texts) => texts,
        Err(error) => {
            inner.state.notices.error(format!("what was kept could not be read: {error}"));
            return (Vec::new(), 0);
        }
    };
    let (mut records, mut unread) = (Vec::new(), 0);
    for (index, text) in texts.iter().enumerate() {
        match serde_json::from_str::<R>(text) {
            Ok(record) if version(&record) <= newest => records.push(record),
            _ => unread += 1,
        }
        if index % AT_ONCE == AT_ONCE - 1 {
            time::sleep(0).await;
        }
    }
    (records, unread)
}

/// Version 1 counted no uses: without them, the first deletion would take files that others need.
async fn count_version_1(inner: &Inner, database: &Database, jobs: &[JobRecord], results: &[ResultRecord]) {
    match database.text(Store::Uses, COUNTED).await {
        Ok(None) => {}
        // Counted before, or nothing to be done about it.
        Ok(Some(_)) | Err(_) => return,
    }
    let mut changes = vec![Change::PutText(Store::Uses, COUNTED.to_owned(), String::new())];
    for job in jobs {
        let owner = job_owner(&job.id);
        changes.extend(job.request.files().map(|hash| use_of(hash, &owner)));
    }
    for result in results {
        let owner = result_owner(&result.id);
        changes.extend(uses_of_result(result, &owner));
    }
    tell_trouble(inner, database.write(&changes).await);
}

fn hear_others(inner: &Rc<Inner>) {
    let own = Rc::downgrade(inner);
    let opened = Broadcast::open("pentimento.results", move |id| {
        if let Some(inner) = own.upgrade() {
            spawn(async move { read_again(&inner, &id).await });
        }
    });
    // Without it, the other tabs show a change after their next reload.
    *inner.records.others.borrow_mut() = opened.ok();
}

/// Another tab changed a result.
async fn read_again(inner: &Inner, id: &str) {
    let Some(database) = inner.records.database() else {
        return;
    };
    match database.text(Store::Results, id).await {
        Ok(Some(text)) => {
            if let Ok(record) = serde_json::from_str::<ResultRecord>(&text) {
                inner.state.results.put(vec![record]);
            }
        }
        Ok(None) => inner.state.results.remove(&BTreeSet::from([id])),
        // It stays as it was shown.
        Err(_) => {}
    }
}

/// A job as it is kept now, by whichever tab.
pub async fn read_job(inner: &Inner, id: &str) -> Option<JobRecord> {
    let database = inner.records.database.borrow().clone()?;
    let text = database.text(Store::Jobs, id).await.ok().flatten()?;
    serde_json::from_str::<JobRecord>(&text).ok().filter(|record| record.version <= JOB_RECORD_VERSION)
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
            show_result(inner, record);
        }
    }
}

/// Puts a result into its store.
pub fn show_result(inner: &Inner, record: ResultRecord) {
    inner.state.results.put(vec![record]);
}

/// Tells what could not be kept; `true` when all went well.
pub fn tell_trouble(inner: &Inner, outcome: Result<(), Error>) -> bool {
    let Err(error) = outcome else { return true };
    let text = if error.is_quota() {
        "this device's storage for the page is full: delete results or download them; \
         what is shown stays usable until the page is closed"
            .to_owned()
    } else {
        format!("this could not be kept: {error}; it stays usable until the page is closed")
    };
    inner.state.notices.error(text);
    false
}
