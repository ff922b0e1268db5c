//! Exports results as one ZIP, and imports one: what is here already, by name and hash, stays.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Blob, GivenFile};
use crate::browser::page_events::{self, Event};
use crate::browser::spawn;
use crate::browser::time::sleep;
use crate::core::archive::{ArchiveFile, FORMAT, FORMAT_VERSION, MAX_ENTRIES, Manifest};
use crate::core::lineage::ResultRecord;
use crate::core::picture::PictureFormat;
use crate::core::request::BlobHash;
use crate::services::library::downloads;
use crate::services::library::records::files_of;
use crate::services::library::{Error, Library, texts};
use crate::worker::{Export, Import, Imported};

/// Imported results that come into the list at once: each time it is sorted and laid out again.
const SHOWN_AT_ONCE: usize = 16;
/// Files after which the page has its turn.
const FILES_AT_ONCE: usize = 64;

impl Library {
    /// Exports every result that is listed.
    pub fn export_listed(self) {
        let listed = untrack(|| self.results.listed());
        self.export(listed.iter().map(|entry| entry.record.get_untracked()).collect());
    }

    pub fn export(self, records: Vec<Arc<ResultRecord>>) {
        spawn(async move {
            self.report("The results were not exported.", self.try_export(records).await);
        });
    }

    /// What cannot be read is left out with its result, which is named; the rest is exported.
    async fn try_export(self, records: Vec<Arc<ResultRecord>>) -> Result<(), Error> {
        let mut manifest = Manifest {
            format: FORMAT.to_owned(),
            version: FORMAT_VERSION,
            results: Vec::new(),
            files: Vec::new(),
        };
        let mut export_files = Vec::new();
        let mut known = HashSet::new();
        let mut left_out = Vec::new();
        for record in records {
            let record = self.settled(record).await;
            let Ok(files) = self.files_to_export(&record, &known).await else {
                left_out.push(downloads::file_stem(&record));
                continue;
            };
            for (hash, blob) in files {
                let media_type = files::media_type_of(&blob);
                let ending =
                    PictureFormat::from_media_type(&media_type).map_or("bin", PictureFormat::extension);
                let path = ["pictures/", &hash.0, ".", ending].concat();
                known.insert(hash.clone());
                manifest.files.push(ArchiveFile { hash, path, media_type });
                export_files.push(blob.into());
                if export_files.len().is_multiple_of(FILES_AT_ONCE) {
                    sleep(0).await;
                }
            }
            manifest.results.push((*record).clone());
            if export_files.len() >= MAX_ENTRIES {
                // Known before anything is written.
                return Err(Error::TooManyToExport { results: manifest.results.len() - 1 });
            }
        }
        if !left_out.is_empty() {
            self.notices.error(texts::left_out(&left_out));
            if manifest.results.is_empty() {
                return Ok(());
            }
        }
        let exported = self.long_worker.call(Export { manifest, files: export_files }).await?;
        Ok(files::download(&exported.zip.0, "pentimento-export.zip")?)
    }

    /// The files of a result that are not in the export yet.
    async fn files_to_export(
        self,
        record: &ResultRecord,
        known: &HashSet<BlobHash>,
    ) -> Result<Vec<(BlobHash, Blob)>, Error> {
        let mut files: Vec<(BlobHash, Blob)> = Vec::new();
        for hash in files_of(record) {
            if !known.contains(hash) && files.iter().all(|(other, _)| other != hash) {
                files.push((hash.clone(), self.blobs.get(hash).await?));
            }
        }
        Ok(files)
    }

    /// Imports the file chosen in a file input.
    pub fn import_chosen(self, event: &Event) {
        let Some(file) = page_events::chosen(event).into_iter().next() else {
            return;
        };
        spawn(async move {
            let what = [&file.name, " was not imported."].concat();
            if let Some(count) = self.report(&what, self.try_import(&file).await) {
                self.notices.info(texts::imported(count));
            }
        });
    }

    async fn try_import(self, file: &GivenFile) -> Result<usize, Error> {
        let Imported { manifest, files } =
            self.long_worker.call(Import { zip: file.blob.clone().into() }).await?;
        for (index, (entry, file)) in (1..).zip(manifest.files.into_iter().zip(files)) {
            if usize::is_multiple_of(index, FILES_AT_ONCE) {
                sleep(0).await;
            }
            self.blobs.add_known(entry.hash, file.0);
        }
        let (mut count, mut saved) = (0, Vec::new());
        for record in manifest.results {
            let is_new = self.results.find(&record.id).is_none()
                && saved.iter().all(|other: &ResultRecord| other.id != record.id);
            if is_new && self.save_result(&record).await {
                saved.push(record);
                count += 1;
            }
            if saved.len() >= SHOWN_AT_ONCE {
                self.show_and_protect(std::mem::take(&mut saved));
            }
        }
        self.show_and_protect(saved);
        Ok(count)
    }
}
