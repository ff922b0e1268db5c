//! Keeps the draft as it changes, at most a second behind, and brings it back after a reload or a crash.
//!
//! Each tab has a draft of its own, so two tabs never write over each other; a new tab starts with a copy of
//! the newest. A mask is coded anew only when it changed; a file is written once.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use leptos::prelude::*;

use crate::browser::database::{Change, Store};
use crate::browser::preferences::{self, Lifetime};
use crate::browser::{random, spawn, time};
use crate::core::draft::{DRAFT_RECORD_VERSION, DraftPictureRecord, DraftRecord};
use crate::core::request::BlobHash;
use crate::services::Inner;
use crate::services::draft::pictures;
use crate::services::draft::pictures::Inspected;
use crate::services::library::records;
use crate::services::painter::texts;
use crate::worker::DecodeMask;

/// From a change to its saving, in milliseconds.
const DELAY_MILLIS: u32 = 400;
/// Drafts of closed tabs that are left alone; older ones go.
const SPARE_DRAFTS: usize = 4;
/// The name of the tab's name.
const TAB: &str = "tab";

/// What is known of the kept draft.
#[derive(Default)]
pub struct DraftKeeping {
    tab: RefCell<String>,
    /// The masks as they are kept, by the pictures' keys, each with its revision.
    masks: RefCell<HashMap<u64, (u64, Option<BlobHash>)>>,
    /// Files that the kept draft uses.
    files: RefCell<Vec<BlobHash>>,
    /// Nothing is saved before what was kept is back.
    is_restored: Cell<bool>,
    is_waiting: Cell<bool>,
    is_saving: Cell<bool>,
    trouble_told: Cell<bool>,
}

/// Saves the draft now and whenever it changes; called once [`restore`] is through.
pub fn watch(inner: &Rc<Inner>) {
    let for_masks = Rc::clone(inner);
    Effect::new(move |_| {
        for_masks.state.stage.mask_changes.track();
        save_later(&for_masks);
    });
    let inner = Rc::clone(inner);
    Effect::new(move |_| {
        let draft = inner.state.draft;
        draft.pictures.track();
        draft.prompt.track();
        draft.engine.track();
        draft.settings.track();
        save_later(&inner);
    });
}

fn save_later(inner: &Rc<Inner>) {
    let keeping = &inner.draft_keeping;
    if !keeping.is_restored.get() || keeping.is_waiting.replace(true) {
        return;
    }
    let inner = Rc::clone(inner);
    spawn(async move {
        time::sleep(DELAY_MILLIS).await;
        while inner.draft_keeping.is_saving.replace(true) {
            time::sleep(DELAY_MILLIS / 4).await;
        }
        inner.draft_keeping.is_waiting.set(false);
        let outcome = save(&inner).await;
        inner.draft_keeping.is_saving.set(false);
        let keeping = &inner.draft_keeping;
        match outcome {
            Ok(()) => keeping.trouble_told.set(false),
            // Told once, not with every key.
            Err(error) if !keeping.trouble_told.replace(true) => {
                inner.state.notices.error(error);
            }
            Err(_) => {}
        }
    });
}

async fn save(inner: &Rc<Inner>) -> Result<(), String> {
    let keeping = &inner.draft_keeping;
    code_masks(inner).await?;
    let draft = inner.state.draft;
    let pictures = draft.pictures.get_untracked();
    let record = DraftRecord {
        version: DRAFT_RECORD_VERSION,
        tab: keeping.tab.borrow().clone(),
        saved_millis: time::now_millis(),
        engine: draft.engine.get_untracked(),
        prompt: draft.prompt.get_untracked(),
        settings: draft.settings.get_untracked(),
        pictures: pictures
            .into_iter()
            .map(|one| DraftPictureRecord {
                mask: keeping.masks.borrow().get(&one.key).and_then(|(_, mask)| mask.clone()),
                thumbnail: one.thumbnail,
                picture: one.picture,
            })
            .collect(),
    };
    let text = serde_json::to_string(&record).map_err(|error| error.to_string())?;
    let owner = owner_of(&record.tab);
    let before = keeping.files.borrow().clone();
    let after = record.files();
    let added: Vec<&BlobHash> = after.iter().filter(|hash| !before.contains(hash)).collect();
    let is_thumbnail = |hash: &BlobHash| record.pictures.iter().any(|one| one.thumbnail == *hash);
    let mut changes = Vec::new();
    for hash in added {
        let store = if is_thumbnail(hash) { Store::Thumbnails } else { Store::Blobs };
        changes.extend(inner.blobs.keep(store, [hash]));
        changes.push(records::use_of(hash, &owner));
    }
    for hash in before.iter().filter(|hash| !after.contains(hash)) {
        changes.push(records::release_of(hash, &owner));
    }
    changes.push(Change::PutText(Store::Draft, record.tab.clone(), text));
    inner.records.write(&changes).await.map_err(|error| {
        if error.is_quota() {
            "the draft could not be saved: this device's storage for the page is full; \
             it stays usable until the page is closed"
                .to_owned()
        } else {
            format!("the draft could not be saved: {error}; it stays usable until the page is closed")
        }
    })?;
    *keeping.files.borrow_mut() = after;
    Ok(())
}

