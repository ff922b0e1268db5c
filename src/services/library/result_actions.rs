//! What can be done with a result: show, download, copy, mark, delete, compare, start again from it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::{dom, spawn, time};
use crate::core::draft::DraftPictureRecord;
use crate::core::lineage::ResultRecord;
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::draft::{keeping, pictures};
use crate::services::library::{protection_queue, records};
use crate::state::{Pane, StageMode};

/// How long a deletion can be undone, in milliseconds: time enough to get there by keys.
const UNDO_MILLIS: u32 = 30_000;
/// How often, and how many milliseconds apart, what shall have the focus is looked for.
const FOCUS_TRIES: usize = 20;
const FOCUS_MILLIS: u32 = 25;
/// Page-wide names of what takes the focus when what had it is gone.
pub const GALLERY_ID: &str = "gallery-list";
/// As [`GALLERY_ID`].
pub const TREE_ID: &str = "version-tree-list";
/// As [`GALLERY_ID`].
pub const UNDO_ID: &str = "undo-delete";

/// The page-wide name of a card's picture.
pub fn card_id(result_id: &str) -> String {
    ["card-", result_id].concat()
}

/// Marks a result, or takes the mark away.
pub fn toggle_favourite(inner: &Rc<Inner>, record: &ResultRecord) {
    let mut record = record.clone();
    record.favourite = !record.favourite;
    let inner = Rc::clone(inner);
    spawn(async move {
        records::show_result(&inner, record.clone());
        records::keep_result_record(&inner, &record).await;
    });
}

/// Deletes results; what was made from them stays, with the files that it needs. For a while it can be undone.
pub fn delete(inner: &Rc<Inner>, records: Vec<Arc<ResultRecord>>) {
    let inner = Rc::clone(inner);
    let (next, keeper) = (neighbour(&inner, &records), Keeper::now());
    spawn(async move {
        for record in &records {
            // In memory, the files outlive the deletion until it can no longer be undone.
            for hash in record.files().into_iter().chain(record.thumbnails()) {
                // A file that is not there cannot be brought back either way.
                let _ = inner.blobs.get(hash).await;
            }
            records::forget_result(&inner, record).await;
        }
        // Only now, so that what has left the page does not come back with a reload.
        let gone = records.iter().map(|record| record.id.as_str()).collect();
        inner.state.results.remove(&gone);
        let is_compared = inner.state.stage.mode.with_untracked(|mode| match mode {
            StageMode::Compare { result_id, against } => {
                records.iter().any(|record| record.id == *result_id || against.as_ref() == Some(&record.id))
            }
            _ => false,
        });
        if is_compared {
            inner.state.stage.mode.set(StageMode::Paint);
        }
        let first = records.first().map(|record| record.id.clone());
        let deleted = inner.state.results.deleted;
        deleted.set(records);
        if next.is_some() {
            inner.state.results.focused.set(next.clone());
        }
        keeper.take(next.as_deref()).await;
        time::sleep(UNDO_MILLIS).await;
        if deleted.with_untracked(|deleted| deleted.first().map(|record| record.id.clone()) == first) {
            deleted.set(Vec::new());
        }
    });
}

/// The listed result that stands where others are taken away: the one after them, else the one before.
fn neighbour(inner: &Inner, records: &[Arc<ResultRecord>]) -> Option<String> {
    let listed = untrack(|| inner.state.results.listed());
    let is_gone = |id: &str| records.iter().any(|record| record.id == id);
    let last = listed.iter().rposition(|entry| is_gone(&entry.id))?;
    let mut after = listed.iter().skip(last);
    let mut before = listed.iter().take(last).rev();
    let found =
        after.find(|entry| !is_gone(&entry.id)).or_else(|| before.find(|entry| !is_gone(&entry.id)))?;
    Some(found.id.clone())
}

/// A place that keeps the focus when the control that had it is gone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeper {
    Gallery,
    Tree,
    List,
}

