//! What was made, newest first.

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;

/// One result and where it can be shown from.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultEntry {
    /// The result as it is kept.
    pub record: ResultRecord,
    /// An address of the picture for `<img>`: of the kept bytes, or the provider's link.
    pub address: Option<String>,
    /// An address of a small copy.
    pub thumbnail_address: Option<String>,
}

/// The results' store.
#[derive(Clone, Copy, Debug)]
pub struct ResultsState {
    /// Newest first; of one job in its order.
    pub entries: RwSignal<Vec<ResultEntry>>,
}

impl ResultsState {
    pub(super) fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
        }
    }

    /// Puts a result in its place, once.
    pub fn add(self, entry: ResultEntry) {
        self.entries.update(|entries| {
            entries.retain(|other| other.record.id != entry.record.id);
            let place = entries.partition_point(|other| comes_before(other, &entry));
            entries.insert(place, entry);
        });
    }

    /// The result of this name.
    pub fn find(self, id: &str) -> Option<ResultEntry> {
        self.entries
            .with_untracked(|entries| entries.iter().find(|entry| entry.record.id == id).cloned())
    }

    /// A job of this name has results here.
    pub fn has_job(self, job_id: &str) -> bool {
        self.entries
            .with_untracked(|entries| entries.iter().any(|entry| entry.record.job_id == job_id))
    }

    /// Takes a result away.
    pub fn remove(self, id: &str) {
        self.entries
            .update(|entries| entries.retain(|entry| entry.record.id != id));
    }
}

fn comes_before(one: &ResultEntry, other: &ResultEntry) -> bool {
    if one.record.job_id == other.record.job_id {
        one.record.index < other.record.index
    } else {
        one.record.finished_millis >= other.record.finished_millis
    }
}
