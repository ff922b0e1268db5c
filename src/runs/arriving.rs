//! Files that come with an answer: hashed and handed to the platform piece by piece, so that no picture is held whole.

use super::ports::{Notice, Ports};
use crate::api::Intake;
use crate::core::job::{Call, Event, FetchAnswer, Outcome, Reason, RemotePicture};
use crate::core::request::{BlobHash, BlobHasher};

/// The files of one answer.
pub(super) struct Arriving<'a, P: Ports> {
    ports: &'a P,
    job_id: &'a str,
    hasher: BlobHasher,
    parts: P::Parts,
    is_empty: bool,
    /// Those that are complete, each once.
    files: Vec<BlobHash>,
}

impl<'a, P: Ports> Arriving<'a, P> {
    pub(super) fn new(ports: &'a P, job_id: &'a str) -> Self {
        let (hasher, parts) = (BlobHasher::default(), P::Parts::default());
        Self { ports, job_id, hasher, parts, is_empty: true, files: Vec::new() }
    }

    /// The call is over: lets go of what its outcome does not name, and gives what is left for the person of an answer
    /// that may be paid and made no sense.
    pub(super) fn settle(self, event: &Event) -> Vec<BlobHash> {
        let is_for_person = match event {
            Event::CallFailed(failed) => {
                let is_over = matches!(failed.failure.reason, Reason::AnswerTooLarge { .. });
                failed.call == Call::Submit && failed.ambiguous || failed.call == Call::Fetch && is_over
            }
            _ => false,
        };
        if is_for_person {
            return self.files;
        }
        let pictures: &[RemotePicture] = match event {
            Event::Answered(Outcome { pictures, .. })
            | Event::Fetched(FetchAnswer::Ready(Outcome { pictures, .. })) => pictures,
            _ => &[],
        };
        for file in self.files {
            if !pictures.contains(&RemotePicture::File(file.clone())) {
                self.ports.let_go(&file);
            }
        }
        Vec::new()
    }

    /// Lets go of all of them.
    pub(super) fn let_go(self) {
        for file in self.files {
            self.ports.let_go(&file);
        }
    }
}

impl<P: Ports> Intake for Arriving<'_, P> {
    fn write(&mut self, bytes: &[u8]) {
        self.is_empty &= bytes.is_empty();
        self.hasher.update(bytes);
        self.ports.add_bytes(&mut self.parts, bytes);
    }

    fn finish(&mut self, media_type: &str) -> BlobHash {
        let hash = std::mem::take(&mut self.hasher).finish();
        let parts = std::mem::take(&mut self.parts);
        if !std::mem::replace(&mut self.is_empty, true) && !self.files.contains(&hash) {
            self.ports.take_in(parts, &hash, media_type);
            self.files.push(hash.clone());
        }
        hash
    }

    fn on_partial(&mut self, picture: BlobHash) {
        let (job_id, picture) = (self.job_id.to_owned(), Some(picture));
        self.ports.notify(Notice::Partial { job_id, picture });
    }

    fn set_reading(&mut self, is_reading: bool) {
        self.ports.set_reading(self.job_id, is_reading);
    }
}
