//! Export files: a ZIP of plain pictures and a `manifest.json`. `docs/export-format.md` is its document.
//!
//! Everything read from a ZIP is hostile until it was checked: names, sizes, counts, types, hashes.

mod error;
mod manifest;
#[cfg(test)]
mod tests;
pub mod zip;

pub use error::{ArchiveError, MANIFEST, MAX_ENTRIES, MAX_MANIFEST_BYTES};
pub use manifest::{ArchiveFile, FORMAT, FORMAT_VERSION, Manifest};
