//! Pictures into the draft: from files, drops, pastes, addresses, results.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::api::url;
use crate::browser::files::{self, Blob, GivenFile};
use crate::browser::spawn;
use crate::browser::worker_handle::WorkerError;
use crate::core::lineage::ResultRecord;
use crate::core::media;
use crate::core::request::{BlobHash, PictureRef, RequestError};
use crate::services::Inner;
use crate::services::account::texts::url_error_text;
use crate::services::draft::texts;
use crate::services::library::protection_queue;
use crate::state::{DraftPicture, Pane, StageMode};
use crate::worker::Inspect;

thread_local! {
    static NEXT_KEY: Cell<u64> = const { Cell::new(1) };
}

/// What was learnt of a file, and where its bytes are.
pub struct Inspected {
    /// The picture.
    pub picture: PictureRef,
    /// Its thumbnail.
    pub thumbnail: BlobHash,
}

/// Adds files to the draft, in their order; each that is refused is told by name.
pub fn add_files(inner: &Rc<Inner>, given: Vec<GivenFile>) {
    if given.is_empty() {
        return;
    }
    inner.state.notices.clear_errors();
    let inner = Rc::clone(inner);
    spawn(async move {
        for file in given {
            add_file(&inner, &file.name, &file.blob).await;
        }
    });
}

/// Adds one file to the draft; `true` when it was.
pub async fn add_file(inner: &Inner, name: &str, blob: &Blob) -> bool {
    let draft = inner.state.draft;
    let limit = draft.engine.get_untracked().capabilities().max_pictures;
    let count = draft.pictures.with_untracked(Vec::len);
    if count >= limit {
        let reason = texts::refusal(&RequestError::TooManyPictures(limit));
        inner.state.notices.error(format!("{name} was not added. {reason}"));
        return false;
    }
    draft.reading.update(|reading| *reading += 1);
    let inspected = inspect(inner, name, blob).await;
    draft.reading.update(|reading| *reading = reading.saturating_sub(1));
    let added = match inspected {
        Ok(inspected) => put_into_draft(inner, inspected, false).await,
        Err(message) => Err(message),
    };
    if let Err(message) = &added {
        inner.state.notices.error(format!("{name}: {message}"));
    }
    added.is_ok()
}

/// Checks a file off the page's thread, and takes it in for this visit.
///
/// # Errors
/// Why it is refused, for the person.
pub async fn inspect(inner: &Inner, name: &str, blob: &Blob) -> Result<Inspected, String> {
    let inspected = match inner.worker.call(Inspect { file: blob.clone().into() }).await {
        Ok(inspected) => inspected,
        Err(error @ WorkerError::Task(_)) => return Err(error.to_string()),
        Err(error) => {
            // What its header says is wrong with the file is told even when the worker cannot start.
            let bytes = files::bytes_of(blob).await.map_err(|error| error.to_string())?;
            return Err(
                media::inspect(&bytes).map_or_else(|refused| refused.to_string(), |_| error.to_string())
            );
        }
    };
    let (saved, thumbnail) = (inspected.saved, inspected.thumbnail);
    inner.blobs.add_known(saved.hash.clone(), saved.file.0);
    inner.blobs.add_known(thumbnail.hash.clone(), thumbnail.file.0);
    Ok(Inspected {
        picture: PictureRef {
            blob: saved.hash,
            name: name.to_owned(),
            media_type: inspected.info.media_type,
            size: inspected.info.size,
        },
        thumbnail: thumbnail.hash,
    })
}

async fn put_into_draft(inner: &Inner, inspected: Inspected, as_base: bool) -> Result<(), String> {
    let picture = draft_picture(inner, inspected).await?;
    inner.state.draft.pictures.update(|pictures| {
        if as_base {
            pictures.insert(0, picture);
        } else {
            pictures.push(picture);
        }
    });
    inner.state.stage.mode.set(StageMode::Paint);
    Ok(())
}

/// A picture for the draft, under a key of its own.
///
/// # Errors
/// When its files are not there.
pub async fn draft_picture(inner: &Inner, inspected: Inspected) -> Result<DraftPicture, String> {
    let refused = |error: crate::browser::Error| error.to_string();
    let key = NEXT_KEY.with(|next| next.replace(next.get() + 1));
    Ok(DraftPicture {
        key,
        thumbnail: inspected.thumbnail.clone(),
        address: inner.blobs.address(&inspected.picture.blob).await.map_err(refused)?,
        thumbnail_address: inner.blobs.address(&inspected.thumbnail).await.map_err(refused)?,
        picture: inspected.picture,
    })
}

/// Adds a picture from an address that the person typed.
pub fn add_from_address(inner: &Rc<Inner>, typed: String) {
    inner.state.notices.clear_errors();
    let inner = Rc::clone(inner);
    spawn(async move {
        let url = match url::normalise(&typed) {
            Ok(url) => url,
            Err(error) => {
                inner.state.notices.error(url_error_text(&error));
                return;
            }
        };
        match files::fetch_blob(&url).await {
            Ok(blob) => {
                let path = url.split(['?', '#']).next().unwrap_or_default();
                let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or("picture");
                add_file(&inner, name, &blob).await;
            }
            Err(error) => {
                inner.state.notices.error(format!(
                    "{error}: the network, or a server that does not let other pages read it; \
                     save the picture and add the file"
                ));
            }
        }
    });
}

/// Makes a result the base of the draft; the other pictures stay.
pub fn use_result_as_base(inner: &Rc<Inner>, record: Arc<ResultRecord>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        let record = protection_queue::settled(&inner, record).await;
        let Some(hash) = record.shown_blob() else {
            inner
                .state
                .notices
                .error("this result's bytes could not be read earlier: open its link and add the file");
            return;
        };
        let limit = inner.state.draft.engine.get_untracked().capabilities().max_pictures;
        inner.state.draft.pictures.update(|pictures| pictures.truncate(limit - 1));
        let name = format!("result.{}", record.shown_media_type().rsplit('/').next().unwrap_or("png"));
        let outcome = match inner.blobs.get(hash).await {
            Ok(blob) => match inspect(&inner, &name, &blob).await {
                Ok(inspected) => put_into_draft(&inner, inspected, true).await,
                Err(message) => Err(message),
            },
            Err(error) => Err(error.to_string()),
        };
        match outcome {
            Ok(()) => inner.state.pane.set(Pane::Stage),
            Err(message) => drop(inner.state.notices.error(message)),
        }
    });
}
