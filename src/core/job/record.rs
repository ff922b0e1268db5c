//! A job as it is saved.

use serde::{Deserialize, Serialize};

use super::state::JobState;
use crate::core::request::{BlobHash, EditRequest};

/// The layout of [`JobRecord`] as it is saved. 3: pictures of an answer are files, in 2 they were texts; 2: failures
/// are facts, in 1 they were sentences. All are read.
pub const JOB_RECORD_VERSION: u32 = 3;

/// A job as it is saved: what was asked and how far it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// [`JOB_RECORD_VERSION`] when written.
    pub version: u32,
    /// Unique name; also the tag sent in the request's `metadata`.
    pub id: String,
    /// What was asked.
    pub request: EditRequest,
    /// The API URL it was sent to; the key belongs to it. Empty for a local engine.
    pub api_address: String,
    /// When Run was pressed, milliseconds since 1970.
    pub created_millis: f64,
    /// How far it is.
    pub state: JobState,
    /// The person had prompt and result deleted at the provider.
    #[serde(default)]
    pub deleted_at_provider: bool,
    /// Rises with each change. A write counts only over the revision that its tab has seen.
    #[serde(default)]
    pub revision: u32,
    /// Set for the answer to a submit that came when its job could not take it in.
    #[serde(default)]
    pub late_answer: Option<LateAnswer>,
    /// What came as its answer and could not be made sense of, as files: for the person, since it may be paid.
    #[serde(default)]
    pub parked: Vec<BlobHash>,
}

/// Where the answer belongs that a job was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateAnswer {
    /// The job that was submitted.
    pub of: String,
    /// That job has another answer, or is gone: this one stays a job of its own.
    pub stands_alone: bool,
}

impl JobRecord {
    /// A new job that has not moved.
    pub const fn new(
        id: String,
        request: EditRequest,
        api_address: String,
        created_millis: f64,
        state: JobState,
    ) -> Self {
        Self {
            version: JOB_RECORD_VERSION,
            id,
            request,
            api_address,
            created_millis,
            state,
            deleted_at_provider: false,
            revision: 0,
            late_answer: None,
            parked: Vec::new(),
        }
    }

    /// The files that a job needs: of its request, of its answer, and what was parked of it.
    pub fn files(&self) -> impl Iterator<Item = &BlobHash> {
        self.request.files().chain(self.state.answer_files()).chain(&self.parked)
    }

    /// The files that came for it and are no results: what the person should be able to save.
    pub fn unread_files(&self) -> impl Iterator<Item = &BlobHash> {
        let answer = self.state.answer_files().filter(|_| self.state.trouble().is_some());
        answer.chain(&self.parked)
    }
}
