//! What a job asks for. Every `after_millis` is a wait before the effect, without jitter.

use super::remote::{Outcome, RemoteInputs, Ticket};
use super::state::JobState;
use super::timing::DOWNLOAD_ATTEMPTS;

/// What a job asks for: something of this device, or one call to the provider's API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Needs the worker, the files or the storage of this device.
    Local(LocalEffect),
    /// One call to the API, one attempt.
    Remote(RemoteEffect),
}

/// An effect that needs this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocalEffect {
    /// Run the local engine, save its results, report [`super::Event::Filled`].
    Fill,
    /// Put the inputs into the provider's storage, report [`super::Event::Uploaded`].
    Upload {
        /// The wait before it.
        after_millis: u32,
    },
    /// Download the pictures, save the results, report [`super::Event::Downloaded`].
    Download {
        /// Which request, when the provider names it.
        ticket: Option<Ticket>,
        /// What to download.
        outcome: Outcome,
        /// The wait before it.
        after_millis: u32,
        /// No further attempt follows by itself: a picture that cannot be read now is saved as a link.
        is_last: bool,
    },
}

/// An effect that is one call to the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RemoteEffect {
    /// Send the request, **once**, report [`super::Event::Submitted`] or [`super::Event::Answered`]. Never
    /// repeated on failure.
    Submit {
        /// The uploaded inputs.
        inputs: RemoteInputs,
    },
    /// Look the job up by its tag, report [`super::Event::LookedUp`].
    LookUp {
        /// The wait before it.
        after_millis: u32,
    },
    /// Ask for the status, report [`super::Event::Polled`].
    Poll {
        /// Which request.
        ticket: Ticket,
        /// The wait before it.
        after_millis: u32,
    },
    /// Fetch the result, report [`super::Event::Fetched`].
    Fetch {
        /// Which request.
        ticket: Ticket,
        /// The wait before it.
        after_millis: u32,
    },
}

/// The calls to a provider that can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// [`LocalEffect::Upload`].
    Upload,
    /// [`RemoteEffect::Submit`].
    Submit,
    /// [`RemoteEffect::LookUp`].
    LookUp,
    /// [`RemoteEffect::Poll`].
    Poll,
    /// [`RemoteEffect::Fetch`].
    Fetch,
    /// [`LocalEffect::Download`].
    Download,
}

impl Effect {
    /// The effect that a state is about; `None` when it waits for nobody or for the person.
    pub(super) fn of(state: &JobState, after_millis: u32) -> Option<Self> {
        Some(match state {
            JobState::Filling { .. } => Self::Local(LocalEffect::Fill),
            JobState::Uploading { .. } => Self::Local(LocalEffect::Upload { after_millis }),
            JobState::Submitting(state) => {
                Self::Remote(RemoteEffect::Submit { inputs: state.inputs.clone() })
            }
            JobState::LookingUp(_) => Self::Remote(RemoteEffect::LookUp { after_millis }),
            JobState::Waiting(state) => {
                Self::Remote(RemoteEffect::Poll { ticket: state.ticket.clone(), after_millis })
            }
            JobState::Fetching(state) => {
                Self::Remote(RemoteEffect::Fetch { ticket: state.ticket.clone(), after_millis })
            }
            JobState::Downloading(state) => Self::Local(LocalEffect::Download {
                ticket: state.ticket.clone(),
                outcome: state.outcome.clone(),
                after_millis,
                is_last: state.attempt + 1 >= DOWNLOAD_ATTEMPTS,
            }),
            JobState::Draft
            | JobState::Finished { .. }
            | JobState::Failed { .. }
            | JobState::Unknown(_)
            | JobState::Left(_) => return None,
        })
    }

    /// A submit: never broken off, never repeated.
    pub const fn is_submit(&self) -> bool {
        matches!(self, Self::Remote(RemoteEffect::Submit { .. }))
    }

    /// The wait before it, without jitter.
    pub const fn after_millis(&self) -> u32 {
        match self {
            Self::Local(LocalEffect::Fill) | Self::Remote(RemoteEffect::Submit { .. }) => 0,
            Self::Local(
                LocalEffect::Upload { after_millis } | LocalEffect::Download { after_millis, .. },
            )
            | Self::Remote(
                RemoteEffect::LookUp { after_millis }
                | RemoteEffect::Poll { after_millis, .. }
                | RemoteEffect::Fetch { after_millis, .. },
            ) => *after_millis,
        }
    }
}

impl RemoteEffect {
    /// The call that it is.
    pub const fn call(&self) -> Call {
        match self {
            Self::Submit { .. } => Call::Submit,
            Self::LookUp { .. } => Call::LookUp,
            Self::Poll { .. } => Call::Poll,
            Self::Fetch { .. } => Call::Fetch,
        }
    }
}
