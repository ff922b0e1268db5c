//! The states of a job, as they are saved.

use serde::{Deserialize, Serialize};

use super::failure::{Failure, Finding};
use super::remote::{CancelAnswer, Outcome, Phase, RemoteInputs, RemotePicture, Ticket};
use crate::core::price::MicroDollars;
use crate::core::request::BlobHash;

/// How far a job is.
///
/// Every `started_millis` and `finished_millis` is when the job began and ended, in milliseconds since 1970. A
/// change of layout raises [`super::JOB_RECORD_VERSION`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Recorded, nothing begun.
    Draft,
    /// The local engine works.
    Filling {
        /// When it began.
        started_millis: f64,
    },
    /// The inputs go to the provider's storage. Nothing is billed yet.
    Uploading {
        /// When it began.
        started_millis: f64,
        /// Failed attempts so far, below [`super::UPLOAD_ATTEMPTS`].
        attempt: u32,
    },
    /// The request is being sent: from here on it may be billed.
    Submitting(Submitting),
    /// The submit ended in doubt; the provider is asked whether it knows the job's tag.
    LookingUp(LookingUp),
    /// Accepted; the provider works on it.
    Waiting(Waiting),
    /// Finished at the provider; the result is being fetched.
    Fetching(Fetching),
    /// The result is known; its pictures are being downloaded and saved.
    Downloading(Downloading),
    /// The results are on this device.
    Finished {
        /// When the job began.
        started_millis: f64,
        /// When it ended.
        finished_millis: f64,
        /// Names of the saved results, in order.
        result_ids: Vec<String>,
        /// The provider's total, when it named one.
        cost: Option<MicroDollars>,
        /// The provider's log lines.
        logs: Vec<String>,
        /// The provider's names of it, where the provider has any.
        #[serde(default)]
        ticket: Option<Ticket>,
    },
    /// Ended without a result.
    Failed {
        /// When the job began.
        started_millis: f64,
        /// When it ended.
        finished_millis: f64,
        /// Why.
        failure: Failure,
        /// The provider's names of it, when it had been accepted.
        ticket: Option<Ticket>,
        /// The provider's log lines.
        logs: Vec<String>,
    },
    /// Nobody can tell whether the request was accepted. The person decides: look again, run again, drop.
    Unknown(Unknown),
    /// The person no longer waits for it.
    Left(Left),
}

/// See [`JobState::Submitting`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Submitting {
    /// When the job began.
    pub started_millis: f64,
    /// The uploaded inputs.
    pub inputs: RemoteInputs,
    /// Sent once more because the person said so: an earlier submit may have been accepted, too.
    pub is_rerun: bool,
}

/// See [`JobState::LookingUp`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookingUp {
    /// When the job began.
    pub started_millis: f64,
    /// The uploaded inputs.
    pub inputs: RemoteInputs,
    /// Look-ups without a find so far, below [`super::LOOK_UP_ATTEMPTS`].
    pub attempt: u32,
    /// How the submit ended.
    pub cause: Failure,
}

/// See [`JobState::Unknown`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    /// When the job began.
    pub started_millis: f64,
    /// The uploaded inputs.
    pub inputs: RemoteInputs,
    /// How the submit ended.
    pub cause: Failure,
    /// What the look-up found.
    #[serde(default)]
    pub finding: Finding,
}

/// See [`JobState::Waiting`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// When the job began.
    pub started_millis: f64,
    /// The provider's names of it.
    pub ticket: Ticket,
    /// How far, by the last answer.
    pub phase: Phase,
    /// Log lines of the last answer that had any.
    pub logs: Vec<String>,
    /// Polls answered so far.
    pub polls: u32,
    /// Polls failed in a row.
    pub misses: u32,
    /// Why the job does not go on by itself: it is saved, and [`super::Event::Resume`] goes on.
    pub trouble: Option<Failure>,
}

/// See [`JobState::Fetching`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fetching {
    /// When the job began.
    pub started_millis: f64,
    /// The provider's names of it.
    pub ticket: Ticket,
    /// Log lines of the last answer that had any.
    pub logs: Vec<String>,
    /// Fetches failed in a row.
    pub misses: u32,
    /// As [`Waiting::trouble`].
    pub trouble: Option<Failure>,
}

/// See [`JobState::Downloading`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Downloading {
    /// When the job began.
    pub started_millis: f64,
    /// The provider's names of it, where the provider has any.
    pub ticket: Option<Ticket>,
    /// What is downloaded.
    pub outcome: Outcome,
    /// Failed attempts so far, at most [`super::DOWNLOAD_ATTEMPTS`].
    pub attempt: u32,
    /// As [`Waiting::trouble`].
    pub trouble: Option<Failure>,
}

