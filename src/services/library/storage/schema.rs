//! What the page saves in the browser's database.

use crate::browser::database::{Change, Schema, Store};
use crate::core::request::BlobHash;

/// Job records, by id.
pub const JOBS: Store = "jobs";
/// Result records, by id.
pub const RESULTS: Store = "results";
/// Files, by the SHA-256 of their bytes.
pub const BLOBS: Store = "blobs";
/// Drafts, by tab: pictures, masks, prompt, settings.
pub const DRAFTS: Store = "draft";
/// Small copies for lists, by the SHA-256 of their bytes. Since version 2.
pub const THUMBNAILS: Store = "thumbnails";
/// Who uses which file: `<hash>/<owner>`. Since version 2.
pub const USES: Store = "uses";

pub const SCHEMA: Schema =
    Schema { name: "pentimento", version: 2, stores: &[JOBS, RESULTS, BLOBS, DRAFTS, THUMBNAILS, USES] };

/// Counts a use of a file by an owner, such as `result:<id>`; the same use counts once.
pub fn use_of(hash: &BlobHash, owner: &str) -> Change {
    Change::PutText(USES, [&hash.0, "/", owner].concat(), String::new())
}

/// Ends a use. The last one takes the file with it, whichever tab it was.
pub fn release_of(hash: &BlobHash, owner: &str) -> [Change; 2] {
    [
        Change::Delete(USES, [&hash.0, "/", owner].concat()),
        Change::DeleteUncounted { counted: USES, stores: &[BLOBS, THUMBNAILS], key: hash.0.clone() },
    ]
}
