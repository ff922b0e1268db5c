//! Where the files of an answer go while it arrives: never the answer's text, a record or a signal.

use crate::core::request::BlobHash;

/// Takes files in piece by piece, one after the other.
pub trait Intake {
    /// The next bytes of the file that arrives.
    fn write(&mut self, bytes: &[u8]);
    /// The file is complete; gives its name.
    fn finish(&mut self, media_type: &str) -> BlobHash;
    /// A file of this answer is the picture as far as it has formed.
    fn on_partial(&mut self, picture: BlobHash);
}

/// Of an answer in which no picture is looked for.
pub(super) struct Unwanted;

impl Intake for Unwanted {
    fn write(&mut self, _bytes: &[u8]) {}

    fn finish(&mut self, _media_type: &str) -> BlobHash {
        BlobHash(String::new())
    }

    fn on_partial(&mut self, _picture: BlobHash) {}
}

/// Keeps files in memory, for tests.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct InMemory {
    begun: Vec<u8>,
    /// Media type and bytes, in the order in which they were completed.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) partials: Vec<BlobHash>,
}

#[cfg(test)]
impl Intake for InMemory {
    fn write(&mut self, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
    }

    fn finish(&mut self, media_type: &str) -> BlobHash {
        let bytes = std::mem::take(&mut self.begun);
        let hash = BlobHash::of(&bytes);
        self.files.push((media_type.to_owned(), bytes));
        hash
    }

    fn on_partial(&mut self, picture: BlobHash) {
        self.partials.push(picture);
    }
}
