//! The store, and the words beside it.

use pentimento::core::job::JobRecord;
use pentimento::core::lineage::ResultRecord;
use pentimento::runs::ports;
use pentimento::runs::{Durability, Expected, PutJob, StoreError};

use super::Tab;
use crate::disk::Health;
use crate::mutation::Mutation;

impl Tab {
    /// Waits while the storage gives no answer; fails when it fails.
    async fn reach_disk(&self) -> Result<(), StoreError> {
        self.turn().await;
        self.browser.writes.borrow_mut().pop_front().unwrap_or(Ok(()))?;
        while self.browser.disk.health.get() == Health::Stuck {
            self.browser.executor.sleep(500).await;
        }
        match self.browser.disk.health.get() {
            Health::Absent => Err(StoreError::Absent),
            Health::Failing if self.browser.mutation == Mutation::FailuresAreTakenForSuccess => Ok(()),
            Health::Failing => Err(StoreError::Failed { name: "it broke".to_owned() }),
            Health::Fine | Health::Stuck => Ok(()),
        }
    }

    /// Whether a write is made: all that are answered so, and one in four that fail.
    fn is_made(&self, answer: &Result<(), StoreError>) -> bool {
        match answer {
            Ok(()) => self.browser.disk.health.get() == Health::Fine,
            Err(StoreError::Failed { .. }) => self.browser.executor.below(4) == 0,
            Err(_) => false,
        }
    }

    fn compare(&self, id: &str, expected: Expected<'_>) -> Result<(), StoreError> {
        let stored = self.browser.disk.job(id);
        let is_same = match expected {
            Expected::Nothing => stored.is_none(),
            Expected::Record(record) => stored.as_ref() == Some(record),
        };
        if is_same { Ok(()) } else { Err(StoreError::Changed) }
    }
}

impl ports::Store for Tab {
    async fn put_job(&self, record: &JobRecord, put: PutJob<'_>) -> Result<(), StoreError> {
        let mutation = self.browser.mutation;
        let answer = self.reach_disk().await;
        if self.browser.disk.health.get() == Health::Absent {
            return answer;
        }
        let compared = self.compare(&record.id, put.expected);
        if !mutation.skips_comparison() && answer.is_ok() {
            compared.clone()?;
        }
        if self.is_made(&answer) && (compared.is_ok() || answer.is_ok()) {
            let is_strict = put.durability == Durability::Strict && mutation != Mutation::NothingIsSure;
            let memory = self.memory.borrow();
            let files = record.files().filter_map(|hash| Some((hash.clone(), memory.get(hash)?.clone())));
            self.browser.disk.put_job(record, files.collect(), is_strict);
        }
        answer
    }

    async fn stored_job(&self, id: &str) -> Result<Option<JobRecord>, StoreError> {
        self.reach_disk().await?;
        Ok(self.browser.disk.job(id))
    }

    async fn delete_job(&self, expected: &JobRecord) -> Result<(), StoreError> {
        let answer = self.reach_disk().await;
        let compared = self.compare(&expected.id, Expected::Record(expected));
        if self.browser.disk.job(&expected.id).is_some() && answer.is_ok() {
            compared.clone()?;
        }
        if self.is_made(&answer) && (compared.is_ok() || answer.is_ok()) {
            if let Some(record) = self.browser.disk.job(&expected.id) {
                self.browser.witness.on_deleted(&record);
            }
            self.browser.disk.delete_job(&expected.id);
        }
        answer
    }

    async fn put_result(&self, record: &ResultRecord) -> Result<(), StoreError> {
        let mutation = self.browser.mutation;
        let answer = self.reach_disk().await;
        if self.is_made(&answer) {
            self.browser.disk.put_result(record, mutation != Mutation::NothingIsSure);
        }
        answer
    }
}

impl ports::LastWords for Tab {
    fn put_last_word(&self, record: &JobRecord) {
        self.browser.words.set(self.browser.executor.now_millis(), &record.id, Some(record.clone()));
    }

    fn last_word(&self, job_id: &str) -> Option<JobRecord> {
        self.browser.words.get(job_id)
    }

    fn last_words(&self) -> Vec<JobRecord> {
        self.browser.words.all()
    }

    fn set_reading(&self, job_id: &str, is_reading: bool) {
        let mut reading = self.browser.reading.borrow_mut();
        if is_reading {
            reading.insert(job_id.to_owned());
        } else {
            reading.remove(job_id);
        }
    }

    fn ended_reading(&self, job_id: &str) -> bool {
        self.browser.reading.borrow().contains(job_id)
    }

    fn remove_last_word(&self, job_id: &str) {
        self.browser.words.set(self.browser.executor.now_millis(), job_id, None);
    }
}
