//! What can be done with a result: show, download, copy, mark, delete, compare, start again from it.

use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::{files, spawn, time};
use crate::core::draft::DraftPictureRecord;
use crate::core::lineage::ResultRecord;
use crate::core::picture::PictureFormat;
use crate::core::request::BlobHash;
use crate::services::{Inner, draft_keeping, records};
use crate::state::{Pane, StageMode};

/// How long a deletion can be undone, in milliseconds.
const UNDO_MILLIS: u32 = 12_000;

/// Hands the picture that is shown to the person as a file named after its prompt.
pub fn download(inner: &Rc<Inner>, record: ResultRecord) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let outcome = match record.shown_blob() {
            Some(hash) => match inner.blobs.get(hash).await {
                Ok(blob) => files::download(&blob, &file_name(&record)),
                Err(error) => Err(error),
            },
            None => Err(crate::browser::Error::Missing(
                "the result's bytes: open its link instead",
            )),
        };
        if let Err(error) = outcome {
            inner.state.notices.error(error.to_string());
        }
    });
}

/// Copies the picture that is shown to the clipboard, as PNG.
pub fn copy(inner: &Rc<Inner>, record: ResultRecord) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let outcome = match record.shown_blob() {
            Some(hash) => match inner.blobs.get(hash).await {
                Ok(blob) => files::copy_picture(&blob).await,
                Err(error) => Err(error),
            },
            None => Err(crate::browser::Error::Missing(
                "the result's bytes: open its link instead",
            )),
        };
        match outcome {
            Ok(()) => inner.state.notices.info("the picture was copied"),
            Err(error) => inner.state.notices.error(error.to_string()),
        };
    });
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

/// Deletes a result; what was made from it stays, with the files that it needs. For a while it can be undone.
pub fn delete(inner: &Rc<Inner>, record: ResultRecord) {
    let id = record.id.clone();
    let inner = Rc::clone(inner);
    spawn(async move {
        // In memory, the files outlive the deletion until it can no longer be undone.
        for hash in record.files().into_iter().chain(record.thumbnails()) {
            // A file that is not there cannot be brought back either way.
            let _ = inner.blobs.get(hash).await;
        }
        records::forget_result(&inner, &record).await;
        // Only now, so that what has left the page does not come back with a reload.
        inner.state.results.remove(&id);
        let is_compared = inner
            .state
            .stage
            .mode
            .with_untracked(|mode| matches!(mode, StageMode::Compare { result_id } if *result_id == id));
        if is_compared {
            inner.state.stage.mode.set(StageMode::Paint);
        }
        let deleted = inner.state.results.deleted;
        deleted.set(Some(record.into()));
        time::sleep(UNDO_MILLIS).await;
        deleted.update(|deleted| {
            if deleted.as_ref().is_some_and(|record| record.id == id) {
                *deleted = None;
            }
        });
    });
}

/// Brings the result back that was deleted last.
pub fn undo_delete(inner: &Rc<Inner>) {
    let deleted = inner.state.results.deleted;
    let Some(record) = deleted.get_untracked() else {
        return;
    };
    deleted.set(None);
    let inner = Rc::clone(inner);
    spawn(async move {
        records::show_result(&inner, ResultRecord::clone(&record));
        records::keep_result(&inner, &record).await;
    });
}

/// Shows a result beside what it was made from.
pub fn compare(inner: &Rc<Inner>, record: &ResultRecord) {
    inner.state.stage.mode.set(StageMode::Compare {
        result_id: record.id.clone(),
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

/// A file's name out of the prompt: letters, digits and dashes, at most 48 of them.
fn file_name(record: &ResultRecord) -> String {
    let mut name = String::new();
    for sign in record.request.prompt.chars() {
        if sign.is_alphanumeric() {
            name.extend(sign.to_lowercase());
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.chars().count() >= 48 {
            break;
        }
    }
    let name = name.trim_matches('-');
    let name = if name.is_empty() { "pentimento" } else { name };
    let extension =
        PictureFormat::from_media_type(record.shown_media_type()).map_or("png", PictureFormat::extension);
    format!("{name}-{}.{extension}", record.index + 1)
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
