//! Pictures into the draft: from files, drops, pastes, URLs, results.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Blob, GivenFile};
use crate::browser::{spawn, web_url};
use crate::core::lineage::ResultRecord;
use crate::core::picture::PictureFormat;
use crate::core::request::{PictureRef, RequestError};
use crate::services::draft::{Draft, Error};
use crate::services::library;
use crate::services::library::intake::Inspected;
use crate::state::draft::DraftChange;
use crate::state::{DraftPicture, Pane, StageMode};

thread_local! {
    static NEXT_KEY: Cell<u64> = const { Cell::new(1) };
}

impl Draft {
    /// Adds files to the draft, in their order; each that is refused is reported by name.
    pub fn add_files(self, given: Vec<GivenFile>) {
        if given.is_empty() {
            return;
        }
        self.notices.clear_errors();
        spawn(async move {
            for file in given {
                self.add_file(&file.name, &file.blob).await;
            }
        });
    }

    /// Begins with files that another app or the system opened the page with; what was there can be brought back.
    pub fn open_files(self, given: Vec<GivenFile>) {
        if !self.state.pictures.with_untracked(Vec::is_empty) {
            self.start_over();
        }
        self.add_files(given);
        self.pane.set(Pane::Stage);
    }

    /// Adds one file to the draft; `true` when it was.
    pub(super) async fn add_file(self, name: &str, blob: &Blob) -> bool {
        let added = self.try_add(name, blob).await;
        self.report(&super::texts::not_added(name), added).is_some()
    }

    async fn try_add(self, name: &str, blob: &Blob) -> Result<(), Error> {
        let limit = self.state.engine.get_untracked().capabilities().max_pictures;
        if self.state.pictures.with_untracked(Vec::len) >= limit {
            return Err(RequestError::TooManyPictures(limit).into());
        }
        self.state.reading.update(|reading| *reading += 1);
        let inspected = self.library.take_in(name, blob).await;
        self.state.reading.update(|reading| *reading = reading.saturating_sub(1));
        let inspected = inspected?;
        let change = inspected.change.as_ref().map(|change| super::texts::changed(name, change));
        let picture = self.picture(inspected).await?;
        self.state.pictures.update(|pictures| pictures.push(picture));
        if let Some(text) = change {
            self.notices.info(text);
        }
        self.stage.mode.set(StageMode::Paint);
        Ok(())
    }

    /// A picture for the draft, under a key of its own.
    pub(super) async fn picture(self, inspected: Inspected) -> Result<DraftPicture, library::Error> {
        let blobs = self.library.blobs;
        Ok(DraftPicture {
            key: NEXT_KEY.with(|next| next.replace(next.get() + 1)),
            address: blobs.address(&inspected.picture.blob).await?,
            thumbnail_address: blobs.address(&inspected.thumbnail).await?,
            thumbnail: inspected.thumbnail,
            picture: inspected.picture,
            parent: None,
        })
    }

    /// Adds the picture at a URL that the person typed.
    pub fn add_from_url(self, typed: String) {
        self.notices.clear_errors();
        spawn(async move {
            let url = web_url::of_picture(&typed).map_err(Error::from);
            let Some(url) = self.report("The picture was not added.", url) else { return };
            match files::fetch_blob(&url).await {
                Ok(blob) => {
                    let name = web_url::last_name(&url).unwrap_or_else(|| "picture".to_owned());
                    self.add_file(&name, &blob).await;
                }
                // A page cannot tell the network from a server that does not let other pages read.
                Err(_) => drop(self.notices.error(super::texts::URL_NOT_READ)),
            }
        });
    }

    /// Puts a result in the base picture's place, with an empty mask. Other pictures stay if the person added them.
    pub fn edit_further(self, record: Arc<ResultRecord>) {
        if record.protect_due.is_some() {
            self.notices.info(super::texts::PROTECTED_FIRST);
        }
        spawn(async move {
            let made = self.make_base(record, false).await;
            if self.report("The result cannot be edited further.", made).is_some() {
                self.show_base();
            }
        });
    }

    /// As [`Self::edit_further`], after each stroke: undo comes back to the picture without the stroke.
    pub fn go_on_with(self, record: Arc<ResultRecord>) {
        spawn(async move {
            let made = self.make_base(record, true).await;
            self.report("The result cannot be edited further.", made);
        });
    }

    async fn make_base(self, record: Arc<ResultRecord>, forgets_mask: bool) -> Result<(), Error> {
        let record = self.library.settled(record).await;
        let blob = record.shown_blob().ok_or(library::Error::NoFile)?.clone();
        let source = record.request.pictures.first().map_or("result", |base| &base.name);
        let name = name_of_edit(source, record.shown_media_type());
        let inspected = match record.shown_thumbnail() {
            // All is known of it: nothing has to be decoded.
            Some(thumbnail) if !record.shown_size().is_empty() => Inspected {
                picture: PictureRef {
                    blob,
                    name,
                    media_type: record.shown_media_type().to_owned(),
                    size: record.shown_size(),
                },
                thumbnail: thumbnail.clone(),
                change: None,
            },
            _ => self.library.take_in(&name, &self.library.blobs.get(&blob).await?).await?,
        };
        let picture = self.picture(inspected).await?;
        let picture = DraftPicture { parent: Some(record.id.clone()), ..picture };
        let shown = self.stage.result.get_untracked().filter(|shown| *shown == record.id && !forgets_mask);
        let before = self.state.pictures.with_untracked(|pictures| pictures.first().map(|base| base.key));
        self.state.remember(DraftChange::EditedFurther, shown);
        self.state.pictures.update(|pictures| {
            let others = pictures.drain(..).skip(1).filter(|other| other.parent.is_none());
            *pictures = std::iter::once(picture).chain(others.collect::<Vec<_>>()).collect();
        });
        if let Some(before) = before.filter(|_| forgets_mask) {
            self.painter.forget_mask(before);
        }
        self.stage.show_mask();
        Ok(())
    }
}

/// What the edit of a picture is called: as the picture, with the ending of its own kind.
fn name_of_edit(source: &str, media_type: &str) -> String {
    let stem = source.rsplit_once('.').map_or(source, |(stem, _)| stem);
    let format = PictureFormat::from_media_type(media_type);
    [stem, ".", format.map_or("png", PictureFormat::extension)].concat()
}
