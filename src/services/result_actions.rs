//! What can be done with a result: show, download, copy, mark, delete, compare, start again from it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::{spawn, time};
use crate::core::draft::DraftPictureRecord;
use crate::core::lineage::ResultRecord;
use crate::core::request::BlobHash;
use crate::services::{Inner, draft_keeping, pictures, records, run};
use crate::state::{Pane, StageMode};

/// How long a deletion can be undone, in milliseconds.
const UNDO_MILLIS: u32 = 12_000;

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
        for record in &records {
            inner.state.results.remove(&record.id);
        }
        let is_compared = inner.state.stage.mode.with_untracked(|mode| match mode {
            StageMode::Compare { result_id, against } => records
                .iter()
                .any(|record| record.id == *result_id || against.as_ref() == Some(&record.id)),
            _ => false,
        });
        if is_compared {
            inner.state.stage.mode.set(StageMode::Paint);
        }
        let first = records.first().map(|record| record.id.clone());
        let deleted = inner.state.results.deleted;
        deleted.set(records);
        time::sleep(UNDO_MILLIS).await;
        if deleted.with_untracked(|deleted| deleted.first().map(|record| record.id.clone()) == first) {
            deleted.set(Vec::new());
        }
    });
}

/// Brings the results back that were deleted last.
pub fn undo_delete(inner: &Rc<Inner>) {
    let deleted = inner.state.results.deleted;
    let records = deleted.get_untracked();
    deleted.set(Vec::new());
    let inner = Rc::clone(inner);
    spawn(async move {
        inner
            .state
            .results
            .put(records.iter().map(|record| ResultRecord::clone(record)).collect());
        for record in records {
            records::keep_result(&inner, &record).await;
        }
    });
}

/// Shows a result beside what it was made from.
pub fn compare(inner: &Rc<Inner>, record: &ResultRecord) {
    inner.state.stage.mode.set(StageMode::Compare {
        result_id: record.id.clone(),
        against: None,
    });
    inner.state.pane.set(Pane::Stage);
}

/// Shows two results beside each other.
pub fn compare_two(inner: &Rc<Inner>, one: &str, other: &str) {
    inner.state.stage.mode.set(StageMode::Compare {
        result_id: one.to_owned(),
        against: Some(other.to_owned()),
    });
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
        match draft_keeping::bring_back_pictures(&inner, pictures).await {
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

/// Runs the request of a result again as it was; the draft stays as it is.
pub fn run_again(inner: &Rc<Inner>, record: &ResultRecord) {
    run::run_again(inner, record.request.clone());
}

/// What a result is called: its prompt, or the engine where that has none.
pub fn name_of(record: &ResultRecord) -> String {
    let prompt = record.request.prompt.trim();
    if prompt.is_empty() {
        record.request.engine.capabilities().label.to_owned()
    } else {
        prompt.to_owned()
    }
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
    let hash = record
        .shown_protected()
        .map(|protected| &protected.thumbnail)
        .or(record.thumbnail.as_ref())
        .cloned();
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
