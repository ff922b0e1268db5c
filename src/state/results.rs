//! What was made, newest first.

use std::sync::Arc;

use leptos::prelude::*;

use crate::core::lineage::ResultRecord;

/// One result.
#[derive(Clone, Debug)]
pub struct ResultEntry {
    /// Its name.
    pub id: String,
    /// The result as it is kept.
    pub record: RwSignal<Arc<ResultRecord>>,
}

/// Which results are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ResultFilter {
    /// All.
    #[default]
    All,
    /// Those marked.
    Favourites,
}

/// The results' store.
#[derive(Clone, Copy, Debug)]
pub struct ResultsState {
    /// Newest first; of one job in its order.
    pub entries: RwSignal<Vec<ResultEntry>>,
    /// Listed are results with this in their prompt, whatever its case.
    pub search: RwSignal<String>,
    /// Listed are these.
    pub filter: RwSignal<ResultFilter>,
    /// Oldest first instead of newest first.
    pub is_oldest_first: RwSignal<bool>,
    /// The result deleted last, while that can be undone.
    pub deleted: RwSignal<Option<Arc<ResultRecord>>>,
}

impl ResultsState {
    pub(super) fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            filter: RwSignal::new(ResultFilter::All),
            is_oldest_first: RwSignal::new(false),
            deleted: RwSignal::new(None),
        }
    }

    /// Puts results in their places; one of the same name is replaced.
    pub fn put(self, records: Vec<ResultRecord>) {
        let mut new = Vec::new();
        for record in records {
            match self.find(&record.id) {
                Some(entry) => entry.record.set(Arc::new(record)),
                None => new.push(ResultEntry {
                    id: record.id.clone(),
                    record: RwSignal::new(Arc::new(record)),
                }),
            }
        }
        if new.is_empty() {
            return;
        }
        self.entries.update(|entries| {
            entries.append(&mut new);
            entries.sort_by(|one, other| {
                let (one, other) = (one.record.get_untracked(), other.record.get_untracked());
                if one.job_id == other.job_id {
                    one.index.cmp(&other.index)
                } else {
                    other
                        .finished_millis
                        .total_cmp(&one.finished_millis)
                        .then_with(|| one.job_id.cmp(&other.job_id))
                }
            });
        });
    }

    /// The result of this name.
    pub fn find(self, id: &str) -> Option<ResultEntry> {
        self.entries
            .with_untracked(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    /// A job of this name has results here.
    pub fn has_job(self, job_id: &str) -> bool {
        self.entries.with_untracked(|entries| {
            entries
                .iter()
                .any(|entry| entry.record.with_untracked(|record| record.job_id == job_id))
        })
    }

    /// Takes a result away.
    pub fn remove(self, id: &str) {
        self.entries
            .update(|entries| entries.retain(|entry| entry.id != id));
    }

    /// What is listed, in the order of the list.
    pub fn listed(self) -> Vec<ResultEntry> {
        let search = self.search.get().trim().to_lowercase();
        let filter = self.filter.get();
        let mut listed: Vec<ResultEntry> = self.entries.with(|entries| {
            entries
                .iter()
                .filter(|entry| {
                    if search.is_empty() && filter == ResultFilter::All {
                        return true;
                    }
                    entry.record.with(|record| {
                        (filter == ResultFilter::All || record.favourite)
                            && (search.is_empty() || record.request.prompt.to_lowercase().contains(&search))
                    })
                })
                .cloned()
                .collect()
        });
        if self.is_oldest_first.get() {
            listed.reverse();
        }
        listed
    }
}