/// See [`JobState::Left`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Left {
    /// When the job began.
    pub started_millis: f64,
    /// When it was left.
    pub finished_millis: f64,
    /// The uploaded inputs, when a submit may have been accepted whose ticket is not known.
    pub inputs: Option<RemoteInputs>,
    /// The provider's names of it, when it had been accepted.
    pub ticket: Option<Ticket>,
    /// How far it was.
    pub phase: Phase,
    /// Log lines of the last answer that had any.
    pub logs: Vec<String>,
    /// [`super::Event::Resume`] goes on with it. `false` when nothing had been submitted, or when the
    /// person gave it up for good.
    pub resumable: bool,
    /// What the provider said when it was asked to cancel.
    #[serde(default)]
    pub cancel: Option<CancelAnswer>,
}

impl Waiting {
    /// A job that was accepted and not asked about since.
    pub const fn new(started_millis: f64, ticket: Ticket, phase: Phase) -> Self {
        Self { started_millis, ticket, phase, logs: Vec::new(), polls: 0, misses: 0, trouble: None }
    }
}

/// Each state of its own type is a state of a job.
macro_rules! states {
    ($($name:ident),*) => {$(
        impl From<$name> for JobState {
            fn from(state: $name) -> Self {
                Self::$name(state)
            }
        }
    )*};
}

states!(Submitting, LookingUp, Unknown, Waiting, Fetching, Downloading, Left);

impl JobState {
    /// Nothing happens any more unless the person says so.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Failed { .. } | Self::Unknown(_) | Self::Left(_))
    }

    /// An effect is under way; neither ended nor waiting for the person.
    pub const fn is_running(&self) -> bool {
        !self.is_terminal() && !self.waits_for_person()
    }

    /// Not ended, but goes on only when the person says so: a draft, or a job with trouble.
    pub const fn waits_for_person(&self) -> bool {
        matches!(self, Self::Draft) || self.trouble().is_some()
    }

    /// [`super::Event::Resume`] would go on with it.
    pub const fn is_resumable(&self) -> bool {
        matches!(self, Self::Left(Left { resumable: true, .. }) | Self::Failed { ticket: Some(_), .. })
            || self.trouble().is_some()
    }

    /// A submit may have been accepted whose answer is not known.
    pub const fn is_in_doubt(&self) -> bool {
        matches!(
            self,
            Self::Submitting(_)
                | Self::LookingUp(_)
                | Self::Unknown(_)
                | Self::Left(Left { ticket: None, inputs: Some(_), .. })
        )
    }

    /// Why the job does not go on by itself.
    pub const fn trouble(&self) -> Option<&Failure> {
        match self {
            Self::Waiting(Waiting { trouble, .. })
            | Self::Fetching(Fetching { trouble, .. })
            | Self::Downloading(Downloading { trouble, .. }) => trouble.as_ref(),
            _ => None,
        }
    }

    /// When the job began, milliseconds since 1970; `None` for a draft.
    pub const fn started_millis(&self) -> Option<f64> {
        match self {
            Self::Draft => None,
            Self::Filling { started_millis }
            | Self::Uploading { started_millis, .. }
            | Self::Submitting(Submitting { started_millis, .. })
            | Self::LookingUp(LookingUp { started_millis, .. })
            | Self::Waiting(Waiting { started_millis, .. })
            | Self::Fetching(Fetching { started_millis, .. })
            | Self::Downloading(Downloading { started_millis, .. })
            | Self::Finished { started_millis, .. }
            | Self::Failed { started_millis, .. }
            | Self::Unknown(Unknown { started_millis, .. })
            | Self::Left(Left { started_millis, .. }) => Some(*started_millis),
        }
    }

    /// When the job ended or was left, milliseconds since 1970.
    pub const fn finished_millis(&self) -> Option<f64> {
        match self {
            Self::Finished { finished_millis, .. }
            | Self::Failed { finished_millis, .. }
            | Self::Left(Left { finished_millis, .. }) => Some(*finished_millis),
            _ => None,
        }
    }

    /// The provider's names of the request, when known.
    pub const fn ticket(&self) -> Option<&Ticket> {
        match self {
            Self::Waiting(Waiting { ticket, .. }) | Self::Fetching(Fetching { ticket, .. }) => Some(ticket),
            Self::Downloading(Downloading { ticket, .. })
            | Self::Failed { ticket, .. }
            | Self::Left(Left { ticket, .. }) => ticket.as_ref(),
            _ => None,
        }
    }

    /// The pictures that came in the answer itself, until they are results.
    pub fn answer_files(&self) -> impl Iterator<Item = &BlobHash> {
        let pictures: &[RemotePicture] = match self {
            Self::Downloading(Downloading { outcome, .. }) => &outcome.pictures,
            _ => &[],
        };
        pictures.iter().filter_map(|picture| match picture {
            RemotePicture::File(file) => Some(file),
            RemotePicture::Url(_) | RemotePicture::Data(_) => None,
        })
    }

    /// The provider's log lines of the last answer that had any.
    pub fn logs(&self) -> &[String] {
        match self {
            Self::Waiting(Waiting { logs, .. })
            | Self::Fetching(Fetching { logs, .. })
            | Self::Finished { logs, .. }
            | Self::Failed { logs, .. }
            | Self::Left(Left { logs, .. }) => logs,
            Self::Downloading(Downloading { outcome, .. }) => &outcome.logs,
            _ => &[],
        }
    }
}
