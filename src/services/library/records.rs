//! Job and result records: saved, read, deleted.

use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::browser::channel::Channel;
use crate::browser::database::{Change, Condition, Database, Durability, Store};
use crate::browser::{spawn, time};
use crate::core::job::{JOB_RECORD_VERSION, JobRecord};
use crate::core::lineage::{RESULT_RECORD_VERSION, ResultRecord};
use crate::core::price::Cost;
use crate::core::request::BlobHash;
use crate::services::library::schema::{BLOBS, JOBS, RESULTS, THUMBNAILS, USES, release_of, use_of};
pub use crate::services::library::storage::persist;
use crate::services::library::{Error, Library, texts};

/// The record among the uses that says that those of version 1 were counted.
const COUNTED: &str = "~counted";
/// Records read before the page is given a turn.
const AT_ONCE: usize = 100;

/// The name under which a job uses files.
pub fn job_owner(id: &str) -> String {
    ["job:", id].concat()
}

fn result_owner(id: &str) -> String {
    ["result:", id].concat()
}

/// The change that writes a record.
///
/// # Errors
/// When it cannot be written as text.
pub fn record_change(store: Store, key: &str, record: &impl Serialize) -> Result<Change, Error> {
    let text = serde_json::to_string(record).map_err(|_| Error::Record { record: store })?;
    Ok(Change::PutText(store, key.to_owned(), text))
}

