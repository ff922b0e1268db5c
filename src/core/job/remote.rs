//! What a provider gives and gets: uploaded inputs, the names of a request, its pictures.

use serde::{Deserialize, Serialize};

use crate::core::price::MicroDollars;
use crate::core::request::BlobHash;

/// The URLs of the uploaded inputs, or [`RemoteInputs::INSIDE`].
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemoteInputs {
    /// One per picture of the request, in its order.
    pub picture_urls: Vec<String>,
    /// The mask's, when there is one.
    pub mask_url: Option<String>,
    /// The markup's, where it goes as a layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markup_url: Option<String>,
}

impl RemoteInputs {
    /// Stands for an input that goes inside the request: its bytes are prepared again when that is sent, and are in no
    /// record.
    pub const INSIDE: &str = "inside";

    /// Is an input to go inside the request?
    pub fn has_any_inside(&self) -> bool {
        self.picture_urls.iter().chain(&self.mask_url).any(|url| url == Self::INSIDE)
    }
}

/// What the provider gave for an accepted request; enough to find it again after a reload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The provider's name of the request.
    pub request_id: String,
    /// Where its status is, already checked to be at the API's origin.
    pub status_url: String,
    /// Where its result is, already checked to be at the API's origin.
    pub response_url: String,
}

/// How far an accepted, unfinished request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Accepted, not begun.
    Queued,
    /// Being worked on.
    InProgress,
}

/// A picture of a finished request, not yet downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RemotePicture {
    /// `https`, or loopback.
    Url(String),
    /// It came in the answer itself and is among the files.
    File(BlobHash),
    /// A `data:image/…` URL. In records of version 2 and older only.
    Data(String),
}

/// What a finished request gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The pictures, in the provider's order.
    pub pictures: Vec<RemotePicture>,
    /// The provider's log lines.
    pub logs: Vec<String>,
    /// The provider's total, when it names one.
    pub total: Option<MicroDollars>,
}

/// What a provider says when it is asked to cancel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelAnswer {
    /// Taken out of the queue before it began.
    Removed,
    /// Asked; a run that has begun may still finish.
    Asked,
    /// It had finished already.
    TooLate,
}
