//! Files by the hash of their bytes: kept in the database where there is one, and in memory for this visit.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::browser::database::{Change, Database};
use crate::browser::files::{Blob, ObjectUrl, blob_of};
use crate::browser::{Error, files};
use crate::core::request::BlobHash;

/// The files.
#[derive(Default)]
pub struct Blobs {
    database: RefCell<Option<Database>>,
    memory: RefCell<HashMap<BlobHash, Blob>>,
    addresses: RefCell<HashMap<BlobHash, ObjectUrl>>,
}

impl Blobs {
    /// Keeps files in a database from now on.
    pub fn use_database(&self, database: Database) {
        *self.database.borrow_mut() = Some(database);
    }

    /// Takes bytes in for this visit; gives their hash and their blob. [`Self::keep`] makes it last.
    ///
    /// # Errors
    /// When the browser cannot allocate them.
    pub fn add(&self, bytes: &[u8], media_type: &str) -> Result<BlobHash, Error> {
        let hash = BlobHash::of(bytes);
        if !self.memory.borrow().contains_key(&hash) {
            self.memory
                .borrow_mut()
                .insert(hash.clone(), blob_of(bytes, media_type)?);
        }
        Ok(hash)
    }

    /// The changes that keep files over a reload.
    pub fn keep<'a>(&self, hashes: impl IntoIterator<Item = &'a BlobHash>) -> Vec<Change> {
        let memory = self.memory.borrow();
        hashes
            .into_iter()
            .filter_map(|hash| Some(Change::PutBlob(hash.0.clone(), memory.get(hash)?.clone())))
            .collect()
    }

    /// A file.
    ///
    /// # Errors
    /// When it is not kept, or the storage fails.
    pub async fn get(&self, hash: &BlobHash) -> Result<Blob, Error> {
        let known = self.memory.borrow().get(hash).cloned();
        if let Some(blob) = known {
            return Ok(blob);
        }
        let database = self.database.borrow().clone();
        let found = match database {
            Some(database) => database.blob(&hash.0).await?,
            None => None,
        };
        let blob = found.ok_or(Error::Missing("a file that was kept earlier"))?;
        self.memory.borrow_mut().insert(hash.clone(), blob.clone());
        Ok(blob)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn bytes(&self, hash: &BlobHash) -> Result<Vec<u8>, Error> {
        files::bytes_of(&self.get(hash).await?).await
    }

    /// An address of a file for `<img>`, the same for as long as the page lives.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn address(&self, hash: &BlobHash) -> Result<String, Error> {
        let known = self
            .addresses
            .borrow()
            .get(hash)
            .map(|url| url.address().to_owned());
        if let Some(address) = known {
            return Ok(address);
        }
        let url = ObjectUrl::of(&self.get(hash).await?)?;
        // Two that asked at once: the first one's address is already shown, so it stays.
        Ok(self
            .addresses
            .borrow_mut()
            .entry(hash.clone())
            .or_insert(url)
            .address()
            .to_owned())
    }
}