impl Library {
    /// The database, where there is one.
    pub fn database(self) -> Option<&'static Database> {
        self.database.reference().get()
    }

    /// Makes all changes, or none. Without a database nothing is saved, which was said at the start.
    ///
    /// # Errors
    /// When the storage is full, fails, or does not answer.
    pub async fn write(self, changes: &[Change], durability: Durability) -> Result<(), Error> {
        self.write_if(None, changes, durability).await
    }

    /// Makes all changes if the condition holds, or none.
    ///
    /// # Errors
    /// When it does not hold ([`Error::is_changed`]); as for [`Self::write`].
    pub async fn write_if(
        self,
        condition: Option<&Condition>,
        changes: &[Change],
        durability: Durability,
    ) -> Result<(), Error> {
        match (self.database(), condition) {
            (Some(database), Some(condition)) => {
                Ok(database.write_if(condition, changes, durability).await?)
            }
            (Some(database), None) => Ok(database.write(changes, durability).await?),
            (None, _) => Ok(()),
        }
    }

    /// Writes changes; reports what goes wrong. `false` when nothing was written.
    pub async fn write_reporting(self, changes: Result<Vec<Change>, Error>, durability: Durability) -> bool {
        let outcome = match changes {
            Ok(changes) => self.write(&changes, durability).await,
            Err(error) => Err(error),
        };
        self.report(texts::NOT_SAVED, outcome).is_some()
    }

    /// Saves a result and its files in one transaction, in place of an earlier state; files that only that needed go.
    ///
    /// # Errors
    /// When the storage is full or fails.
    pub async fn save_result_over(self, before: &ResultRecord, record: &ResultRecord) -> Result<(), Error> {
        let owner = result_owner(&record.id);
        let needed: Vec<&BlobHash> = files_of(record).collect();
        let mut changes = self.blobs.changes(BLOBS, record.files());
        changes.extend(self.blobs.changes(THUMBNAILS, record.thumbnails()));
        changes.extend(needed.iter().map(|hash| use_of(hash, &owner)));
        let left = files_of(before).filter(|hash| !needed.contains(hash));
        changes.extend(left.flat_map(|hash| release_of(hash, &owner)));
        changes.push(record_change(RESULTS, &record.id, record)?);
        let saved = self.write(&changes, Durability::Strict).await;
        self.remember_saved(record, saved.is_ok() && self.database().is_some());
        self.tell_others(&record.id);
        if saved.is_ok() && record.cost != Cost::Free {
            // Asked when something paid is first saved; the browser asks the person at most once.
            persist();
        }
        saved
    }

    /// Saves a result and its files. `false` when it could not be saved, which was reported.
    pub(super) async fn save_result(self, record: &ResultRecord) -> bool {
        self.report(texts::NOT_SAVED, self.save_result_over(record, record).await).is_some()
    }

    /// Saves a result's record alone: its files are saved and have not changed.
    pub async fn save_result_record(self, record: &ResultRecord) {
        let changes = record_change(RESULTS, &record.id, record).map(|put| vec![put]);
        let is_saved = self.write_reporting(changes, Durability::Relaxed).await;
        self.remember_saved(record, is_saved);
        self.tell_others(&record.id);
    }

    /// Shows and saves a result whose files have not changed.
    pub(super) fn change_result(self, record: ResultRecord) {
        spawn(async move {
            self.show_result(record.clone());
            self.save_result_record(&record).await;
        });
    }

    /// Deletes a result, and the files that nothing else uses.
    pub(super) async fn forget_result(self, record: &ResultRecord) {
        let owner = result_owner(&record.id);
        let mut changes = vec![Change::Delete(RESULTS, record.id.clone())];
        changes.extend(files_of(record).flat_map(|hash| release_of(hash, &owner)));
        self.unsaved.borrow_mut().remove(&record.id);
        self.write_reporting(Ok(changes), Durability::Relaxed).await;
        self.tell_others(&record.id);
    }

    /// Loads what is saved: the results into their store; gives the jobs, oldest first. A record that cannot be read
    /// is left where it is and reported.
    pub async fn load(self) -> Vec<JobRecord> {
        let Some(database) = self.database() else {
            return Vec::new();
        };
        let (mut jobs, unread_jobs) =
            self.read_all(database, JOBS, JOB_RECORD_VERSION, |job: &JobRecord| job.version).await;
        let (results, unread_results) = self
            .read_all(database, RESULTS, RESULT_RECORD_VERSION, |result: &ResultRecord| result.version)
            .await;
        self.count_version_1(database, &jobs, &results).await;
        jobs.sort_by(|one, other| one.created_millis.total_cmp(&other.created_millis));
        let due = results.iter().filter_map(|one| Some((one.id.clone(), one.protect_due?))).collect();
        self.results.put_missing(results);
        self.protect_due(due);
        if unread_jobs + unread_results > 0 {
            self.notices.error(texts::unread_records(unread_jobs + unread_results));
        }
        self.listen_to_others();
        jobs
    }

    /// The records of a store that this version can read, and how many it cannot.
    async fn read_all<R: DeserializeOwned>(
        self,
        database: &Database,
        store: Store,
        newest: u32,
        version: fn(&R) -> u32,
    ) -> (Vec<R>, usize) {
        let found = database.texts(store).await;
        let texts = self.report("Your saved work could not be read.", found).unwrap_or_default();
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
    async fn count_version_1(self, database: &Database, jobs: &[JobRecord], results: &[ResultRecord]) {
        // Counted before, or it cannot be told: then nothing is to be done.
        if database.text(USES, COUNTED).await != Ok(None) {
            return;
        }
        let mut changes = vec![Change::PutText(USES, COUNTED.to_owned(), String::new())];
        for job in jobs {
            let owner = job_owner(&job.id);
            changes.extend(job.request.files().map(|hash| use_of(hash, &owner)));
        }
        for result in results {
            let owner = result_owner(&result.id);
            changes.extend(files_of(result).map(|hash| use_of(hash, &owner)));
        }
        self.write_reporting(Ok(changes), Durability::Relaxed).await;
    }

    fn tell_others(self, id: &str) {
        if let Some(others) = self.others.get() {
            others.send(&id.to_owned());
        }
    }

    fn listen_to_others(self) {
        let opened = Channel::open("pentimento.results", move |id: String| {
            spawn(async move { self.read_again(&id).await });
        });
        // Without it, the other tabs show a change after their next reload.
        if let Ok(channel) = opened {
            self.others.get_or_init(|| channel);
        }
    }

    async fn read_again(self, id: &str) {
        let Some(database) = self.database() else {
            return;
        };
        match database.text(RESULTS, id).await {
            Ok(Some(text)) => {
                if let Ok(record) = serde_json::from_str::<ResultRecord>(&text) {
                    self.show_result(record);
                }
            }
            Ok(None) => self.results.remove(&BTreeSet::from([id])),
            // It stays as it was shown.
            Err(_) => {}
        }
    }

    async fn read<R: DeserializeOwned>(self, store: Store, id: &str) -> Option<R> {
        let text = self.database()?.text(store, id).await.ok().flatten()?;
        serde_json::from_str(&text).ok()
    }

    /// Shows results that another tab has saved.
    pub async fn show_saved_results(self, ids: &[String]) {
        for id in ids {
            if self.results.find(id).is_none()
                && let Some(record) = self.read(RESULTS, id).await
                && self.results.find(id).is_none()
            {
                self.show_result(record);
            }
        }
    }

    /// Puts a result into its store.
    pub fn show_result(self, record: ResultRecord) {
        self.results.put(vec![record]);
    }
}

/// A result's files, small copies included.
pub(super) fn files_of(record: &ResultRecord) -> impl Iterator<Item = &BlobHash> {
    record.files().into_iter().chain(record.thumbnails())
}
