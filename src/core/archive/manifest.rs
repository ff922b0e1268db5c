//! The list of an export's results and files.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use crate::core::lineage::{RESULT_RECORD_VERSION, ResultRecord};
use crate::core::request::BlobHash;

/// The value of [`Manifest::format`].
pub const FORMAT: &str = "pentimento-export";
/// Raised with every change that old readers cannot take.
pub const FORMAT_VERSION: u32 = 1;

/// The content of [`MANIFEST`](super::MANIFEST).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`] when written.
    pub version: u32,
    /// The results.
    pub results: Vec<ResultRecord>,
    /// The files that they name.
    pub files: Vec<ArchiveFile>,
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveFile {
    /// SHA-256 of its bytes, in lower-case hex.
    pub hash: BlobHash,
    /// Its entry in the ZIP.
    pub path: String,
    /// Media type of the bytes.
    pub media_type: String,
}

impl Manifest {
    /// Reads and checks one.
    pub fn read(text: &[u8]) -> Result<Self, ArchiveError> {
        let refused = |error: serde_json::Error| ArchiveError::Manifest(error.to_string());
        let value: serde_json::Value = serde_json::from_slice(text).map_err(refused)?;
        refuse_keys(&value)?;
        let manifest: Self = serde_json::from_value(value).map_err(refused)?;
        if manifest.format != FORMAT {
            return Err(ArchiveError::Manifest("it is of another program".to_owned()));
        }
        if manifest.version > FORMAT_VERSION {
            return Err(ArchiveError::Newer { version: manifest.version, readable: FORMAT_VERSION });
        }
        let known: HashSet<&BlobHash> = manifest.files.iter().map(|file| &file.hash).collect();
        for record in &manifest.results {
            let is_name = |id: &str| {
                !id.is_empty()
                    && id.len() <= 128
                    && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            };
            if record.version > RESULT_RECORD_VERSION || !is_name(&record.id) || !is_name(&record.job_id) {
                return Err(ArchiveError::Manifest("a result cannot be read".to_owned()));
            }
            let mut needed = record.files().into_iter().chain(record.thumbnails());
            if let Some(hash) = needed.find(|hash| !known.contains(hash)) {
                return Err(ArchiveError::Missing { name: hash.0.clone() });
            }
            let is_link_fine = |link: &String| link.starts_with("https://") || link.starts_with("http://");
            if !record.link.as_ref().is_none_or(is_link_fine) {
                return Err(ArchiveError::Manifest("a link is no web address".to_owned()));
            }
        }
        for file in &manifest.files {
            if !matches!(file.media_type.as_str(), "image/png" | "image/jpeg" | "image/webp") {
                return Err(ArchiveError::Manifest(format!(
                    "{} is of a type that is not allowed",
                    file.path
                )));
            }
        }
        Ok(manifest)
    }
}

fn refuse_keys(value: &serde_json::Value) -> Result<(), ArchiveError> {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let plain: String = name
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .map(|sign| sign.to_ascii_lowercase())
                    .collect();
                if ["apikey", "secret", "password", "authorization", "accesstoken", "bearer"]
                    .iter()
                    .any(|word| plain.contains(word))
                    || plain == "key"
                    || plain == "token"
                {
                    return Err(ArchiveError::KeyField { name: name.clone() });
                }
                refuse_keys(value)?;
            }
            Ok(())
        }
        serde_json::Value::Array(values) => values.iter().try_for_each(refuse_keys),
        _ => Ok(()),
    }
}
