//! Exports and imports of results.

use serde::{Deserialize, Serialize};

use crate::core::archive::Manifest;

/// Makes a ZIP of results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Export<File> {
    /// What is in it.
    pub manifest: Manifest,
    /// The manifest's files, in its order.
    pub files: Vec<File>,
}

/// What came of [`Export`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported<File> {
    /// The ZIP.
    pub zip: File,
}

/// Reads a ZIP of results and checks all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import<File> {
    /// The ZIP.
    pub zip: File,
}

/// What came of [`Import`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported<File> {
    /// What is in the ZIP.
    pub manifest: Manifest,
    /// The manifest's files, in its order.
    pub files: Vec<File>,
}
