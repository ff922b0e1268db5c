//! Which results are protected, how, and when.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::browser::attachment::File;
use crate::browser::spawn;
use crate::core::lineage::{ProtectedRecord, ResultRecord};
use crate::core::raster::{Known, Placing, ProtectSettings};
pub use crate::runs::results::can_protect;
use crate::services::library::blobs::Blobs;
use crate::services::library::protection_queue::Wanted;
use crate::services::library::{Error, Library};
use crate::worker::{Layers, Protect, ProtectOutcome};

/// Replaced seams that are remembered of a result.
const MOST_FORMER: usize = 32;

/// How the seam of a result is made, or would be.
pub fn settings_of(record: &ResultRecord) -> ProtectSettings {
    record.protected.as_ref().map_or_else(ProtectSettings::default, |protected| protected.facts.settings)
}

/// What is known of a result's alignment.
pub fn known_frame(record: &ResultRecord) -> Option<Known> {
    record.protected.as_ref().map(|protected| Known {
        frame: protected.facts.frame,
        residual_levels: protected.facts.residual_levels,
        is_scaled: protected.facts.is_scaled,
    })
}

/// What the worker needs of a result; `None` when there was no mask, or the result's bytes are not there.
///
/// # Errors
/// When a file cannot be read.
pub async fn layers(blobs: &Blobs, record: &ResultRecord) -> Result<Option<Layers<File>>, browser::Error> {
    let request = &record.request;
    let (Some(base), Some(mask), Some(result)) = (request.pictures.first(), &request.mask, &record.blob)
    else {
        return Ok(None);
    };
    Ok(Some(Layers {
        original: blobs.get(&base.blob).await?.into(),
        mask: blobs.get(mask).await?.into(),
        result: blobs.get(result).await?.into(),
        region: request.region.map(|region| region.rect),
    }))
}

impl Library {
    /// Shows the protected picture or the raw one; makes the protected one when there is none yet.
    pub fn toggle_protected(self, record: &ResultRecord) {
        let mut record = record.clone();
        match &mut record.protected {
            Some(protected) => {
                protected.is_shown = !protected.is_shown;
                self.change_result(record);
            }
            None if self.queue.is_pending(&record.id) => {}
            None => self.protect(record.id, ProtectSettings::default(), Placing::Find),
        }
    }

    /// Makes the protected picture again with another seam.
    pub fn remake_seam(self, record: &ResultRecord, settings: ProtectSettings) {
        let placing = known_frame(record).map_or(Placing::Find, Placing::Known);
        self.protect(record.id.clone(), settings, placing);
    }

    /// Lays a result that cannot be aligned over its original all the same, scaled until it fills it.
    pub fn scale_in(self, record: &ResultRecord) {
        self.protect(record.id.clone(), ProtectSettings::default(), Placing::Scaled);
    }

    /// Shows results, and protects those of them that are to be.
    pub fn show_and_protect(self, records: Vec<ResultRecord>) {
        let due: Vec<_> =
            records.iter().filter_map(|record| Some((record.id.clone(), record.protect_due?))).collect();
        self.results.put(records);
        self.protect_due(due);
    }

    /// Protects results: new ones, or those of a visit that ended too early for it.
    pub(super) fn protect_due(self, due: Vec<(String, ProtectSettings)>) {
        for (id, settings) in due {
            if !self.queue.is_pending(&id) {
                self.protect(id, settings, Placing::Find);
            }
        }
    }

    /// The result as it is once its turn, if it has one, is over: what leaves the page is what was asked for.
    pub async fn settled(self, record: Arc<ResultRecord>) -> Arc<ResultRecord> {
        self.queue.settled(&record.id).await;
        let found = self.results.find(&record.id);
        found.map_or(record, |entry| entry.record.get_untracked())
    }

    /// Protects a result when its turn comes.
    fn protect(self, id: String, settings: ProtectSettings, placing: Placing) {
        if !self.queue.push(Wanted { id, settings, placing }) {
            return;
        }
        spawn(async move {
            while let Some(Wanted { id, settings, placing }) = self.queue.next() {
                if let Some(entry) = self.results.find(&id) {
                    let made = self.make_protected(&entry.record.get_untracked(), settings, placing).await;
                    if self.report("The rest of the photo could not be protected.", made).is_none() {
                        self.end_protecting(&id, |_| ()).await;
                    }
                }
                self.queue.finish(&id);
            }
            // A worker's memory never shrinks: that of large pictures goes with the worker.
            self.long_worker.rest();
        });
    }

    async fn make_protected(
        self,
        record: &ResultRecord,
        settings: ProtectSettings,
        placing: Placing,
    ) -> Result<(), Error> {
        let layers = layers(&self.blobs, record).await?.ok_or(Error::NoMask)?;
        let task = Protect { layers, settings, placing };
        let outcome = self.long_worker.call(task).await?;
        let ProtectOutcome::Protected { picture, thumbnail, facts } = outcome else {
            self.end_protecting(&record.id, |record| record.not_alignable = true).await;
            return Ok(());
        };
        self.blobs.add_known(picture.hash.clone(), picture.file.0);
        self.blobs.add_known(thumbnail.hash.clone(), thumbnail.file.0);
        let protected =
            ProtectedRecord { blob: picture.hash, thumbnail: thumbnail.hash, facts, is_shown: true };
        // It may have been marked or deleted meanwhile.
        let Some(entry) = self.results.find(&record.id) else {
            return Ok(());
        };
        let before = entry.record.get_untracked();
        let mut former = before.former.clone();
        if let Some(old) = &before.protected
            && old.blob != protected.blob
        {
            former.push(old.blob.clone());
            former.dedup();
            let extra = former.len().saturating_sub(MOST_FORMER);
            former.drain(..extra);
        }
        let record = ResultRecord {
            protect_due: None,
            protected: Some(protected),
            former,
            not_alignable: false,
            ..ResultRecord::clone(&before)
        };
        self.show_result(record.clone());
        self.save_result_over(&before, &record).await
    }

    /// Changes the record of a result whose turn is over, unless it was deleted meanwhile.
    async fn end_protecting(self, id: &str, change: impl FnOnce(&mut ResultRecord)) {
        let Some(entry) = self.results.find(id) else {
            return;
        };
        let mut record = ResultRecord::clone(&entry.record.get_untracked());
        record.protect_due = None;
        change(&mut record);
        self.show_result(record.clone());
        self.save_result_record(&record).await;
    }
}
