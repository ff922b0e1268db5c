//! Results as a run makes them.

use crate::core::geometry::Size;
use crate::core::job::JobRecord;
use crate::core::lineage::{ProtectedRecord, RESULT_RECORD_VERSION, ResultRecord};
use crate::core::price::Cost;
use crate::core::raster::{ChangeCount, Frame, ProtectFacts, ProtectSettings};
use crate::runs::ports::Inspected;

/// A result of a job without its picture. Its name is the job's and its place, so that an attempt after a tab
/// died while it was storing replaces what was stored, and does not double it.
pub(super) fn blank(record: &JobRecord, index: usize, now_millis: f64) -> ResultRecord {
    ResultRecord {
        version: RESULT_RECORD_VERSION,
        id: [&record.id, "-", &index.to_string()].concat(),
        job_id: record.id.clone(),
        index: index as u8,
        request: record.request.clone(),
        blob: None,
        thumbnail: None,
        link: None,
        media_type: record.request.settings.format.media_type().to_owned(),
        size: Size::new(0, 0),
        finished_millis: now_millis,
        // How long another device's job took is not known here.
        took_millis: if record.request.pictures.is_empty() {
            0.0
        } else {
            now_millis - record.state.started_millis().unwrap_or(now_millis)
        },
        cost: Cost::Free,
        provider_request_id: None,
        logs: Vec::new(),
        favourite: false,
        protect_due: None,
        protected: None,
        deleted_at_provider: false,
        former: Vec::new(),
        result_count: 0,
        not_alignable: false,
    }
}

/// A result of Local fill. It is not protected later: either it is exact, or something else was asked for.
pub(super) fn filled(record: &JobRecord, index: usize, now_millis: f64, filled: Inspected) -> ResultRecord {
    let outside = filled.outside;
    let mut result = blank(record, index, now_millis);
    result.result_count = record.request.settings.count;
    put_picture(&mut result, filled);
    result.protect_due = None;
    result.protected = outside.and_then(|outside| already_protected(&result, outside));
    result
}

/// Puts a picture that was read into its result.
pub(super) fn put_picture(result: &mut ResultRecord, inspected: Inspected) {
    result.blob = Some(inspected.picture.blob);
    result.thumbnail = Some(inspected.thumbnail);
    result.media_type = inspected.picture.media_type;
    result.size = inspected.picture.size;
    // A part must be laid back in any case.
    let is_asked = result.request.settings.protect || result.request.region.is_some();
    result.protect_due = (is_asked && can_protect(result)).then(ProtectSettings::default);
}

/// There was a mask, and the result's bytes are there.
pub fn can_protect(record: &ResultRecord) -> bool {
    record.request.mask.is_some() && record.blob.is_some()
}

/// A local result as its own protected picture, if the person wants one: what it changed `outside` the mask was
/// counted, and is nothing. One of another frame or a lossy format was asked for as such: it is left to the person.
fn already_protected(record: &ResultRecord, outside: ChangeCount) -> Option<ProtectedRecord> {
    let is_exact = outside == ChangeCount::default();
    if !record.request.settings.protect || !can_protect(record) || !is_exact {
        return None;
    }
    Some(ProtectedRecord {
        blob: record.blob.clone()?,
        thumbnail: record.thumbnail.clone()?,
        facts: ProtectFacts {
            settings: ProtectSettings::default(),
            frame: Frame::IDENTITY,
            residual_levels: 0.0,
            raw: outside,
            protected: outside,
            missing_px: 0,
            is_scaled: false,
        },
        is_shown: true,
    })
}
