//! A job as it is saved.

use serde::{Deserialize, Serialize};

use super::state::JobState;
use crate::core::request::EditRequest;

/// The layout of [`JobRecord`] as it is saved. 2: failures are facts; 1 had sentences, and is still read.
pub const JOB_RECORD_VERSION: u32 = 2;

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
}
