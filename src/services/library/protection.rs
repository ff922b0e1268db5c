//! Which results are protected, and how.

use std::rc::Rc;

use crate::browser::attachment::File;
use crate::browser::{Error, spawn};
use crate::core::lineage::ResultRecord;
use crate::core::raster::{Known, Placing, ProtectSettings};
pub use crate::runs::results::can_protect;
use crate::services::Inner;
use crate::services::library::blobs::Blobs;
use crate::services::library::protection_queue::enqueue;
use crate::services::library::records;
use crate::worker::Layers;

/// Shows the protected picture or the raw one; makes the protected one when there is none yet.
pub fn toggle(inner: &Rc<Inner>, record: &ResultRecord) {
    let mut record = record.clone();
    let Some(protected) = &mut record.protected else {
        if inner.protection.is_pending(&record.id) {
            return;
        }
        enqueue(inner, record.id, ProtectSettings::default(), Placing::Find);
        return;
    };
    protected.is_shown = !protected.is_shown;
    let inner = Rc::clone(inner);
    spawn(async move {
        records::show_result(&inner, record.clone());
        records::keep_result_record(&inner, &record).await;
    });
}

/// Makes the protected picture anew with another seam.
pub fn remake(inner: &Rc<Inner>, record: &ResultRecord, settings: ProtectSettings) {
    let placing = known_frame(record).map_or(Placing::Find, Placing::Known);
    enqueue(inner, record.id.clone(), settings, placing);
}

/// Lays a result that cannot be aligned over its original all the same, scaled until it fills it.
pub fn scale_in(inner: &Rc<Inner>, record: &ResultRecord) {
    enqueue(inner, record.id.clone(), ProtectSettings::default(), Placing::Scaled);
}

/// How the seam of a result is made, or would be.
pub fn settings_of(record: &ResultRecord) -> ProtectSettings {
    let protected = record.protected.as_ref();
    protected.map_or_else(ProtectSettings::default, |protected| protected.facts.settings)
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
pub async fn layers(blobs: &Blobs, record: &ResultRecord) -> Result<Option<Layers<File>>, Error> {
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
