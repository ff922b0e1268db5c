//! Exports all results as one ZIP, and imports one: what is here already, by name and hash, stays.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, GivenFile};
use crate::browser::spawn;
use crate::browser::time::sleep;
use crate::core::archive::{ArchiveFile, FORMAT, FORMAT_VERSION, Manifest};
use crate::core::lineage::ResultRecord;
use crate::core::picture::PictureFormat;
use crate::services::Inner;
use crate::services::library::{protection_queue, records};
use crate::worker::{Export, Import, Imported};

/// Imported results that come into the list at once: each time it is sorted and laid out anew.
const SHOWN_AT_ONCE: usize = 16;
/// Files after which the page has its turn.
const FILES_AT_ONCE: usize = 64;

/// Exports every result that is listed.
pub fn export_listed(inner: &Rc<Inner>) {
    let listed = untrack(|| inner.state.results.listed());
    export(inner, listed.iter().map(|entry| entry.record.get_untracked()).collect());
}

/// Exports results.
pub fn export(inner: &Rc<Inner>, records: Vec<Arc<ResultRecord>>) {
    let inner = Rc::clone(inner);
    spawn(async move {
        if let Err(message) = try_export(&inner, records).await {
            inner.state.notices.error(["the export failed: ", &message].concat());
        }
    });
}

async fn try_export(inner: &Rc<Inner>, records: Vec<Arc<ResultRecord>>) -> Result<(), String> {
    let mut manifest = Manifest {
        format: FORMAT.to_owned(),
        version: FORMAT_VERSION,
        results: Vec::new(),
        files: Vec::new(),
    };
    let mut export_files = Vec::new();
    let mut known = std::collections::HashSet::new();
    for record in records {
        let record = protection_queue::settled(inner, record).await;
        for hash in record.files().into_iter().chain(record.thumbnails()) {
            if !known.insert(hash.clone()) {
                continue;
            }
            let blob = inner.blobs.get(hash).await.map_err(|error| error.to_string())?;
            let media_type = files::media_type_of(&blob);
            let ending = PictureFormat::from_media_type(&media_type).map_or("bin", PictureFormat::extension);
            manifest.files.push(ArchiveFile {
                path: ["pictures/", &hash.0, ".", ending].concat(),
                hash: hash.clone(),
                media_type,
            });
            export_files.push(blob.into());
            if export_files.len().is_multiple_of(FILES_AT_ONCE) {
                sleep(0).await;
            }
        }
        manifest.results.push((*record).clone());
    }
    let exported = inner.protection.call(Export { manifest, files: export_files }).await;
    let zip = exported.map_err(|error| error.to_string())?.zip.0;
    files::download(&zip, "pentimento-export.zip").map_err(|error| error.to_string())
}

/// Imports the first of the given files.
pub fn import(inner: &Rc<Inner>, given: Vec<GivenFile>) {
    let Some(file) = given.into_iter().next() else {
        return;
    };
    let inner = Rc::clone(inner);
    spawn(async move {
        match try_import(&inner, &file).await {
            Ok(count) => inner.state.notices.info(match count {
                0 => "nothing to import: every result is here already".to_owned(),
                1 => "1 result imported".to_owned(),
                count => [&count.to_string(), " results imported"].concat(),
            }),
            Err(message) => inner.state.notices.error([&file.name, " was not imported: ", &message].concat()),
        };
    });
}

async fn try_import(inner: &Rc<Inner>, file: &GivenFile) -> Result<usize, String> {
    let imported = inner.protection.call(Import { zip: file.blob.clone().into() }).await;
    let Imported { manifest, files } = imported.map_err(|error| error.to_string())?;
    for (index, (entry, file)) in (1..).zip(manifest.files.into_iter().zip(files)) {
        if usize::is_multiple_of(index, FILES_AT_ONCE) {
            sleep(0).await;
        }
        inner.blobs.add_known(entry.hash, file.0);
    }
    let results = inner.state.results;
    let (mut count, mut kept) = (0, Vec::new());
    for record in manifest.results {
        let is_new = results.find(&record.id).is_none()
            && kept.iter().all(|other: &ResultRecord| other.id != record.id);
        if is_new && records::keep_result(inner, &record).await {
            kept.push(record);
            count += 1;
        }
        if kept.len() >= SHOWN_AT_ONCE {
            protection_queue::show_and_take_up(inner, std::mem::take(&mut kept));
        }
    }
    protection_queue::show_and_take_up(inner, kept);
    Ok(count)
}

/// The files chosen in a file input.
pub fn chosen(event: &crate::browser::page_events::Event) -> Vec<GivenFile> {
    crate::browser::page_events::chosen(event)
}
