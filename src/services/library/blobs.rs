//! Files by the hash of their bytes: read from the database, and in memory for this visit.
//!
//! Who uses a file is counted with the records that name it.

use std::cell::{OnceCell, RefCell};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::browser::Error;
use crate::browser::database::{Change, Database, Store};
use crate::browser::files::{Blob, ObjectUrl};
use crate::core::request::BlobHash;
use crate::services::held::Held;
use crate::services::library::schema::{BLOBS, THUMBNAILS};

pub struct Blobs {
    database: Held<OnceCell<Database>>,
    memory: RefCell<HashMap<BlobHash, Blob>>,
    /// Those in memory that no record has named so far.
    arrived: RefCell<HashSet<BlobHash>>,
    urls: RefCell<HashMap<BlobHash, ObjectUrl>>,
}

impl Blobs {
    /// The files of a database, once that is open; until then, those of this visit.
    pub fn new(database: Held<OnceCell<Database>>) -> Self {
        Self { database, memory: RefCell::default(), arrived: RefCell::default(), urls: RefCell::default() }
    }

    /// Takes in a file for this visit. [`Self::changes`] make it last.
    pub fn add_known(&self, hash: BlobHash, blob: Blob) {
        self.arrived.borrow_mut().remove(&hash);
        self.memory.borrow_mut().entry(hash).or_insert(blob);
    }

    /// Takes in a file that came with an answer: [`Self::let_go`] lets it go again.
    pub fn add_arrived(&self, hash: BlobHash, blob: Blob) {
        if let Entry::Vacant(vacant) = self.memory.borrow_mut().entry(hash.clone()) {
            vacant.insert(blob);
            self.arrived.borrow_mut().insert(hash);
        }
    }

    /// A URL of a file that came with an answer.
    pub fn url_of_arrived(&self, hash: &BlobHash) -> Option<ObjectUrl> {
        ObjectUrl::of(self.memory.borrow().get(hash)?).ok()
    }

    /// Lets go of a file that came with an answer and was not wanted elsewhere.
    pub fn let_go(&self, hash: &BlobHash) {
        if self.arrived.borrow_mut().remove(hash) {
            self.memory.borrow_mut().remove(hash);
        }
    }

    /// The changes that write files into a store, as far as they are in memory.
    pub fn changes<'a>(&self, store: Store, hashes: impl IntoIterator<Item = &'a BlobHash>) -> Vec<Change> {
        let memory = self.memory.borrow();
        hashes
            .into_iter()
            .filter_map(|hash| Some(Change::PutBlob(store, hash.0.clone(), memory.get(hash)?.clone())))
            .collect()
    }

    /// A file.
    ///
    /// # Errors
    /// When it is not saved, or the storage fails.
    pub async fn get(&self, hash: &BlobHash) -> Result<Blob, Error> {
        self.find(hash, [BLOBS, THUMBNAILS]).await
    }

    async fn find(&self, hash: &BlobHash, stores: [Store; 2]) -> Result<Blob, Error> {
        let known = self.memory.borrow().get(hash).cloned();
        if let Some(blob) = known {
            return Ok(blob);
        }
        if let Some(database) = self.database.get() {
            for store in stores {
                if let Some(file) = database.file(store, &hash.0).await? {
                    // A library of copies in memory would grow with each picture that is looked at.
                    if !file.is_copy {
                        self.add_known(hash.clone(), file.blob.clone());
                    }
                    return Ok(file.blob);
                }
            }
        }
        Err(Error::Missing("a file that was saved earlier"))
    }

    /// A URL of a file for `<img>`, the same for as long as the page lives.
    ///
    /// # Errors
    /// When the file is not saved, or the storage fails.
    pub async fn address(&self, hash: &BlobHash) -> Result<String, Error> {
        self.url_in(hash, [BLOBS, THUMBNAILS]).await
    }

    /// A URL of a small copy. Version 1 saved them among the other files.
    ///
    /// # Errors
    /// When the file is not saved, or the storage fails.
    pub async fn thumbnail_address(&self, hash: &BlobHash) -> Result<String, Error> {
        self.url_in(hash, [THUMBNAILS, BLOBS]).await
    }

    async fn url_in(&self, hash: &BlobHash, stores: [Store; 2]) -> Result<String, Error> {
        let known = self.urls.borrow().get(hash).map(|url| url.address().to_owned());
        if let Some(known) = known {
            return Ok(known);
        }
        let url = ObjectUrl::of(&self.find(hash, stores).await?)?;
        // Two that asked at once: the first one's URL is already shown, so it stays.
        Ok(self.urls.borrow_mut().entry(hash.clone()).or_insert(url).address().to_owned())
    }
}
