//! What can be done with a result in the library: mark, delete, compare, find among its versions.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::{dom, spawn, time};
use crate::core::lineage::ResultRecord;
use crate::services::library::Library;
use crate::services::library::records::files_of;
use crate::services::library::texts;
use crate::state::{Pane, StageMode};

/// How long a deletion can be undone, in milliseconds: time enough to get there by keys.
const UNDO_MILLIS: u32 = 30_000;
/// How often, and how many milliseconds apart, the element that shall have the focus is looked for.
const FOCUS_TRIES: usize = 20;
const FOCUS_MILLIS: u32 = 25;
/// Page-wide names of what takes the focus when what had it is gone.
pub const GALLERY_ID: &str = "gallery-list";
pub const TREE_ID: &str = "version-tree-list";
/// The button that brings deleted results back, likewise.
pub const UNDO_ID: &str = "undo-delete";

/// The page-wide name of a card's picture.
pub fn card_id(result_id: &str) -> String {
    ["card-", result_id].concat()
}

/// Gives the focus to a card's picture.
pub fn focus_card(result_id: &str) {
    dom::focus_by_id(&card_id(result_id));
}

/// What a result is called: what was done, and its letter where its run gave several.
pub fn name_of(record: &ResultRecord) -> String {
    let title = texts::title(&record.request);
    let is_alone = record.request.settings.count < 2 && record.index == 0;
    if is_alone { title } else { [&title, " · ", &letter_of(record)].concat() }
}

/// The letter of a picture of a run, by its place from 0.
pub fn letter(index: usize) -> String {
    char::from(b'A' + (index % 26) as u8).to_string()
}

/// The letter of a result among those of its run.
pub fn letter_of(record: &ResultRecord) -> String {
    letter(record.index.into())
}

impl Library {
    /// Marks a result, or takes the mark away.
    pub fn toggle_favourite(self, record: &ResultRecord) {
        self.change_result(ResultRecord { favourite: !record.favourite, ..record.clone() });
    }

    /// Deletes results; what was made from them stays, with the files that it needs. For a while it can be undone.
    pub fn delete(self, records: Vec<Arc<ResultRecord>>) {
        let (next, place) = (self.neighbour(&records), FocusPlace::now());
        spawn(async move {
            for record in &records {
                // In memory, the files outlive the deletion until it can no longer be undone.
                for hash in files_of(record) {
                    // A file that is not there cannot be brought back either way.
                    let _ = self.blobs.get(hash).await;
                }
                self.forget_result(record).await;
            }
            // Only now, so that what has left the page does not come back with a reload.
            let gone = records.iter().map(|record| record.id.as_str()).collect();
            self.results.remove(&gone);
            let is_compared = self.stage.mode.with_untracked(|mode| match mode {
                StageMode::Compare { result_id, against } => {
                    gone.contains(result_id.as_str())
                        || against.as_ref().is_some_and(|against| gone.contains(against.as_str()))
                }
                _ => false,
            });
            if is_compared {
                self.stage.mode.set(StageMode::Paint);
            }
            let first = records.first().map(|record| record.id.clone());
            let deleted = self.results.deleted;
            deleted.set(records);
            if next.is_some() {
                self.results.focused.set(next.clone());
            }
            place.focus(next.as_deref()).await;
            time::sleep(UNDO_MILLIS).await;
            if deleted.with_untracked(|deleted| deleted.first().map(|record| record.id.clone()) == first) {
                deleted.set(Vec::new());
            }
        });
    }

    /// The listed result that stands where others are taken away: the one after them, else the one before.
    fn neighbour(self, records: &[Arc<ResultRecord>]) -> Option<String> {
        let listed = untrack(|| self.results.listed());
        let is_gone = |id: &str| records.iter().any(|record| record.id == id);
        let last = listed.iter().rposition(|entry| is_gone(&entry.id))?;
        let mut near = listed.iter().skip(last).chain(listed.iter().take(last).rev());
        near.find(|entry| !is_gone(&entry.id)).map(|entry| entry.id.clone())
    }

    /// Deletes the result that is shown on the stage; another of its run takes its place, else the picture and its mask.
    pub fn discard(self, record: Arc<ResultRecord>) {
        let run = untrack(|| self.results.of_job(&record.job_id));
        let next = run.into_iter().find(|other| other.id != record.id);
        match next {
            Some(next) => self.stage.show_result(next.id),
            None => self.stage.show_mask(),
        }
        self.delete(vec![record]);
    }

    /// Brings the results back that were deleted last.
    pub fn undo_delete(self) {
        let deleted = self.results.deleted;
        let records = deleted.get_untracked();
        let place = FocusPlace::now();
        deleted.set(Vec::new());
        spawn(async move {
            self.show_and_protect(records.iter().map(|record| ResultRecord::clone(record)).collect());
            // Beside the saving, which may take longer than the page leaves the focus nowhere.
            let first = records.first().map(|record| record.id.clone());
            spawn(async move { place.focus(first.as_deref()).await });
            for record in &records {
                self.save_result(record).await;
            }
        });
    }

    /// Shows a result beside what it was made from.
    pub fn compare(self, record: &ResultRecord) {
        self.show_on_stage(StageMode::Compare { result_id: record.id.clone(), against: None });
    }

    /// Shows two results beside each other.
    pub fn compare_two(self, one: &str, other: &str) {
        let against = Some(other.to_owned());
        self.show_on_stage(StageMode::Compare { result_id: one.to_owned(), against });
    }

    /// Shows a result among its versions.
    pub fn show_in_tree(self, record: &ResultRecord) {
        self.results.focused.set(Some(record.id.clone()));
        self.show_on_stage(StageMode::Tree);
    }

    fn show_on_stage(self, mode: StageMode) {
        self.stage.mode.set(mode);
        self.pane.set(Pane::Stage);
    }
}

/// A place that gets the focus when the control that had it is gone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FocusPlace {
    Gallery,
    Tree,
    List,
}

impl FocusPlace {
    fn now() -> Self {
        if dom::focus_is_within(".gallery") {
            Self::Gallery
        } else if dom::focus_is_within(".version-tree") {
            Self::Tree
        } else {
            Self::List
        }
    }

    /// Gives the focus to the list that it was in: to a result, where there is one.
    async fn focus(self, result_id: Option<&str>) {
        let id = match (self, result_id) {
            (Self::Gallery, _) => GALLERY_ID.to_owned(),
            (Self::Tree, _) => TREE_ID.to_owned(),
            (Self::List, Some(id)) => card_id(id),
            (Self::List, None) => UNDO_ID.to_owned(),
        };
        for _ in 0..FOCUS_TRIES {
            // Once the page shows the change.
            time::sleep(FOCUS_MILLIS).await;
            if self == Self::List && !dom::has_no_focus() {
                return;
            }
            if dom::is_in_page(&id) {
                dom::focus_by_id(&id);
                return;
            }
        }
    }
}