impl Keeper {
    /// Of what has the focus now.
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
    async fn take(self, result_id: Option<&str>) {
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

/// Brings the results back that were deleted last.
pub fn undo_delete(inner: &Rc<Inner>) {
    let deleted = inner.state.results.deleted;
    let records = deleted.get_untracked();
    let keeper = Keeper::now();
    deleted.set(Vec::new());
    let inner = Rc::clone(inner);
    spawn(async move {
        let back = records.iter().map(|record| ResultRecord::clone(record));
        protection_queue::show_and_take_up(&inner, back.collect());
        let first = records.first().map(|record| record.id.clone());
        for record in &records {
            records::keep_result(&inner, record).await;
        }
        keeper.take(first.as_deref()).await;
    });
}

/// Shows a result beside what it was made from.
pub fn compare(inner: &Rc<Inner>, record: &ResultRecord) {
    inner.state.stage.mode.set(StageMode::Compare { result_id: record.id.clone(), against: None });
    inner.state.pane.set(Pane::Stage);
}

/// Shows two results beside each other.
pub fn compare_two(inner: &Rc<Inner>, one: &str, other: &str) {
    inner
        .state
        .stage
        .mode
        .set(StageMode::Compare { result_id: one.to_owned(), against: Some(other.to_owned()) });
    inner.state.pane.set(Pane::Stage);
}

/// Takes a result's prompt, engine and settings into the draft.
pub fn reuse_settings(inner: &Rc<Inner>, record: &ResultRecord) {
    let draft = inner.state.draft;
    draft.choose_engine(record.request.engine);
    draft.prompt.set(record.request.prompt.clone());
    draft.settings.set(record.request.settings);
    inner.state.pane.set(Pane::Edit);
}

/// Makes the draft what it was when this result was asked for: pictures, mask, prompt, settings.
pub fn reopen(inner: &Rc<Inner>, record: ResultRecord) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let mut pictures = Vec::new();
        for (index, picture) in record.request.pictures.iter().enumerate() {
            pictures.push(DraftPictureRecord {
                picture: picture.clone(),
                // The picture itself stands in for its small copy.
                thumbnail: picture.blob.clone(),
                mask: record.request.mask.clone().filter(|_| index == 0),
            });
        }
        reuse_settings(&inner, &record);
        match keeping::bring_back_pictures(&inner, pictures).await {
            Ok(()) => {
                inner.state.stage.mode.set(StageMode::Paint);
                inner.state.pane.set(Pane::Stage);
            }
            Err(message) => {
                inner.state.notices.error(message);
            }
        }
    });
}

/// Shows a result among its versions.
pub fn show_in_tree(inner: &Rc<Inner>, record: &ResultRecord) {
    inner.state.results.focused.set(Some(record.id.clone()));
    inner.state.stage.mode.set(StageMode::Tree);
    inner.state.pane.set(Pane::Stage);
}

/// What a result is called: its prompt, or the engine where that has none.
pub fn name_of(record: &ResultRecord) -> String {
    let prompt = record.request.prompt.trim();
    if prompt.is_empty() { record.request.engine.capabilities().label.to_owned() } else { prompt.to_owned() }
}

/// Finds the address of a kept file, and puts it into `address`; `fallback` where there is none.
pub fn find_address(
    inner: &Rc<Inner>,
    hash: Option<BlobHash>,
    fallback: Option<String>,
    address: RwSignal<Option<String>>,
) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let found = match &hash {
            Some(hash) => inner.blobs.address(hash).await.ok(),
            None => None,
        };
        // What shows it may have been closed meanwhile.
        address.try_set(found.or(fallback));
    });
}

/// The address of a small copy of a picture that is no result: the draft's, or one made for this visit.
pub fn find_small_copy(inner: &Rc<Inner>, blob: &BlobHash, address: RwSignal<Option<String>>) {
    let of_draft = inner.state.draft.pictures.with_untracked(|pictures| {
        let own = pictures.iter().find(|own| own.picture.blob == *blob)?;
        Some(own.thumbnail_address.clone())
    });
    if of_draft.is_some() {
        address.set(of_draft);
        return;
    }
    let (inner, blob) = (Rc::clone(inner), blob.clone());
    spawn(async move {
        let known = inner.small_copies.borrow().get(&blob).cloned();
        let hash = match known {
            Some(hash) => Some(hash),
            None => match inner.blobs.get(&blob).await {
                Ok(file) => pictures::inspect(&inner, "picture", &file)
                    .await
                    .ok()
                    .map(|inspected| inspected.thumbnail),
                Err(_) => None,
            },
        };
        if let Some(hash) = hash {
            let found = inner.blobs.thumbnail_address(&hash).await.ok();
            inner.small_copies.borrow_mut().insert(blob, hash);
            // What shows it may have been closed meanwhile.
            address.try_set(found);
        }
    });
}

/// As [`find_address`], of the small copy of the picture that is shown.
pub fn find_thumbnail(inner: &Rc<Inner>, record: &ResultRecord, address: RwSignal<Option<String>>) {
    let hash =
        record.shown_protected().map(|protected| &protected.thumbnail).or(record.thumbnail.as_ref()).cloned();
    let link = record.link.clone();
    let inner = Rc::clone(inner);
    spawn(async move {
        let found = match &hash {
            Some(hash) => inner.blobs.thumbnail_address(hash).await.ok(),
            None => None,
        };
        // As above.
        address.try_set(found.or(link));
    });
}
