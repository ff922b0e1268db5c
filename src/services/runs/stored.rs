//! Jobs in the database: written and deleted over exactly what is expected to be there.

use std::rc::Rc;

use crate::browser::database::{Change, Condition, Durability};
use crate::core::job::{JOB_RECORD_VERSION, JobRecord};
use crate::core::request::BlobHash;
use crate::services::library::records::{job_owner, record_change};
use crate::services::library::storage::schema::{BLOBS, JOBS, release_of, use_of};
use crate::services::library::{Error, Library};

/// Writes a job in one transaction with the files that it did not need before, and without those that it needs no more.
///
/// # Errors
/// When another record than `expected` is saved ([`Error::is_changed`]); when the storage is full, fails, or does not
/// answer.
pub(super) async fn save(
    library: Library,
    record: &JobRecord,
    durability: Durability,
    expected: Option<&JobRecord>,
) -> Result<(), Error> {
    let mut changes = vec![record_change(JOBS, &record.id, record)?];
    let owner = job_owner(&record.id);
    let needed: Vec<&BlobHash> = record.files().collect();
    let before: Vec<&BlobHash> = expected.into_iter().flat_map(JobRecord::files).collect();
    let new: Vec<&BlobHash> = needed.iter().copied().filter(|hash| !before.contains(hash)).collect();
    changes.extend(library.blobs.changes(BLOBS, new.iter().copied()));
    changes.extend(new.into_iter().map(|hash| use_of(hash, &owner)));
    let gone = before.into_iter().filter(|hash| !needed.contains(hash));
    changes.extend(gone.flat_map(|hash| release_of(hash, &owner)));
    let expected = expected.cloned();
    let condition = condition(&record.id, move |saved| saved == expected.as_ref());
    library.write_if(Some(&condition), &changes, durability).await
}

/// Deletes a job that is still saved like this, and the files that nothing else uses.
///
/// # Errors
/// When another record is saved ([`Error::is_changed`]); when the storage fails.
pub(super) async fn delete(library: Library, expected: &JobRecord) -> Result<(), Error> {
    let owner = job_owner(&expected.id);
    let mut changes = vec![Change::Delete(JOBS, expected.id.clone())];
    changes.extend(expected.files().flat_map(|hash| release_of(hash, &owner)));
    let seen = expected.clone();
    let condition = condition(&expected.id, move |saved| saved.is_none_or(|saved| *saved == seen));
    library.write_if(Some(&condition), &changes, Durability::Strict).await
}

/// A job as it is saved now, by whichever tab; `None` also for one of a newer version of the page.
///
/// # Errors
/// When the storage fails.
pub(super) async fn read(library: Library, id: &str) -> Result<Option<JobRecord>, Error> {
    let Some(database) = library.database() else { return Ok(None) };
    Ok(database.text(JOBS, id).await?.as_deref().and_then(job_of))
}

/// A job that this version can read.
pub(super) fn job_of(text: &str) -> Option<JobRecord> {
    serde_json::from_str(text).ok().filter(|record: &JobRecord| record.version <= JOB_RECORD_VERSION)
}

/// Holds while what is saved of a job is as `holds` says; what cannot be read is never so.
fn condition(id: &str, holds: impl Fn(Option<&JobRecord>) -> bool + 'static) -> Condition {
    let judge = move |text: Option<&str>| match text {
        None => holds(None),
        Some(text) => job_of(text).is_some_and(|saved| holds(Some(&saved))),
    };
    Condition { store: JOBS, key: id.to_owned(), holds: Rc::new(judge) }
}