/// Codes the masks that changed, in the worker.
async fn code_masks(inner: &Rc<Inner>) -> Result<(), String> {
    let keeping = &inner.draft_keeping;
    let keys: Vec<u64> = inner
        .state
        .draft
        .pictures
        .with_untracked(|pictures| pictures.iter().map(|picture| picture.key).collect());
    keeping.masks.borrow_mut().retain(|key, _| keys.contains(key));
    for key in keys {
        let revision = inner.painter.mask_revision(key);
        if keeping.masks.borrow().get(&key).map_or(0, |(known, _)| *known) == revision {
            continue;
        }
        let mask = inner.painter.save_mask(key).await.map_err(|error| texts::text_of(&error))?;
        keeping.masks.borrow_mut().insert(key, (revision, mask));
    }
    Ok(())
}

fn owner_of(tab: &str) -> String {
    ["draft:", tab].concat()
}

/// Brings the kept draft back, unless the person has begun already; from then on changes are saved.
pub async fn restore(inner: &Rc<Inner>) {
    let keeping = &inner.draft_keeping;
    let tab = preferences::read(TAB, Lifetime::Session).unwrap_or_else(|| {
        let tab = random::unique_name();
        // Refused storage only means that a reload starts with the newest draft.
        preferences::write(TAB, &tab, Lifetime::Session);
        tab
    });
    keeping.tab.borrow_mut().clone_from(&tab);
    if let Some(record) = find(inner, &tab).await {
        let draft = inner.state.draft;
        let is_untouched =
            draft.pictures.with_untracked(Vec::is_empty) && draft.prompt.with_untracked(String::is_empty);
        if record.tab == tab {
            *keeping.files.borrow_mut() = record.files();
        }
        if is_untouched {
            bring_back(inner, record).await;
        }
    }
    keeping.is_restored.set(true);
    save_later(inner);
}

/// This tab's draft, or the newest; drafts that nobody will ask for any more are removed.
async fn find(inner: &Rc<Inner>, tab: &str) -> Option<DraftRecord> {
    let texts = inner.records.database()?.texts(Store::Draft).await.ok()?;
    let mut drafts: Vec<DraftRecord> = texts
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .filter(|draft: &DraftRecord| draft.version <= DRAFT_RECORD_VERSION)
        .collect();
    drafts.sort_by(|one, other| other.saved_millis.total_cmp(&one.saved_millis));
    let own = drafts.iter().position(|draft| draft.tab == tab);
    for old in drafts.iter().filter(|draft| draft.tab != tab).skip(SPARE_DRAFTS) {
        let owner = owner_of(&old.tab);
        let mut changes = vec![Change::Delete(Store::Draft, old.tab.clone())];
        changes.extend(old.files().iter().map(|hash| records::release_of(hash, &owner)));
        records::tell_trouble(inner, inner.records.write(&changes).await);
    }
    drafts.into_iter().nth(own.unwrap_or(0))
}

async fn bring_back(inner: &Rc<Inner>, record: DraftRecord) {
    let draft = inner.state.draft;
    draft.engine.set(record.engine);
    draft.settings.set(record.settings);
    draft.prompt.set(record.prompt);
    if let Err(message) = bring_back_pictures(inner, record.pictures).await {
        inner.state.notices.error(format!("a picture of the draft could not be brought back: {message}"));
    }
}

/// Puts pictures with their masks into the draft, in place of what is there.
///
/// # Errors
/// When a file is not kept any more; those before it are in the draft.
pub async fn bring_back_pictures(inner: &Rc<Inner>, kept: Vec<DraftPictureRecord>) -> Result<(), String> {
    let draft = inner.state.draft;
    draft.pictures.set(Vec::new());
    for one in kept {
        let inspected = Inspected { picture: one.picture, thumbnail: one.thumbnail };
        let picture = pictures::draft_picture(inner, inspected).await?;
        let (key, size) = (picture.key, picture.picture.size);
        draft.pictures.update(|pictures| pictures.push(picture));
        if let Some(hash) = one.mask {
            let mask = inner.blobs.get(&hash).await.map_err(|error| error.to_string())?;
            let decoded = inner.worker.call(DecodeMask { mask: mask.into(), resize_to: None }).await;
            let decoded = decoded.map_err(|error| error.to_string())?;
            if decoded.size == size {
                inner.painter.restore_mask(key, size, &decoded.coverage).await;
                let revision = inner.painter.mask_revision(key);
                inner.draft_keeping.masks.borrow_mut().insert(key, (revision, Some(hash)));
            }
        }
    }
    Ok(())
}
