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
    /// A long text is about to be read, or has been: what ends the page in between was it.
    fn set_reading(&mut self, is_reading: bool);
}

/// Keeps files in memory, for tests.
#[cfg(test)]
#[derive(Default)]
pub(crate) struct InMemory {
    begun: Vec<u8>,
    /// Media type and bytes, in the order in which they were completed.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) partials: Vec<BlobHash>,
    pub(crate) readings: Vec<bool>,
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

    fn set_reading(&mut self, is_reading: bool) {
        self.readings.push(is_reading);
    }
}
