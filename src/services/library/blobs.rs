//! Files by the hash of their bytes: kept in the database where there is one, and in memory for this visit.
//!
//! What is written is this room's; who uses a file is counted by [`crate::services::library::records`].

use std::cell::RefCell;
use std::collections::HashMap;

use crate::browser::database::{Change, Database, Store};
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

    /// Takes bytes in for this visit; gives their hash. [`Self::keep`] makes it last.
    ///
    /// # Errors
    /// When the browser cannot allocate them.
    pub fn add(&self, bytes: &[u8], media_type: &str) -> Result<BlobHash, Error> {
        let hash = BlobHash::of(bytes);
        if !self.memory.borrow().contains_key(&hash) {
            self.memory.borrow_mut().insert(hash.clone(), blob_of(bytes, media_type)?);
        }
        Ok(hash)
    }

    /// Takes in a file whose hash is known, for this visit.
    pub fn add_known(&self, hash: BlobHash, blob: Blob) {
        self.memory.borrow_mut().entry(hash).or_insert(blob);
    }

    /// The changes that write files into a store, as far as they are in memory.
    pub fn keep<'a>(&self, store: Store, hashes: impl IntoIterator<Item = &'a BlobHash>) -> Vec<Change> {
        let memory = self.memory.borrow();
        hashes
            .into_iter()
            .filter_map(|hash| Some(Change::PutBlob(store, hash.0.clone(), memory.get(hash)?.clone())))
            .collect()
    }

    /// A file.
    ///
    /// # Errors
    /// When it is not kept, or the storage fails.
    pub async fn get(&self, hash: &BlobHash) -> Result<Blob, Error> {
        self.find(hash, [Store::Blobs, Store::Thumbnails]).await
    }

    async fn find(&self, hash: &BlobHash, stores: [Store; 2]) -> Result<Blob, Error> {
        let known = self.memory.borrow().get(hash).cloned();
        if let Some(blob) = known {
            return Ok(blob);
        }
        let database = self.database.borrow().clone();
        if let Some(database) = database {
            for store in stores {
                if let Some(blob) = database.blob(store, &hash.0).await? {
                    self.add_known(hash.clone(), blob.clone());
                    return Ok(blob);
                }
            }
        }
        Err(Error::Missing("a file that was kept earlier"))
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
        self.address_in(hash, [Store::Blobs, Store::Thumbnails]).await
    }

    /// As [`Self::address`], of a small copy. Version 1 kept them among the other files.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn thumbnail_address(&self, hash: &BlobHash) -> Result<String, Error> {
        self.address_in(hash, [Store::Thumbnails, Store::Blobs]).await
    }

    async fn address_in(&self, hash: &BlobHash, stores: [Store; 2]) -> Result<String, Error> {
        let known = self.addresses.borrow().get(hash).map(|url| url.address().to_owned());
        if let Some(address) = known {
            return Ok(address);
        }
        let url = ObjectUrl::of(&self.find(hash, stores).await?)?;
        // Two that asked at once: the first one's address is already shown, so it stays.
        Ok(self.addresses.borrow_mut().entry(hash.clone()).or_insert(url).address().to_owned())
    }
}
