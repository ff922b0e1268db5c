//! Saves the draft as it changes, at most a second behind, and restores it after a reload or a crash.
//!
//! Each tab has a draft of its own, so two tabs never write over each other; a new tab starts with a copy of
//! the newest. A mask is coded again only when it changed; a file is written once.

use leptos::prelude::*;

use crate::browser::database::{Change, Durability};
use crate::browser::preferences::{self, Lifetime};
use crate::browser::{random, spawn, tabs, time};
use crate::core::draft::{DRAFT_RECORD_VERSION, DraftPictureRecord, DraftRecord};
use crate::core::request::BlobHash;
use crate::runs::ports::Acquired;
use crate::services::account::Account;
use crate::services::draft::{Draft, Error};
use crate::services::held::Held;
use crate::services::library::intake::Inspected;
use crate::services::library::records::record_change;
use crate::services::library::schema::{BLOBS, DRAFTS, THUMBNAILS, release_of, use_of};
use crate::state::DraftPicture;
use crate::worker::DecodeMask;

/// From a change to its saving, in milliseconds.
const DELAY_MILLIS: u32 = 400;
/// Drafts of closed tabs that are left alone; older ones go.
const SPARE_DRAFTS: usize = 4;
/// Attempts to have the name that the tab had.
const CLAIMS: usize = 4;
/// Between two of them.
const BETWEEN_CLAIMS_MILLIS: u32 = 100;
/// The name under which the tab's name is stored.
const TAB: &str = "tab";

fn owner_of(tab: &str) -> String {
    ["draft:", tab].concat()
}

fn lock_of(tab: &str) -> String {
    ["pentimento.draft.", tab].concat()
}

/// Takes a tab's name for as long as the tab lives. A duplicated tab comes with the name of the other, which has it:
/// it gets a new one.
async fn claim(named: Option<String>) -> String {
    let mut name = named.unwrap_or_default();
    // A page that is being reloaded may let go of it a moment later.
    for _ in 0..CLAIMS {
        if name.is_empty() {
            break;
        }
        match tabs::lock(&lock_of(&name), false).await {
            Acquired::Held(lock) => {
                Held::new(lock);
                return name;
            }
            Acquired::Unsupported => return name,
            Acquired::Busy => time::sleep(BETWEEN_CLAIMS_MILLIS).await,
        }
    }
    name = random::unique_name();
    // Refused storage only means that a reload starts with the newest draft.
    preferences::write(TAB, &name, Lifetime::Session);
    if let Acquired::Held(lock) = tabs::lock(&lock_of(&name), false).await {
        Held::new(lock);
    }
    name
}

impl Draft {
    /// Saves the draft now and whenever it changes, and keeps its part up to date; called after [`Self::restore`].
    pub fn watch(self) {
        Effect::new(move |_| {
            self.stage.mask_changes.track();
            self.save_later();
        });
        Effect::new(move |_| {
            self.stage.markup.track();
            self.save_later();
        });
        Effect::new(move |_| {
            self.state.pictures.track();
            self.state.prompt.track();
            self.state.engine.track();
            self.state.model.track();
            self.state.settings.track();
            self.save_later();
        });
        Effect::new(move |_| {
            // What could not be saved is, once the storage answers again.
            if self.storage_trouble.get().is_none() {
                self.save_later();
            }
        });
        self.watch_region();
    }

    fn save_later(self) {
        if !self.saving.is_restored.get() || self.saving.is_waiting.replace(true) {
            return;
        }
        spawn(async move {
            time::sleep(DELAY_MILLIS).await;
            while self.saving.is_writing.replace(true) {
                time::sleep(DELAY_MILLIS / 4).await;
            }
            self.saving.is_waiting.set(false);
            let outcome = self.save().await;
            self.saving.is_writing.set(false);
            match outcome {
                Ok(()) => self.saving.has_reported.set(false),
                // Reported once, not with every key.
                Err(error) if !self.saving.has_reported.replace(true) => {
                    self.report(super::texts::NOT_SAVED, Err::<(), _>(error));
                }
                Err(_) => {}
            }
        });
    }

    async fn save(self) -> Result<(), Error> {
        let saving = self.saving;
        self.save_masks().await?;
        let draft = self.state;
        let pictures = draft.pictures.get_untracked();
        let record = DraftRecord {
            version: DRAFT_RECORD_VERSION,
            tab: saving.tab.borrow().clone(),
            saved_millis: time::now_millis(),
            engine: draft.engine.get_untracked(),
            model: draft.model.get_untracked(),
            prompt: draft.prompt.get_untracked(),
            settings: draft.settings.get_untracked(),
            pictures: pictures
                .into_iter()
                .map(|one| DraftPictureRecord {
                    mask: saving.masks.borrow().get(&one.key).and_then(|(_, mask)| mask.clone()),
                    markup: self.painter.markup_of(one.key),
                    thumbnail: one.thumbnail,
                    picture: one.picture,
                    parent: one.parent,
                })
                .collect(),
        };
        let owner = owner_of(&record.tab);
        let before = saving.files.borrow().clone();
        let after = record.files();
        let is_thumbnail = |hash: &BlobHash| record.pictures.iter().any(|one| one.thumbnail == *hash);
        let mut changes = Vec::new();
        for hash in after.iter().filter(|hash| !before.contains(hash)) {
            let store = if is_thumbnail(hash) { THUMBNAILS } else { BLOBS };
            changes.extend(self.library.blobs.changes(store, [hash]));
            changes.push(use_of(hash, &owner));
        }
        let left = before.iter().filter(|hash| !after.contains(hash));
        changes.extend(left.flat_map(|hash| release_of(hash, &owner)));
        changes.push(record_change(DRAFTS, &record.tab, &record)?);
        self.library.write(&changes, Durability::Relaxed).await?;
        *saving.files.borrow_mut() = after;
        Ok(())
    }

