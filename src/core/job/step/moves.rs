//! The moves that several states share.

use crate::core::job::effect::Effect;
use crate::core::job::failure::Failure;
use crate::core::job::remote::{Outcome, Phase, RemoteInputs, Ticket};
use crate::core::job::state::{Downloading, JobState, Left, LookingUp, Waiting};
use crate::core::job::timing::poll_delay_millis;

/// Where a job goes and what is to be done for it.
pub(super) type Step = (JobState, Option<Effect>);

/// Goes to a state that asks for nothing, or stays where the effect is under way.
pub(super) fn stay(state: impl Into<JobState>) -> Step {
    (state.into(), None)
}

/// Goes to a state and asks for its effect, after a wait.
pub(super) fn perform(state: impl Into<JobState>, after_millis: u32) -> Step {
    let state = state.into();
    let effect = Effect::of(&state, after_millis);
    (state, effect)
}

pub(super) fn look_up(started_millis: f64, inputs: RemoteInputs, cause: Failure, after_millis: u32) -> Step {
    perform(LookingUp { started_millis, inputs, attempt: 0, cause }, after_millis)
}

/// The submit was accepted.
pub(super) fn accepted(started_millis: f64, ticket: Ticket) -> Step {
    perform(Waiting::new(started_millis, ticket, Phase::Queued), poll_delay_millis(0))
}

pub(super) fn download(started_millis: f64, ticket: Option<Ticket>, outcome: Outcome) -> Step {
    perform(Downloading { started_millis, ticket, outcome, attempt: 0, trouble: None }, 0)
}

/// Failed before the provider accepted anything.
pub(super) fn failed(started_millis: f64, finished_millis: f64, failure: Failure) -> Step {
    stay(JobState::Failed { started_millis, finished_millis, failure, ticket: None, logs: Vec::new() })
}

/// Left before anything was submitted or, with `inputs`, while a submit may have been accepted.
pub(super) fn left(
    started_millis: f64,
    finished_millis: f64,
    inputs: Option<RemoteInputs>,
    resumable: bool,
) -> Step {
    stay(Left {
        started_millis,
        finished_millis,
        inputs,
        ticket: None,
        phase: Phase::Queued,
        logs: Vec::new(),
        resumable,
        cancel: None,
    })
}
