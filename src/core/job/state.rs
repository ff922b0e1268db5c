//! The states of a job, as they are kept and as they are told.

use serde::{Deserialize, Serialize};

use super::{CancelAnswer, Failure, Outcome, Phase, RemoteInputs, Ticket};
use crate::core::price::MicroDollars;

/// How far a job is.
///
/// Every `started_millis` and `finished_millis` is in milliseconds since 1970. A change of layout raises
/// [`super::JOB_RECORD_VERSION`].
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
    Submitting {
        /// When the job began.
        started_millis: f64,
        /// The uploaded inputs.
        inputs: RemoteInputs,
        /// Sent once more at the person's word: an earlier submit may have been accepted, too.
        is_rerun: bool,
    },
    /// The submit ended ambiguously; the provider is asked whether it knows the job's tag.
    LookingUp {
        /// When the job began.
        started_millis: f64,
        /// The uploaded inputs.
        inputs: RemoteInputs,
        /// Look-ups without a find so far, below [`super::LOOK_UP_ATTEMPTS`].
        attempt: u32,
        /// How the submit ended, for the person.
        cause: String,
    },
    /// Accepted; the provider works on it.
    Waiting {
        /// When the job began.
        started_millis: f64,
        /// The provider's names of it.
        ticket: Ticket,
        /// How far, as last heard.
        phase: Phase,
        /// Log lines as last heard.
        logs: Vec<String>,
        /// Polls answered so far.
        polls: u32,
        /// Polls failed in a row.
        misses: u32,
        /// Why the job does not go on by itself: it is kept, and [`super::Event::Resume`] goes on.
        trouble: Option<Failure>,
    },
    /// Finished at the provider; the result is being fetched.
    Fetching {
        /// When the job began.
        started_millis: f64,
        /// The provider's names of it.
        ticket: Ticket,
        /// Log lines as last heard.
        logs: Vec<String>,
        /// Fetches failed in a row.
        misses: u32,
        /// Why the job does not go on by itself: it is kept, and [`super::Event::Resume`] goes on.
        trouble: Option<Failure>,
    },
    /// The result is known; its pictures are being downloaded and kept.
    Downloading {
        /// When the job began.
        started_millis: f64,
        /// The provider's names of it, where the provider has any.
        ticket: Option<Ticket>,
        /// What is downloaded.
        outcome: Outcome,
        /// Failed attempts so far, at most [`super::DOWNLOAD_ATTEMPTS`].
        attempt: u32,
        /// Why the job does not go on by itself: it is kept, and [`super::Event::Resume`] goes on.
        trouble: Option<Failure>,
    },
    /// Done; the results are kept.
    Finished {
        /// When the job began.
        started_millis: f64,
        /// When it ended.
        finished_millis: f64,
        /// Names of the kept results, in order.
        result_ids: Vec<String>,
        /// The provider's total, when it named one.
        cost: Option<MicroDollars>,
        /// The provider's log lines.
        logs: Vec<String>,
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
    Unknown {
        /// When the job began.
        started_millis: f64,
        /// The uploaded inputs.
        inputs: RemoteInputs,
        /// How the submit ended, for the person.
        cause: String,
        /// `cause` and what the look-up found, for the person.
        message: String,
    },
    /// The person no longer waits for it.
    Left {
        /// When the job began.
        started_millis: f64,
        /// When it was left.
        finished_millis: f64,
        /// The uploaded inputs, when a submit may have been accepted whose ticket is not known.
        inputs: Option<RemoteInputs>,
        /// The provider's names of it, when it had been accepted.
        ticket: Option<Ticket>,
        /// How far it was.
        phase: Phase,
        /// Log lines as last heard.
        logs: Vec<String>,
        /// [`super::Event::Resume`] goes on with it. `false` when nothing had been submitted, or when the
        /// person gave it up for good.
        resumable: bool,
        /// What the provider said when it was asked to cancel.
        #[serde(default)]
        cancel: Option<CancelAnswer>,
    },
}

impl JobState {
    /// Nothing happens any more unless the person says so.
    pub const fn is_terminal(&self) -> bool {
        matches!(self, Self::Finished { .. } | Self::Failed { .. } | Self::Unknown { .. } | Self::Left { .. })
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
        matches!(self, Self::Left { resumable: true, .. }) || self.trouble().is_some()
    }

    /// Why the job does not go on by itself.
    pub const fn trouble(&self) -> Option<&Failure> {
        match self {
            Self::Waiting { trouble, .. }
            | Self::Fetching { trouble, .. }
            | Self::Downloading { trouble, .. } => trouble.as_ref(),
            _ => None,
        }
    }

    /// When the job began, milliseconds since 1970; `None` for a draft.
    pub const fn started_millis(&self) -> Option<f64> {
        match self {
            Self::Draft => None,
            Self::Filling { started_millis }
            | Self::Uploading { started_millis, .. }
            | Self::Submitting { started_millis, .. }
            | Self::LookingUp { started_millis, .. }
            | Self::Waiting { started_millis, .. }
            | Self::Fetching { started_millis, .. }
            | Self::Downloading { started_millis, .. }
            | Self::Finished { started_millis, .. }
            | Self::Failed { started_millis, .. }
            | Self::Unknown { started_millis, .. }
            | Self::Left { started_millis, .. } => Some(*started_millis),
        }
    }

    /// When the job ended or was left, milliseconds since 1970.
    pub const fn finished_millis(&self) -> Option<f64> {
        match self {
            Self::Finished { finished_millis, .. }
            | Self::Failed { finished_millis, .. }
            | Self::Left { finished_millis, .. } => Some(*finished_millis),
            _ => None,
        }
    }

    /// The provider's names of the request, when known.
    pub const fn ticket(&self) -> Option<&Ticket> {
        match self {
            Self::Waiting { ticket, .. } | Self::Fetching { ticket, .. } => Some(ticket),
            Self::Downloading { ticket, .. } | Self::Failed { ticket, .. } | Self::Left { ticket, .. } => {
                ticket.as_ref()
            }
            _ => None,
        }
    }

    /// The provider's log lines as last heard.
    pub fn logs(&self) -> &[String] {
        match self {
            Self::Waiting { logs, .. }
            | Self::Fetching { logs, .. }
            | Self::Finished { logs, .. }
            | Self::Failed { logs, .. }
            | Self::Left { logs, .. } => logs,
            Self::Downloading { outcome, .. } => &outcome.logs,
            _ => &[],
        }
    }

    /// What a person reads.
    pub const fn label(&self) -> &'static str {
        if self.trouble().is_some() {
            return "waiting for you";
        }
        match self {
            Self::Draft => "draft",
            Self::Filling { .. } => "filling",
            Self::Uploading { .. } => "uploading",
            Self::Submitting { .. } => "submitting",
            Self::LookingUp { .. } => "checking whether it was accepted",
            Self::Waiting { phase: Phase::Queued, .. } => "in the queue",
            Self::Waiting { phase: Phase::InProgress, .. } => "in progress",
            Self::Fetching { .. } => "fetching the result",
            Self::Downloading { .. } => "downloading",
            Self::Finished { .. } => "finished",
            Self::Failed { .. } => "failed",
            Self::Unknown { .. } => "unknown whether it was accepted",
            Self::Left { cancel: Some(CancelAnswer::Removed), .. } => "cancelled",
            Self::Left { resumable: true, .. } => "left, may still run",
            Self::Left { resumable: false, .. } => "stopped",
        }
    }
}
