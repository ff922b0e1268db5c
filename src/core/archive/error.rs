//! Why an archive is refused, and the limits of what is read.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The manifest's name in an archive.
pub const MANIFEST: &str = "manifest.json";
/// Most entries of an archive, written or read, the manifest among them: one more would need another form of ZIP.
pub const MAX_ENTRIES: usize = 65_534;
/// Most bytes of a manifest, written or read.
pub const MAX_MANIFEST_BYTES: u64 = 256 << 20;
/// Most bytes of one file that is read.
pub const MAX_FILE_BYTES: u64 = 512 << 20;

/// Why an archive is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ArchiveError {
    /// No ZIP.
    #[error("this is not a ZIP file")]
    NotZip,
    /// It ends too early, or its parts lie outside of it.
    #[error("the ZIP is damaged: {0}")]
    Damaged(Cow<'static, str>),
    /// Too many entries.
    #[error("the ZIP has {count} entries, the limit is {MAX_ENTRIES}")]
    TooMany {
        /// Entries that it claims.
        count: usize,
    },
    /// Encrypted.
    #[error("the ZIP is encrypted: exports are not")]
    Encrypted,
    /// Compressed: exports are not, and what unpacks to no end is refused with the rest.
    #[error("{name} is compressed in the ZIP: exports hold files as they are")]
    Compressed {
        /// The entry.
        name: String,
    },
    /// A name that leads out of the archive.
    #[error("the ZIP has an entry with a name that is not allowed: {name}")]
    Name {
        /// The entry.
        name: String,
    },
    /// Two entries of one name.
    #[error("the ZIP has two entries named {name}")]
    Twice {
        /// The entry.
        name: String,
    },
    /// An entry is too large.
    #[error("{name} has {bytes} bytes in the ZIP, the limit is {limit}")]
    TooLarge {
        /// The entry.
        name: String,
        /// Its bytes.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// No manifest.
    #[error("the ZIP has no {MANIFEST}: it is no export of this page")]
    NoManifest,
    /// A manifest that cannot be read.
    #[error("the ZIP's {MANIFEST} cannot be read: {0}")]
    Manifest(String),
    /// Made by a newer page.
    #[error("the ZIP's {MANIFEST} is of version {version}, this page reads up to {readable}")]
    Newer {
        /// Its version.
        version: u32,
        /// The newest that is read.
        readable: u32,
    },
    /// A field that looks like a key.
    #[error("the ZIP's {MANIFEST} has a field named {name}: exports never hold keys")]
    KeyField {
        /// The field.
        name: String,
    },
    /// A file that the manifest names is not there.
    #[error("{name} is missing in the ZIP")]
    Missing {
        /// The file.
        name: String,
    },
    /// A file is not what the manifest says.
    #[error("{name} is not the file that the export was made with")]
    Hash {
        /// The file.
        name: String,
    },
    /// Too large to write.
    #[error("the export would have over 4 GB: delete or download some results first")]
    OverFourGigabytes,
}
