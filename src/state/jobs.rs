//! The runs, newest first.

use leptos::prelude::*;

use crate::core::job::{JobRecord, JobState};
use crate::core::model::Offer;
use crate::core::own_runs::OwnRuns;
use crate::core::request::EditSettings;

/// What a person should know of a run beside its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobNote {
    /// It could not be saved so far.
    Unsaved,
    /// The page ended while it read an answer to it: it waits until the person goes on with it.
    EndedReading,
    /// Nothing tells whether another tab runs it: it waits until the person goes on with it here.
    Unattended,
}

/// One run: each has its own signals, so that a poll of one redraws no other.
#[derive(Clone, Debug)]
pub struct JobEntry {
    pub id: String,
    /// The job as it is saved.
    pub record: RwSignal<JobRecord>,
    /// Share of the work that is done, 0.0 to 1.0; `None` where nobody knows.
    pub progress: RwSignal<Option<f32>>,
    /// The picture while it forms: an address for `<img>`.
    pub partial: RwSignal<Option<String>>,
    pub note: RwSignal<Option<JobNote>>,
}

/// So many failed runs are shown; older ones are folded away.
const NEW_FAILURES: usize = 3;

#[derive(Clone, Copy, Debug)]
pub struct JobsState {
    /// Newest first.
    pub entries: RwSignal<Vec<JobEntry>>,
}

impl JobsState {
    pub(super) fn new() -> Self {
        Self { entries: RwSignal::new(Vec::new()) }
    }

    /// Adds a run at the top.
    pub fn add(self, record: JobRecord) {
        let entry = JobEntry {
            id: record.id.clone(),
            record: RwSignal::new(record),
            progress: RwSignal::new(None),
            partial: RwSignal::new(None),
            note: RwSignal::new(None),
        };
        self.entries.update(|entries| entries.insert(0, entry));
    }

    pub fn find(self, id: &str) -> Option<JobEntry> {
        self.entries.with_untracked(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    pub fn remove(self, id: &str) {
        self.entries.update(|entries| entries.retain(|entry| entry.id != id));
    }

    /// What the runs of a model show of its price and time.
    pub fn own_runs(self, offer: &Offer, sent: &EditSettings) -> OwnRuns {
        self.entries.with(|entries| {
            let records: Vec<JobRecord> = entries
                .iter()
                .filter_map(|entry| {
                    entry.record.with(|record| {
                        let is_finished = matches!(record.state, JobState::Finished { .. });
                        let is_of_model = is_finished && std::ptr::eq(record.request.offer(), offer);
                        is_of_model.then(|| record.clone())
                    })
                })
                .collect();
            OwnRuns::of(records.iter(), offer, sent)
        })
    }

    /// The failed runs that are no longer news: all but the newest few.
    pub fn old_failures(self) -> Vec<JobEntry> {
        let is_failed =
            |entry: &JobEntry| entry.record.with(|record| matches!(record.state, JobState::Failed { .. }));
        self.unfinished().into_iter().filter(is_failed).skip(NEW_FAILURES).collect()
    }

    /// The runs that are shown as jobs: all but the finished, whose results stand for them, and old failures.
    pub fn shown(self) -> Vec<JobEntry> {
        let old = self.old_failures();
        let is_old = |entry: &JobEntry| old.iter().any(|old| old.id == entry.id);
        self.unfinished().into_iter().filter(|entry| !is_old(entry)).collect()
    }

    /// A run is under way, or ended without results.
    pub fn has_unfinished(self) -> bool {
        self.entries.with(|entries| entries.iter().any(is_unfinished))
    }

    fn unfinished(self) -> Vec<JobEntry> {
        self.entries.with(|entries| entries.iter().filter(|entry| is_unfinished(entry)).cloned().collect())
    }
}

fn is_unfinished(entry: &JobEntry) -> bool {
    entry.record.with(|record| !matches!(record.state, JobState::Finished { .. }))
}