    /// Codes the masks that changed, in the worker.
    async fn save_masks(self) -> Result<(), Error> {
        let masks = &self.saving.masks;
        let keys: Vec<u64> = self
            .state
            .pictures
            .with_untracked(|pictures| pictures.iter().map(|picture| picture.key).collect());
        masks.borrow_mut().retain(|key, _| keys.contains(key));
        for key in keys {
            let revision = self.painter.mask_revision(key);
            if masks.borrow().get(&key).map_or(0, |(known, _)| *known) != revision {
                let mask = self.painter.save_mask(key).await?;
                masks.borrow_mut().insert(key, (revision, mask));
            }
        }
        Ok(())
    }

    /// Restores the saved draft, unless the person has added pictures already; from then on changes are saved.
    pub async fn restore(self) {
        let named = preferences::read(TAB, Lifetime::Session);
        let tab = claim(named.clone()).await;
        self.saving.tab.borrow_mut().clone_from(&tab);
        if let Some(record) = self.find(named.as_ref().unwrap_or(&tab)).await {
            let draft = self.state;
            if record.tab == tab {
                *self.saving.files.borrow_mut() = record.files();
            }
            // Who has added pictures has begun another. A prompt typed meanwhile stays, and costs no picture.
            if draft.pictures.with_untracked(Vec::is_empty) {
                let model = if record.model.is_empty() {
                    Account::stored_model(record.engine).unwrap_or_default()
                } else {
                    record.model
                };
                self.take_setup(record.engine, &model, record.settings);
                if draft.prompt.with_untracked(String::is_empty) {
                    draft.prompt.set(record.prompt);
                }
                let restored = self.restore_pictures(record.pictures).await;
                self.report("A picture of your draft could not be restored.", restored);
            }
        }
        self.saving.is_restored.set(true);
        self.save_later();
    }

    /// The draft of a tab's name, or the newest; drafts of tabs that are closed and nobody will ask for are removed.
    async fn find(self, tab: &str) -> Option<DraftRecord> {
        let texts = self.library.database()?.texts(DRAFTS).await.ok()?;
        let mut drafts: Vec<DraftRecord> = texts
            .iter()
            .filter_map(|text| serde_json::from_str(text).ok())
            .filter(|draft: &DraftRecord| draft.version <= DRAFT_RECORD_VERSION)
            .collect();
        drafts.sort_by(|one, other| other.saved_millis.total_cmp(&one.saved_millis));
        let own = drafts.iter().position(|draft| draft.tab == tab);
        for old in drafts.iter().filter(|draft| draft.tab != tab).skip(SPARE_DRAFTS) {
            // Held while it is deleted; of an open tab it cannot be had.
            let _lock = match tabs::lock(&lock_of(&old.tab), false).await {
                Acquired::Held(lock) => Some(lock),
                Acquired::Unsupported => None,
                Acquired::Busy => continue,
            };
            let owner = owner_of(&old.tab);
            let mut changes = vec![Change::Delete(DRAFTS, old.tab.clone())];
            changes.extend(old.files().iter().flat_map(|hash| release_of(hash, &owner)));
            self.library.write_reporting(Ok(changes), Durability::Relaxed).await;
        }
        drafts.into_iter().nth(own.unwrap_or(0))
    }

    /// Puts pictures with their masks into the draft, in place of what is there. When a file is not saved any more,
    /// those before it are in the draft.
    pub(super) async fn restore_pictures(self, saved: Vec<DraftPictureRecord>) -> Result<(), Error> {
        self.state.pictures.set(Vec::new());
        for one in saved {
            let inspected = Inspected { picture: one.picture, thumbnail: one.thumbnail, change: None };
            let picture = DraftPicture { parent: one.parent, ..self.picture(inspected).await? };
            let (key, size) = (picture.key, picture.picture.size);
            self.state.pictures.update(|pictures| pictures.push(picture));
            if let Some(markup) = one.markup {
                self.painter.restore_markup(key, size, markup);
            }
            if let Some(hash) = one.mask {
                let mask = self.library.blobs.get(&hash).await?.into();
                let decoded = self.library.worker.call(DecodeMask { mask, resize_to: None }).await?;
                if decoded.size == size {
                    self.painter.restore_mask(key, size, &decoded.coverage).await;
                    let revision = self.painter.mask_revision(key);
                    self.saving.masks.borrow_mut().insert(key, (revision, Some(hash)));
                }
            }
        }
        Ok(())
    }
}
