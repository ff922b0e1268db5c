//! What was made, newest first.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::core::ancestry;
use crate::core::lineage::{ResultRecord, sort_newest_first, without};
use crate::core::model::EngineId;
use crate::core::request::EditRequest;

#[derive(Clone, Debug)]
pub struct ResultEntry {
    pub id: String,
    /// The result as it is saved.
    pub record: RwSignal<Arc<ResultRecord>>,
}

/// Which results are listed: those that meet all of it.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct ResultFilter {
    pub favourites: bool,
    pub engine: Option<EngineId>,
    /// Only those finished at or after this, milliseconds since 1970.
    pub since_millis: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ResultOrder {
    /// Newest first.
    #[default]
    Newest,
    Oldest,
    Prompt,
    Favourites,
}

impl ResultOrder {
    /// All, each with what a person reads.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Newest, "Newest first"),
        (Self::Oldest, "Oldest first"),
        (Self::Prompt, "Prompt A to Z"),
        (Self::Favourites, "Favourites first"),
    ];
}

#[derive(Clone, Copy, Debug)]
pub struct ResultsState {
    /// Newest first; of one job in its order.
    pub entries: RwSignal<Vec<ResultEntry>>,
    /// Listed are results with this in their prompt, whatever its case.
    pub search: RwSignal<String>,
    /// Makes texts alike that people see as equal.
    pub fold: StoredValue<fn(&str) -> String>,
    pub filter: RwSignal<ResultFilter>,
    pub order: RwSignal<ResultOrder>,
    /// The results deleted last, while that can be undone.
    pub deleted: RwSignal<Vec<Arc<ResultRecord>>>,
    /// Names of the results that are selected in the gallery.
    pub selected: RwSignal<BTreeSet<String>>,
    /// The result that is wanted as a file.
    pub wanted: RwSignal<Option<Arc<ResultRecord>>>,
    /// The result that the tree shows the facts of.
    pub focused: RwSignal<Option<String>>,
}

impl ResultsState {
    pub(super) fn new() -> Self {
        Self {
            entries: RwSignal::new(Vec::new()),
            search: RwSignal::new(String::new()),
            fold: StoredValue::new(|text: &str| text.to_lowercase()),
            filter: RwSignal::new(ResultFilter::default()),
            order: RwSignal::new(ResultOrder::Newest),
            deleted: RwSignal::new(Vec::new()),
            selected: RwSignal::new(BTreeSet::new()),
            wanted: RwSignal::new(None),
            focused: RwSignal::new(None),
        }
    }

    /// Puts results in their places; one of the same name is replaced.
    pub fn put(self, records: Vec<ResultRecord>) {
        let mut new = Vec::new();
        for record in records {
            match self.find(&record.id) {
                Some(entry) => entry.record.set(Arc::new(record)),
                None => {
                    new.push(ResultEntry { id: record.id.clone(), record: RwSignal::new(Arc::new(record)) });
                }
            }
        }
        if new.is_empty() {
            return;
        }
        self.entries.update(|entries| {
            entries.append(&mut new);
            // Each record is looked at once, not with every comparison.
            let mut sorted: Vec<(Arc<ResultRecord>, ResultEntry)> =
                entries.drain(..).map(|entry| (entry.record.get_untracked(), entry)).collect();
            sort_newest_first(&mut sorted);
            entries.extend(sorted.into_iter().map(|(_, entry)| entry));
        });
    }

    /// Puts what was read some time ago: what was made or deleted since is further than that.
    pub fn put_missing(self, records: Vec<ResultRecord>) {
        let deleted = self.deleted.get_untracked();
        let known = self
            .entries
            .with_untracked(|entries| entries.iter().map(|entry| entry.id.clone()).collect::<Vec<_>>());
        let known = known.iter().map(String::as_str);
        let gone = deleted.iter().map(|record| record.id.as_str());
        self.put(without(records, &known.chain(gone).collect()));
    }

    pub fn find(self, id: &str) -> Option<ResultEntry> {
        self.entries.with_untracked(|entries| entries.iter().find(|entry| entry.id == id).cloned())
    }

    /// The results of a job, in its order.
    pub fn of_job(self, job_id: &str) -> Vec<ResultEntry> {
        let is_of_job = |entry: &&ResultEntry| entry.record.with(|record| record.job_id == job_id);
        self.entries.with(|entries| entries.iter().filter(is_of_job).cloned().collect())
    }

    /// A request without reference pictures that show what its base picture showed before.
    pub fn without_ancestors(self, request: EditRequest) -> EditRequest {
        let records: Vec<_> = self
            .entries
            .with_untracked(|entries| entries.iter().map(|entry| entry.record.get_untracked()).collect());
        ancestry::without_ancestors(request, &records)
    }

    /// A job of this name has results here.
    pub fn has_job(self, job_id: &str) -> bool {
        self.entries.with_untracked(|entries| {
            entries.iter().any(|entry| entry.record.with_untracked(|record| record.job_id == job_id))
        })
    }

    /// Takes results away, all at once: each change lays the lists out again.
    pub fn remove(self, ids: &BTreeSet<&str>) {
        self.entries.update(|entries| entries.retain(|entry| !ids.contains(entry.id.as_str())));
        let is_gone = |id: &String| ids.contains(id.as_str());
        if self.selected.with_untracked(|selected| selected.iter().any(is_gone)) {
            self.selected.update(|selected| selected.retain(|id| !is_gone(id)));
        }
    }

    /// The selected results, in the order of the list; those that are not listed last.
    pub fn selection(self) -> Vec<ResultEntry> {
        let selected = self.selected.get_untracked();
        let listed = untrack(|| self.listed());
        let hidden = self.entries.get_untracked();
        let hidden = hidden.iter().filter(|entry| listed.iter().all(|one| one.id != entry.id));
        listed.iter().chain(hidden).filter(|entry| selected.contains(&entry.id)).cloned().collect()
    }

    /// What is listed, in the order of the list.
    pub fn listed(self) -> Vec<ResultEntry> {
        let fold = self.fold.get_value();
        let search = fold(self.search.get().trim());
        let filter = self.filter.get();
        let order = self.order.get();
        let is_all = search.is_empty() && filter == ResultFilter::default();
        let mut listed: Vec<ResultEntry> = self.entries.with(|entries| {
            entries
                .iter()
                .filter(|entry| is_all || entry.record.with(|record| filter.holds(record, &search, fold)))
                .cloned()
                .collect()
        });
        match order {
            ResultOrder::Newest => {}
            ResultOrder::Oldest => listed.reverse(),
            ResultOrder::Prompt => listed.sort_by_cached_key(|entry| {
                entry.record.with_untracked(|one| one.request.prompt.to_lowercase())
            }),
            ResultOrder::Favourites => {
                listed.sort_by_key(|entry| entry.record.with(|record| !record.favourite));
            }
        }
        listed
    }
}

impl ResultFilter {
    /// The result is to be listed; `search` is folded.
    fn holds(self, record: &ResultRecord, search: &str, fold: fn(&str) -> String) -> bool {
        (!self.favourites || record.favourite)
            && self.engine.is_none_or(|engine| engine == record.request.engine)
            && self.since_millis.is_none_or(|since| record.finished_millis >= since)
            && (search.is_empty() || fold(&record.request.prompt).contains(search))
    }
}
