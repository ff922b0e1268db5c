//! Picture files taken in: checked by the worker, in the library for this visit.

use leptos::prelude::*;

use crate::browser::files::{self, Blob};
use crate::browser::spawn;
use crate::browser::worker_handle::WorkerError;
use crate::core::file_name;
use crate::core::lineage::ResultRecord;
use crate::core::media;
use crate::core::request::{BlobHash, PictureRef};
use crate::services::library::{Error, Library, texts};
use crate::worker::Inspect;

/// What was found out about a file, and where its bytes are.
pub struct Inspected {
    pub picture: PictureRef,
    pub thumbnail: BlobHash,
    /// What became of the file on the way, for the person to know.
    pub change: Option<Change>,
}

/// How the picture that is saved differs from the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Of several pictures, shown one after the other, it is the first.
    FirstPicture,
    /// It was of this kind, which no provider takes, and became a PNG.
    Converted(String),
}

impl Library {
    /// Checks a file off the page's thread, and takes it in for this visit.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn take_in(self, name: &str, blob: &Blob) -> Result<Inspected, Error> {
        let task = Inspect { file: blob.clone().into(), cleans_alpha: false };
        let inspected = match self.worker.call(task).await {
            Ok(inspected) => inspected,
            Err(error @ WorkerError::Task(_)) => return Err(error.into()),
            Err(error) => {
                // What its header says is wrong with the file is reported even when the worker cannot start.
                let total = files::length_of(blob);
                let head = files::slice_of(blob, 0, total.min(media::HEAD_BYTES), "")?;
                media::sniff(&files::bytes_of(&head).await?, total)?;
                return Err(error.into());
            }
        };
        let (saved, thumbnail) = (inspected.saved, inspected.thumbnail);
        self.blobs.add_known(saved.hash.clone(), saved.file.0);
        self.blobs.add_known(thumbnail.hash.clone(), thumbnail.file.0);
        Ok(Inspected {
            picture: PictureRef {
                blob: saved.hash,
                name: file_name::plain(name),
                media_type: inspected.info.media_type,
                size: inspected.info.size,
            },
            thumbnail: thumbnail.hash,
            change: if inspected.is_animated {
                Some(Change::FirstPicture)
            } else {
                inspected.converted.map(Change::Converted)
            },
        })
    }

    /// Puts the URL of a small copy into `url`, of a picture that is no result: the draft's, or one made for this
    /// visit.
    pub fn find_small_copy(self, blob: &BlobHash, url: RwSignal<Option<String>>) {
        let of_draft = self.draft.pictures.with_untracked(|pictures| {
            let own = pictures.iter().find(|own| own.picture.blob == *blob)?;
            Some(own.thumbnail_address.clone())
        });
        if of_draft.is_some() {
            url.set(of_draft);
            return;
        }
        let blob = blob.clone();
        spawn(async move {
            let known = self.small_copies.borrow().get(&blob).cloned();
            let hash = if let Some(hash) = known {
                hash
            } else {
                let Ok(file) = self.blobs.get(&blob).await else { return };
                let Ok(inspected) = self.take_in("picture", &file).await else { return };
                inspected.thumbnail
            };
            let found = self.blobs.thumbnail_address(&hash).await.ok();
            self.small_copies.borrow_mut().insert(blob, hash);
            // What shows it may have been closed meanwhile.
            url.try_set(found);
        });
    }

    /// Puts the URL of a result's shown picture into `url`: its file's, else its link.
    pub fn find_picture(self, record: &ResultRecord, url: RwSignal<Option<String>>) {
        let (hash, link) = (record.shown_blob().cloned(), record.link.clone());
        spawn(async move {
            let found = match &hash {
                Some(hash) => self.blobs.address(hash).await.ok(),
                None => None,
            };
            // What shows it may have been closed meanwhile.
            url.try_set(found.or(link));
        });
    }

    /// Puts format and size of a result's shown file into `facts`; nothing when its bytes are not here.
    pub fn find_file_facts(self, record: &ResultRecord, facts: RwSignal<String>) {
        let hash = record.shown_blob().cloned();
        let media_type = record.shown_media_type().to_owned();
        spawn(async move {
            let file = match &hash {
                Some(hash) => self.blobs.get(hash).await.ok(),
                None => None,
            };
            let text = file.map(|file| texts::file_facts(&media_type, file.size()));
            facts.try_set(text.unwrap_or_default());
        });
    }

    /// Puts the URL of a mask's file into `url`.
    pub fn find_mask(self, mask: &BlobHash, url: RwSignal<Option<String>>) {
        let mask = mask.clone();
        spawn(async move {
            url.try_set(self.blobs.address(&mask).await.ok());
        });
    }

    /// Puts the URL of the small copy of a result's shown picture into `url`.
    pub fn find_thumbnail(self, record: &ResultRecord, url: RwSignal<Option<String>>) {
        let shown = record.shown_protected().map(|protected| &protected.thumbnail);
        let hash = shown.or(record.thumbnail.as_ref()).cloned();
        let link = record.link.clone();
        spawn(async move {
            let found = match &hash {
                Some(hash) => self.blobs.thumbnail_address(hash).await.ok(),
                None => None,
            };
            // What shows it may have been closed meanwhile.
            url.try_set(found.or(link));
        });
    }
}
